import { z } from "zod";

// As for the first answer: only what every vendor's strict mode takes, null instead of optional.

/** What an attacker gains at most. The words are explained in `docs/severity.md`. */
export const Impact = z.enum([
  "code-execution",
  "all-data",
  "others-data",
  "availability",
  "own-data",
  "information",
  "none",
]);
export type Impact = z.infer<typeof Impact>;

/** Who can reach the defect. */
export const Reach = z.enum([
  "unauthenticated-remote",
  "authenticated-remote",
  "victim-interaction",
  "local",
  "trusted-input",
]);
export type Reach = z.infer<typeof Reach>;

/** What has to hold besides. */
export const Conditions = z.enum(["none", "some", "unlikely"]);
export type Conditions = z.infer<typeof Conditions>;

/** What severity is computed from. */
export interface Rating {
  readonly impact: Impact;
  readonly reach: Reach;
  readonly conditions: Conditions;
}

/** One piece of evidence that the model asks for. `path`, `from` and `to` with `lines`, `symbol` with the others. */
export const EvidenceRequest = z.strictObject({
  kind: z.enum(["lines", "definition", "references"]),
  path: z.string().nullable(),
  from: z.number().nullable(),
  to: z.number().nullable(),
  symbol: z.string().nullable(),
});
export type EvidenceRequest = z.infer<typeof EvidenceRequest>;

/** Lines `from` to `to` of the head of the claimed file, and what is to stand in their place. */
export const ProposedEdit = z.strictObject({
  from: z.number(),
  to: z.number(),
  lines: z.array(z.string()),
});
export type ProposedEdit = z.infer<typeof ProposedEdit>;

/**
 * The answer to the refuting question: located facts first, the verdict after them, the explanation last. `need` is
 * filled instead of a verdict. Every text in it is attacker-controlled.
 */
export const RefuteAnswer = z.strictObject({
  need: z.array(EvidenceRequest),
  source: z.string().nullable(),
  sink: z.string().nullable(),
  removed: z.string().nullable(),
  control: z.string().nullable(),
  bypass: z.string().nullable(),
  impact: Impact.nullable(),
  reach: Reach.nullable(),
  conditions: Conditions.nullable(),
  verdict: z.enum(["confirmed", "uncertain", "refuted"]).nullable(),
  path: z.string().nullable(),
  attack: z.string().nullable(),
  fix: ProposedEdit.nullable(),
});
export type RefuteAnswer = z.infer<typeof RefuteAnswer>;

/**
 * What an answer is worth after its quotes were looked up in the lines that were shown. `undecided`: it proves
 * neither, so the finding stays as it was.
 */
export type Refutation =
  | {
      readonly kind: "confirmed";
      readonly rating: Rating | null;
      readonly path: string | null;
      readonly attack: string | null;
      readonly edit: ProposedEdit | null;
    }
  | { readonly kind: "uncertain"; readonly rating: Rating | null; readonly control: string }
  | { readonly kind: "refuted"; readonly control: string }
  | { readonly kind: "undecided"; readonly detail: string };
