import type { DeclarationFacts, GuardFacts, Language } from "../../../domain/syntax.ts";
import { checkHandlers, findSwallowed, isAboutHandlers } from "./check-handlers.ts";
import { checkReturnedErrors } from "./check-returned-errors.ts";
import {
  type ClaimCheck,
  type ClaimChecker,
  claimedDeclaration,
  claimedNames,
  type Evidence,
  holds,
  nameOf,
  placeCode,
  refuted,
  saysLack,
  UNDECIDED,
} from "./claim-evidence.ts";
import { holdsWord, linesBetween } from "./file-evidence.ts";

const HANDLING =
  /\b(?:error|exception|failure)s?[- ]handling\b|\b(?:handle|catch|guard against)(?:es|s|d|ing)?\b.{0,40}\b(?:errors?|exceptions?|failures?)\b|\b(?:errors?|exceptions?|failures?)\b.{0,40}\b(?:handled|caught|guarded)\b|\b(?:unhandled|uncaught)\b|\btry[ /-]?(?:except|catch|block)|\b(?:wrap(?:ped)?|enclosed?|guard(?:ed)?|protected) .{0,40}\b(?:try|begin)\b|\brescue\b/i;
const RAISING: ReadonlySet<Language> = new Set([
  "python",
  "javascript",
  "typescript",
  "tsx",
  "java",
  "ruby",
  "php",
  "csharp",
  "cpp",
]);
const OTHER_HANDLERS =
  /\.(?:catch|on[Ee]rror|exceptionally|handle)\s*\(|\b(?:contextlib\.)?suppress\(|\brescue\b|\bcatch\b/;
const HANDLING_DECORATOR = /^\s*@.*(?:retry|error|exception|catch|handle|safe)/i;

/** `X handles no errors`, and what handlers do: read from the function that is meant. */
export const errorChecker: ClaimChecker = {
  categories: ["error-handling"],
  statement: new RegExp(
    `${HANDLING.source}|\\b(?:bare[ -]\`?(?:except|rescue)|except\\s+without|swallow\\w*|empty (?:catch|except|rescue)|(?:catch|except|rescue) (?:block|clause)|(?:errors?|exceptions?)\\b.{0,40}\\b(?:ignored|discarded|dropped|suppressed|swallowed|unchecked)|unchecked errors?|(?:ignor|discard|suppress)(?:es|ed|s|ing)? .{0,30}(?:errors?|exceptions?)|broad exceptions?|(?:broad|generic) (?:except|catch)|may panic|unwrap)\\b`,
    "i",
  ),
  check: checkErrors,
  findFaults: findSwallowed,
};

function checkErrors(evidence: Evidence): ClaimCheck {
  const { claim, text, facts, code } = evidence;
  if (facts === null || code === null) return UNDECIDED;
  if (facts.language === "go" || facts.language === "rust") return checkReturnedErrors(evidence);
  if (!RAISING.has(facts.language)) return UNDECIDED;
  const isMissing = HANDLING.test(claim.title) && saysLack(claim.title);
  if (!isMissing && isAboutHandlers(text)) return checkHandlers(evidence);
  if (!HANDLING.test(text) || !saysLack(text)) return UNDECIDED;
  return checkMissing(evidence);
}

function checkMissing(evidence: Evidence): ClaimCheck {
  const scope = claimedDeclaration(evidence);
  if (scope === null || scope.kind === "class") return UNDECIDED;
  const name = nameOf(scope, evidence) ?? "the function";
  const guards = listGuards(scope, evidence);
  if (guards.length > 0) {
    const asked = listAsked(scope, evidence);
    if (asked.length > 0) return checkGuarded(asked, guards, name);
    return coversMost(scope, guards, evidence) ? refuted(`\`${name}\` does handle errors.`) : UNDECIDED;
  }
  const body = linesBetween(evidence.codeLines, scope.startLine, scope.endLine);
  const isOpen =
    body.some((line) => OTHER_HANDLERS.test(line)) || isHandledOutside(scope, evidence) || !doesCall(body);
  return isOpen ? UNDECIDED : holds(`\`${name}\` holds no handler.`);
}

function listGuards(scope: DeclarationFacts, { code }: Evidence): readonly GuardFacts[] {
  return (code?.guards ?? []).filter(
    (guard) => scope.startLine <= guard.start && endOf(guard) <= scope.endLine,
  );
}

function endOf({ end, handlers }: GuardFacts): number {
  return handlers.at(-1)?.endLine ?? end;
}

function checkGuarded(asked: readonly number[], guards: readonly GuardFacts[], name: string): ClaimCheck {
  const isGuarded = (line: number) => guards.some(({ start, end }) => start <= line && line <= end);
  if (asked.every(isGuarded)) return refuted(`What it names in \`${name}\` stands in a guarded block.`);
  return asked.some(isGuarded)
    ? UNDECIDED
    : holds(`What it names in \`${name}\` stands in no guarded block.`);
}

/** Lines in the function of what the claim names: calls between back-quotes, and a place below the header. */
function listAsked(scope: DeclarationFacts, evidence: Evidence): readonly number[] {
  const { place, codeLines } = evidence;
  const own = nameOf(scope, evidence);
  const names = claimedNames(evidence).filter(
    (name) => name !== own && !/^(?:try|catch|except|rescue|begin)$/.test(name),
  );
  const isBelow =
    place.startLine > scope.startLine && place.startLine >= scope.bodyLine && place.endLine <= scope.endLine;
  if (
    isBelow &&
    scope.bodyLine !== scope.endLine &&
    !/\b(?:try|except|catch|rescue|return)\b/.test(placeCode(evidence).join("\n"))
  ) {
    return [place.startLine];
  }
  const lines: number[] = [];
  for (let line = scope.bodyLine; line <= Math.min(scope.endLine, scope.bodyLine + 2_000); line += 1) {
    const code = codeLines.get(line) ?? "";
    if (names.some((name) => holdsWord(code, name) && /\(|\bawait\b/.test(code))) lines.push(line);
  }
  return lines;
}

/** Whether guarded blocks with their handlers make up at least half of a function. */
function coversMost(
  { bodyLine, endLine }: DeclarationFacts,
  guards: readonly GuardFacts[],
  { codeLines }: Evidence,
): boolean {
  const covered = guards.reduce((sum, guard) => sum + endOf(guard) - guard.start + 1, 0);
  const body = linesBetween(codeLines, bodyLine, endLine).slice(1);
  return covered * 2 >= body.filter((line) => /\w/.test(line)).length;
}

/** A decorator may handle errors, a declaration may hand them on. */
function isHandledOutside(scope: DeclarationFacts, { codeLines }: Evidence): boolean {
  let above = scope.startLine - 1;
  while (/^\s*@/.test(codeLines.get(above) ?? "")) {
    if (HANDLING_DECORATOR.test(codeLines.get(above) ?? "")) return true;
    above -= 1;
  }
  return linesBetween(codeLines, scope.startLine, scope.bodyLine).some((line) => /\bthrows\b/.test(line));
}

function doesCall(body: readonly string[]): boolean {
  return body.slice(1).some((line) => /[\w?!\])]\s*\(|\[|\bawait\b|\.\w/.test(line)) || body.length === 1;
}
