import { readNames } from "../../answer/find-code-names.ts";
import {
  type ClaimCheck,
  type ClaimChecker,
  claimedNames,
  type Evidence,
  holds,
  placeCode,
  placeLines,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { holdsWord, isInsideFunction } from "./file-evidence.ts";
import { isConstantLine } from "./is-constant-line.ts";
import { listSpokenNumbers, listSpokenTexts } from "./spoken-values.ts";

const CONFIGURED = /\b(?:config\w*|settings?|environment|env(?:ironment)? var\w*|env)\b/i;
const NUMBER = /(?<![\w.$])-?\d[\d_]*(?:\.\d+)?(?![\w.])/g;
const QUANTITY =
  /\b(?:timeouts?|intervals?|delays?|limits?|sizes?|ports?|retries|numbers?|seconds|counts?|thresholds?|ttl|lengths?|maximum|minimum|backlog|attempts)\b/i;
const LOCATION = /\b(?:url|endpoint|address|host|path|directory|folder|file ?name|location)\b/i;

/** `The value is hard-coded and should be a constant`: the literals of the place say whether it is. */
export const constantChecker: ClaimChecker = {
  categories: ["constants"],
  statement:
    /\b(?:hard-? ?cod(?:ed|es|ing)|magic (?:numbers?|values?|strings?|constants?)|(?:use|define|extract|introduce|make|as) (?:of |it |them |this )?(?:into )?(?:a |an )?(?:named |module[- ]level )?constants?|should be (?:a |an )?(?:named )?constants?|literal (?:value|number|string)|named constants?)\b/i,
  check: checkConstants,
};

function checkConstants(evidence: Evidence): ClaimCheck {
  const isConstant = isConstantLine(evidence.place.startLine, evidence);
  const spoken = checkSpokenValues(evidence);
  if (spoken !== null) return isConstant && spoken.verdict === "holds" ? judgeConstant(evidence) : spoken;
  const literals = listLiterals(evidence);
  const named = checkNames(evidence, literals.length > 0);
  if (named !== null) return named;
  if (isConstant) return judgeConstant(evidence);
  if (literals.length > 0) return checkLiterals(literals, evidence);
  return evidence.code === null ? UNDECIDED : refuted("No literal value stands in the quoted lines.");
}

/** Where the claim gives no value: the only one at the place that is of the kind it speaks of. */
function checkLiterals(literals: readonly string[], evidence: Evidence): ClaimCheck {
  const { text } = evidence;
  const numbers = QUANTITY.test(text) ? literals.filter(isNumber) : [];
  const locations = LOCATION.test(text) ? literals.filter((literal) => /[/:\\]/.test(literal)) : [];
  const fitting = numbers.length === 1 ? numbers[0] : locations.length === 1 ? locations[0] : undefined;
  return fitting !== undefined && isLocal(evidence)
    ? holds(`${fitting} stands as a literal inside a function.`)
    : UNDECIDED;
}

/** A constant is what `should be a constant` asks for; that it is no setting may well be so. */
function judgeConstant({ text }: Evidence): ClaimCheck {
  return CONFIGURED.test(text) && !/\bconstants?\b/i.test(text)
    ? UNDECIDED
    : refuted("The value is a constant already.");
}

function isLocal(evidence: Evidence): boolean {
  return isInsideFunction(evidence, evidence.place.startLine);
}

function isNumber(literal: string): boolean {
  return /^-?[\d_.]+$/.test(literal);
}

/** Values that the claim gives: they stand as literals at the place, elsewhere, or nowhere in the file. */
function checkSpokenValues(evidence: Evidence): ClaimCheck | null {
  const numbers = listSpokenNumbers(evidence.text);
  const texts = listSpokenTexts(evidence.text);
  if (numbers.length + texts.length === 0) return null;
  const literals = new Set(listLiterals(evidence));
  const found = [...numbers, ...texts].find((value) => literals.has(value));
  if (found !== undefined) {
    const isFree = isLocal(evidence) || isConstantLine(evidence.place.startLine, evidence);
    return isFree ? holds(`${found} stands as a literal in the quoted lines.`) : UNDECIDED;
  }
  const isAnywhere =
    numbers.some((value) => stands(value, evidence)) || texts.some((value) => stands(value, evidence));
  if (isAnywhere || evidence.code === null) return null;
  return numbers.length > 0 ? refuted(`${numbers[0]} does not stand in the file.`) : null;
}

function stands(value: string, { lines }: Evidence): boolean {
  return [...lines.values()].some((line) => line.includes(value));
}

/** Numbers in the code of the place but 0 and 1, and the texts of its strings. */
function listLiterals(evidence: Evidence): readonly string[] {
  const numbers = placeCode(evidence).flatMap((line) => line.slice(0, 2_000).match(NUMBER) ?? []);
  const { startLine, endLine } = evidence.place;
  const spans = (evidence.code?.texts ?? []).filter(
    (span) =>
      span.kind === "string" &&
      span.startLine === span.endLine &&
      span.startLine >= startLine &&
      span.endLine <= endLine,
  );
  const texts = spans.map((span) =>
    (evidence.lines.get(span.startLine) ?? "").slice(span.startColumn, span.endColumn),
  );
  return [
    ...numbers.filter((number) => !/^-?[01]$/.test(number)),
    ...texts.filter((text) => text.length > 1),
  ];
}

/** Names that the claim gives: constants, settings that are read already, or nothing that the file knows. */
function checkNames(evidence: Evidence, hasLiterals: boolean): ClaimCheck | null {
  const names = claimedNames(evidence);
  const constant = names.find((name) => isConstant(name, evidence));
  if (constant !== undefined && (!hasLiterals || isAtConstant(constant, evidence))) {
    return CONFIGURED.test(evidence.text) && !/\bconstants?\b/i.test(evidence.text)
      ? UNDECIDED
      : refuted(`\`${constant}\` is a constant of the module already.`);
  }
  if (hasLiterals) return null;
  const setting = evidence.claim.symbols.find((symbol) => isReadSetting(symbol, evidence));
  if (setting !== undefined) return refuted(`\`${setting}\` is read here already.`);
  const isAbsent =
    names.length > 0 && !names.some((name) => placeHolds(name, evidence) || isKnown(name, evidence));
  return isAbsent ? refuted("None of the names it gives stands in the file.") : null;
}

function isAtConstant(name: string, evidence: Evidence): boolean {
  const defined = evidence.facts?.names.get(name)?.definedAt ?? [];
  const { startLine, endLine } = evidence.place;
  return defined.some((line) => startLine <= line && line <= endLine);
}

function isConstant(name: string, evidence: Evidence): boolean {
  const defined = evidence.facts?.names.get(name)?.definedAt ?? [];
  return defined.length > 0 && defined.every((line) => isConstantLine(line, evidence));
}

function isReadSetting(symbol: string, evidence: Evidence): boolean {
  const [name] = readNames(symbol);
  return name !== undefined && /[.]|::|->/.test(symbol) && placeHolds(name, evidence);
}

function placeHolds(name: string, evidence: Evidence): boolean {
  return placeLines(evidence).some((line) => holdsWord(line, name));
}

function isKnown(name: string, { lines }: Evidence): boolean {
  return [...lines.values()].some((line) => line.includes(name));
}
