import { parseSettings, type Settings } from "../../config/settings.ts";
import { Severity } from "../../domain/finding.ts";
import { Depth } from "../../domain/review.ts";
import { inputOfVariable, nameInputs } from "./name-inputs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What the step of the workflow says; null where it leaves the choice to the policy or the event. */
export interface ActionInputs {
  readonly settings: Settings;
  readonly depth: Depth | null;
  readonly failOn: Severity | "never" | null;
  /** Below the workspace. */
  readonly path: string;
  readonly sarifFile: string | null;
  readonly hasAnnotations: boolean;
  readonly allowsInconclusive: boolean;
  readonly base: string | null;
  readonly head: string | null;
}

export type InputsReading =
  | { readonly kind: "valid"; readonly inputs: ActionInputs }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

const failOnValues: readonly string[] = [...Severity.options, "never"];

/** Reads the inputs of the step and the variables beside them, and reports every mistake at once. */
export function readInputs(environment: Environment): InputsReading {
  const read = (name: string) => readInput(environment, name);
  const settings = parseSettings(withInputs(environment));
  const problems = [
    ...(settings.kind === "invalid" ? settings.problems.map(nameInput) : []),
    ...check("depth", read("depth"), Depth.options),
    ...check("fail-on", read("fail-on"), failOnValues),
    ...check("annotations", read("annotations"), ["true", "false"]),
    ...check("allow-inconclusive", read("allow-inconclusive"), ["true", "false"]),
    ...checkCommit("base", read("base")),
    ...checkCommit("head", read("head")),
  ];
  if (settings.kind === "invalid" || problems.length > 0) return { kind: "invalid", problems };
  return {
    kind: "valid",
    inputs: {
      settings: settings.settings,
      depth: Depth.safeParse(read("depth")).data ?? null,
      failOn: read("fail-on") === "never" ? "never" : (Severity.safeParse(read("fail-on")).data ?? null),
      path: read("path") ?? ".",
      sarifFile: read("sarif-file"),
      hasAnnotations: read("annotations") !== "false",
      allowsInconclusive: read("allow-inconclusive") === "true",
      base: read("base"),
      head: read("head"),
    },
  };
}

/** What must not stand in the log of the workflow: the key, wherever it was given. */
export function listSecrets(environment: Environment): readonly string[] {
  const keys = [readInput(environment, "api-key"), environment["OPENAI_API_KEY"]?.trim() ?? ""];
  return [...new Set(keys.flatMap((key) => key?.split(/[\r\n]+/) ?? []))].filter((key) => key !== "");
}

/** A runner gives inputs as variables, in capitals, with the dashes of their names. */
function readInput(environment: Environment, name: string): string | null {
  const value = environment[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
  return value === "" ? null : value;
}

function withInputs(environment: Environment): Environment {
  const given = Object.entries(inputOfVariable).flatMap(([variable, input]) => {
    const value = readInput(environment, input);
    return value === null ? [] : [[variable, value] as const];
  });
  return { ...environment, ...Object.fromEntries(given) };
}

function nameInput(problem: string): string {
  const [variable = ""] = problem.split(":", 1);
  const rest = nameInputs(problem.slice(variable.length));
  return `${inputOfVariable[variable] ?? variable}${rest}`;
}

function check(name: string, value: string | null, allowed: readonly string[]): readonly string[] {
  return value === null || allowed.includes(value) ? [] : [`${name}: must be ${allowed.join(", ")}`];
}

function checkCommit(name: string, value: string | null): readonly string[] {
  return value === null || /^(?!-)(?!.*\.\.)[^\s:\\]+$/.test(value)
    ? []
    : [`${name}: must be one commit or branch, not a range`];
}
