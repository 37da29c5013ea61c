import {
  type ClaimCheck,
  claimedNames,
  type Evidence,
  holds,
  isInsideFunction,
  placeLines,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";

const STATEMENT =
  /\b(?:hard-?cod(?:ed|es|ing)|magic (?:numbers?|values?|strings?)|(?:use|define) (?:of )?(?:a )?constants?)\b/i;
const NUMBER = /(?<![\w.])\d{2,9}(?:\.\d{1,9})?(?![\w.])/g;

/** `The value is hard-coded and should be a constant`: a name that is a constant already refutes it. */
export function checkConstants(evidence: Evidence): ClaimCheck | null {
  if (evidence.claim.category !== "constants" && !STATEMENT.test(evidence.text)) return null;
  const names = claimedNames(evidence);
  const constant = names.find((name) => isModuleConstant(name, evidence));
  if (constant !== undefined) return refuted(`\`${constant}\` is a constant of the module already.`);
  const absent = names.length > 0 && names.every((name) => !isWritten(name, evidence));
  if (absent) return refuted("None of the names it gives stands in the file.");
  const said = new Set(evidence.text.match(NUMBER) ?? []);
  const isLocal = isInsideFunction(evidence, evidence.place.startLine);
  const number = placeLines(evidence)
    .flatMap((line) => line.match(NUMBER) ?? [])
    .find((found) => said.has(found));
  return isLocal && number !== undefined
    ? holds(`${number} stands as a literal inside a function.`)
    : UNDECIDED;
}

function isModuleConstant(name: string, evidence: Evidence): boolean {
  const defined = evidence.facts?.names.get(name)?.definedAt ?? [];
  const isConstant = /^_{0,2}[A-Z][A-Z0-9_]*$/.test(name);
  return isConstant && defined.length > 0 && defined.every((line) => !isInsideFunction(evidence, line));
}

function isWritten(name: string, { lines }: Evidence): boolean {
  return [...lines.values()].some((line) => line.includes(name));
}
