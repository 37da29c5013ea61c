import { type ClaimCheck, claimedNames, type Evidence, holds, refuted, UNDECIDED } from "./claim-evidence.ts";

const STYLES = [
  { label: "camelCase", said: /\bcamel[ _-]?case\b/i, shape: /^[_$]*[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+$/ },
  {
    label: "snake_case",
    said: /\bsnake[ _-]?case\b|\bunderscores?\b/i,
    shape: /^_*[a-z][a-z0-9]*(?:_[a-z0-9]+)+_*$/,
  },
] as const;

const DEVIATING: Readonly<Record<string, string>> = {
  python: "camelCase",
  ruby: "camelCase",
  rust: "camelCase",
  javascript: "snake_case",
  typescript: "snake_case",
  tsx: "snake_case",
  java: "snake_case",
  csharp: "snake_case",
  go: "snake_case",
};

/** `The code uses camelCase`, or both styles: the identifiers of the file say whether it does. */
export function checkNaming(evidence: Evidence): ClaimCheck | null {
  const { claim, text, facts } = evidence;
  const styles = STYLES.filter((style) => style.said.test(text));
  if (styles.length === 0) return claim.category === "naming" ? UNDECIDED : null;
  const names = facts?.isWellFormed === true ? [...facts.names.keys()] : listWords(evidence);
  const missing = styles.find((style) => !names.some((name) => style.shape.test(name)));
  if (missing !== undefined) return refuted(`No identifier of the file is written in ${missing.label}.`);
  if (facts === null) return UNDECIDED;
  const deviating = STYLES.find((style) => style.label === DEVIATING[facts.language]);
  const defined = claimedNames(evidence).filter((name) => (facts.names.get(name)?.definedAt.length ?? 0) > 0);
  const named = defined.find((name) => deviating?.shape.test(name));
  return named === undefined ? UNDECIDED : holds(`\`${named}\` is defined in ${deviating?.label} style.`);
}

function listWords({ lines }: Evidence): readonly string[] {
  return [...new Set([...lines.values()].flatMap((line) => line.match(/[A-Za-z_$][\w$]*/g) ?? []))];
}
