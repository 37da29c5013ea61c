import {
  type ClaimCheck,
  claimedScope,
  type Evidence,
  holds,
  linesBetween,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";

const HINTS = /\b(?:type[ -]hints?|type annotations?|annotations?)\b/i;
const DOCUMENTATION = /\b(?:docstrings?|undocumented|documentation|doc comments?)\b/i;
const MAX_HEADER_LINES = 40;

/** `The function has no type hints`: read from its header. Decided for Python only. */
export function checkTypeHints(evidence: Evidence): ClaimCheck | null {
  if (evidence.claim.category !== "type-hints" && !HINTS.test(evidence.text)) return null;
  const header = evidence.facts?.language === "python" ? readHeader(evidence) : null;
  if (header === null || !/\bdef\b/.test(header.text)) return UNDECIDED;
  const parameters = splitParameters(header.text).filter((name) => !/^(?:self|cls|\*|\/)?$/.test(name));
  const isBare = parameters.some((parameter) => !parameter.includes(":"));
  if (isBare) return holds("At least one parameter of the function has no type hint.");
  return header.text.includes("->")
    ? refuted("Every parameter and the result of the function have a type hint.")
    : holds("The result of the function has no type hint.");
}

/** `The function has no docstring`: read from the line after its header, or before it in other languages. */
export function checkDocumentation(evidence: Evidence): ClaimCheck | null {
  if (evidence.claim.category !== "documentation" && !DOCUMENTATION.test(evidence.text)) return null;
  const header = readHeader(evidence);
  if (header === null) return UNDECIDED;
  const line = header.isPython
    ? nextLine(evidence, header.endLine)
    : previousLine(evidence, header.startLine);
  if (line === null) return UNDECIDED;
  const isDocumented = header.isPython
    ? /^\s*[rRuU]?(?:"""|'''|"|')/.test(line)
    : /^\s*(?:\/\/|\/\*|\*|#)|\*\/\s*$/.test(line);
  return isDocumented
    ? refuted("The named code has a docstring or a comment.")
    : holds("The named code has no docstring or comment.");
}

interface Header {
  readonly text: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly isPython: boolean;
}

function readHeader(evidence: Evidence): Header | null {
  const scope = claimedScope(evidence);
  if (scope === null) return null;
  const isPython = evidence.facts?.language === "python";
  if (!isPython) return { text: "", startLine: scope.startLine, endLine: scope.startLine, isPython };
  const lines = linesBetween(evidence, scope.startLine, scope.startLine + MAX_HEADER_LINES);
  const first = lines.findIndex((line) => /^\s*(?:async\s+)?(?:def|class)\b/.test(line));
  if (first === -1) return null;
  const length = lines.slice(first).findIndex((line) => /:\s*(?:#.*)?$/.test(line));
  if (length === -1) return null;
  return {
    text: lines.slice(first, first + length + 1).join(" "),
    startLine: scope.startLine + first,
    endLine: scope.startLine + first + length,
    isPython,
  };
}

/** The parameters between the outer parentheses of a header, cut at commas outside of brackets. */
function splitParameters(header: string): readonly string[] {
  const parameters: string[] = [];
  let depth = 0;
  let start = header.indexOf("(") + 1;
  for (let at = start; at < header.length && depth >= 0; at += 1) {
    const character = header.charAt(at);
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    const isEnd = depth < 0 || (depth === 0 && character === ",");
    if (!isEnd) continue;
    parameters.push(header.slice(start, at).trim());
    start = at + 1;
  }
  return parameters;
}

function nextLine(evidence: Evidence, line: number): string | null {
  return linesBetween(evidence, line + 1, line + 5).find((text) => text.trim() !== "") ?? null;
}

function previousLine(evidence: Evidence, line: number): string | null {
  return evidence.lines.get(line - 1) ?? (line === 1 ? "" : null);
}
