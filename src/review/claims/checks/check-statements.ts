import {
  type ClaimCheck,
  claimedScope,
  type Evidence,
  holds,
  linesBetween,
  placeLines,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";

/** Longer lines are generated code; patterns with two bounds would take too long on them. */
const MAX_LINE = 500;
const CONCATENATION = /\bconcatenat\w{1,5}\b/i;
const JOINED_PATH =
  /["'`][^"'`]{0,200}[/\\][^"'`]{0,200}["'`]\s{0,20}(?:\+|%|\.\s{0,5}format)|\+\s{0,20}["'`][^"'`]{0,200}[/\\]/;

/** `Path components are concatenated`: a string with a slash beside an operator. */
export function checkPathConcatenation(evidence: Evidence): ClaimCheck | null {
  if (!CONCATENATION.test(evidence.text)) return null;
  if (placeLines(evidence).some(joinsPath)) return holds("The line joins a path with an operator.");
  return [...evidence.lines.values()].some(joinsPath)
    ? UNDECIDED
    : refuted("No line of the file joins a path with an operator.");
}

function joinsPath(line: string): boolean {
  return JOINED_PATH.test(line.slice(0, MAX_LINE));
}

const TODO = /\b(?:TODO|FIXME|XXX|HACK)\b/;

/** `There is a TODO`: it stands at the place, or it does not. */
export function checkTodo(evidence: Evidence): ClaimCheck | null {
  if (evidence.claim.category !== "todo" && !TODO.test(evidence.text)) return null;
  if (placeLines(evidence).some((line) => TODO.test(line)))
    return holds("The marker stands in the quoted lines.");
  return refuted("No such marker stands in the quoted lines.");
}

const HANDLING =
  /\b(?:error|exception)[- ]handling\b|\b(?:handle|catch)(?:es|ing)? (?:errors?|exceptions?)\b/i;
const MISSING = /\b(?:missing|lacks?|lacking|without|no|not|absent|add|n't)\b/i;
const BARE = /\bbare\s+except|except\s+without/i;
const HANDLER = /(?<![\w.])(?:try|catch|except|rescue)(?![\w])/;
const HANDLED_LANGUAGES: ReadonlySet<string> = new Set([
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

/** `The function handles no errors`, and `a bare except`: read from the function that is meant. */
export function checkErrorHandling(evidence: Evidence): ClaimCheck | null {
  const { claim, text, facts } = evidence;
  if (BARE.test(text)) return checkBareExcept(evidence);
  if (!HANDLING.test(text) || !MISSING.test(text))
    return claim.category === "error-handling" ? UNDECIDED : null;
  const scope = claimedScope(evidence);
  if (facts === null || scope === null || !HANDLED_LANGUAGES.has(facts.language)) return UNDECIDED;
  const body = linesBetween(evidence, scope.startLine, scope.endLine);
  const isKnown = facts.isWellFormed && body.length === scope.endLine - scope.startLine + 1;
  if (body.some((line) => HANDLER.test(line))) return refuted(`\`${scope.name}\` does handle errors.`);
  return isKnown ? holds(`\`${scope.name}\` holds no handler.`) : UNDECIDED;
}

function checkBareExcept(evidence: Evidence): ClaimCheck {
  return placeLines(evidence).some((line) => /^\s*except\s*:/.test(line))
    ? holds("The quoted line catches everything.")
    : refuted("The quoted lines hold no bare except.");
}

const LOGGING_STATEMENT = /\blog(?:s|ged|ging)?\b/i;
const LOGGING =
  /\b(?:log(?:ger|ging)?|console|syslog|print(?:f|ln)?|warn|debug)\b\s{0,5}[.(]|\bLOG\s{0,5}[.(]/;
const SENSITIVE = /(?:passw(?:or)?d|secret|token|credential|api_?key|private_?key|authorization|cookie)/i;

/** `Something sensitive is logged`: a call that logs and a name that says so, in the quoted lines. */
export function checkLogging(evidence: Evidence): ClaimCheck | null {
  if (evidence.claim.category !== "logging" && !LOGGING_STATEMENT.test(evidence.claim.title)) return null;
  const here = placeLines(evidence);
  if (!here.some((line) => LOGGING.test(line))) return refuted("The quoted lines log nothing.");
  const code = here.map((line) => line.slice(0, MAX_LINE).replace(/(["'])(?:(?!\1)[^\\]){0,300}\1/g, ""));
  return code.some((line) => SENSITIVE.test(line)) ? holds("A sensitive name is logged here.") : UNDECIDED;
}
