/** `first`: the change as a difference. `as-new`: its result as code that was not there before, which is harder. */
export type Form = "first" | "as-new";

/** `introduce` brings the defect in; `fix` is its clean twin; `clean` looks suspicious and is not. */
export type CaseSide = "introduce" | "fix" | "clean";

/** One change to be reviewed. */
export interface CaseInput {
  readonly form: Form;
  readonly side: CaseSide;
  readonly diff: string;
  /** Whole files before and after by path; null where only the diff is known. */
  readonly files: CaseFiles | null;
}

export interface CaseFiles {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

/** Lines that make the defect, as they stand in one file. */
export interface WeakLines {
  readonly path: string;
  readonly lines: readonly string[];
}

/** A defect with its clean twin, or a clean look-alike. */
export interface EvalCase {
  readonly id: string;
  readonly language: string;
  /** `CWE-89`; a finding of the family of any of them has the right kind. */
  readonly cwes: readonly string[];
  readonly kind: string;
  readonly inputs: readonly CaseInput[];
  readonly weak: readonly WeakLines[];
}

/** The change of a case in one form and on one side; undefined where the case has none. */
export function selectInput(evalCase: EvalCase, form: Form, side: CaseSide): CaseInput | undefined {
  return evalCase.inputs.find((input) => input.form === form && input.side === side);
}
