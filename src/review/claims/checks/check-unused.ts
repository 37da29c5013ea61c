import { findWordLines } from "../locate-symbol.ts";
import {
  type ClaimCheck,
  claimedNames,
  type Evidence,
  holds,
  isInsideFunction,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";

const STATEMENT =
  /\b(?:unused|unreferenced|never (?:used|called|read|referenced)|(?:is|are|does|do|was|were)(?: not|n't) (?:(?:seem|appear)\w* to be |being |actually )?used|(?:seem|appear)s? (?:to be )?unused|not (?:used|called|referenced) anywhere)\b/i;

/** `X is imported or defined but not used`: one use anywhere in the known text refutes it. */
export function checkUnused(evidence: Evidence): ClaimCheck | null {
  if (evidence.claim.category !== "unused-code" && !STATEMENT.test(evidence.text)) return null;
  const names = selectSubjects(evidence);
  if (names.length === 0) return UNDECIDED;
  const checks = names.map((name) => checkName(name, evidence));
  return checks.find((check) => check.verdict === "refuted") ?? checks.find(isUndecided) ?? checks[0] ?? null;
}

function isUndecided(check: ClaimCheck): boolean {
  return check.verdict === "undecided";
}

/** The names that the claim is about: those defined at its place, else those it names. */
function selectSubjects(evidence: Evidence): readonly string[] {
  const claimed = claimedNames(evidence);
  const here = [...(evidence.facts?.names ?? [])]
    .filter(([, facts]) =>
      [...facts.importedAt, ...facts.definedAt].some((line) => isAtPlace(line, evidence)),
    )
    .map(([name]) => name);
  const both = claimed.filter((name) => here.includes(name));
  if (both.length > 0) return both;
  return claimed.length > 0 ? claimed : here;
}

function isAtPlace(line: number, { place }: Evidence): boolean {
  return place.startLine <= line && line <= place.endLine;
}

function checkName(name: string, evidence: Evidence): ClaimCheck {
  const known = evidence.facts?.names.get(name);
  const written = findWordLines(evidence.lines, name);
  if (written.length === 0) return refuted(`\`${name}\` does not stand in the file.`);
  const used = known?.usedAt[0];
  if (used !== undefined) return refuted(`\`${name}\` is used on line ${used}.`);
  const defined = new Set([...(known?.importedAt ?? []), ...(known?.definedAt ?? [])]);
  const elsewhere = defined.size === 0 ? written[1] : written.find((line) => !defined.has(line));
  if (elsewhere !== undefined) return refuted(`\`${name}\` also stands on line ${elsewhere}.`);
  const isPrivate =
    known !== undefined &&
    (isPrivateImport(known.importedAt, evidence) || isLocal(known.definedAt, evidence));
  const isKnown = evidence.isWhole && evidence.facts?.isWellFormed === true && isPrivate;
  return isKnown ? holds(`\`${name}\` stands only where it is defined.`) : UNDECIDED;
}

/** What a package file imports, others may import from it. */
function isPrivateImport(importedAt: readonly number[], { place }: Evidence): boolean {
  return importedAt.length > 0 && !place.path.endsWith("__init__.py");
}

function isLocal(definedAt: readonly number[], evidence: Evidence): boolean {
  return definedAt.length > 0 && definedAt.every((line) => isInsideFunction(evidence, line));
}
