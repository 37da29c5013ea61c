import type { TextSpan } from "../../../domain/syntax.ts";
import type { FileEvidence } from "./file-evidence.ts";

/** A line that puts a path together. `unsure`: what is put together may or may not be a path. */
export interface PathJoin {
  readonly line: number;
  readonly kind: "plus" | "format" | "unsure";
}

const SEPARATOR_NAME =
  /\+\s*(?:os\.(?:path\.)?sep|File\.separator(?:Char)?|path\.sep|Path\.DirectorySeparatorChar)\b/;
const PLUS = /(?<!\w)(\w{1,60})\s{0,5}\+(?![+=])|\+\s{0,5}(\w{1,60})/g;
const PATH_WORD = /path|dir|folder|root|file_?name/i;
/** How much of a line beside a string is looked at, in UTF-16 units. */
const REACH = 80;
const PLACEHOLDER = /%[sdrvq]|%\(\w+\)s|\{[^{}]{0,40}\}/;

/** Where the file puts strings with a path separator together with something else; null without a syntax tree. */
export function findPathJoins(file: FileEvidence): readonly PathJoin[] | null {
  if (file.code === null) return null;
  const kinds = new Map<number, PathJoin["kind"]>();
  const note = (line: number, kind: PathJoin["kind"]) => {
    if (kinds.get(line) !== "plus") kinds.set(line, kind);
  };
  for (const [line, code] of file.codeLines) {
    const start = code.slice(0, 2_000);
    if (SEPARATOR_NAME.test(start)) note(line, "plus");
    else if (addsPathName(start)) note(line, "unsure");
  }
  let before: TextSpan | null = null;
  for (const span of file.code.texts) {
    if (span.kind !== "string" || span.startLine !== span.endLine) continue;
    const kind = judgeSpan(span, before, file);
    if (kind !== null) note(span.startLine, kind);
    before = span;
  }
  return [...kinds].map(([line, kind]) => ({ line, kind }));
}

function addsPathName(code: string): boolean {
  for (const [, left, right] of code.matchAll(PLUS)) if (PATH_WORD.test(left ?? right ?? "")) return true;
  return false;
}

function judgeSpan(span: TextSpan, before: TextSpan | null, file: FileEvidence): PathJoin["kind"] | null {
  const around = readAround(span, before, file);
  const { text, code, left, right } = around;
  if (!/[/\\]/.test(text.replace(/\\[nrt"'\\]/g, ""))) return null;
  const isUrl = text.includes("://") || /ur[il]|endpoint|href|route/i.test(code.slice(0, 2_000));
  if (isJoined(around, file)) return isUrl || isBetweenTexts(left, right) ? "unsure" : "plus";
  if (!isFormatted(around)) return null;
  if (isUrl) return "unsure";
  return hasTwoParts(text, span, before) ? "format" : null;
}

/** A string and what stands beside it on its line. */
interface Around {
  readonly text: string;
  readonly code: string;
  readonly left: string;
  readonly right: string;
  /** Whether an interpolation of no length, or nothing, lies between it and the string before. */
  readonly goesOn: boolean;
}

function readAround(
  { startLine, startColumn, endColumn }: TextSpan,
  before: TextSpan | null,
  { lines, codeLines }: FileEvidence,
): Around {
  const code = codeLines.get(startLine) ?? "";
  const left = code
    .slice(Math.max(0, startColumn - REACH), startColumn)
    .replace(/[\w$@]{0,3}["'`]{1,3}$/, "");
  const right = code.slice(endColumn, endColumn + REACH).replace(/^["'`]{1,3}/, "");
  return {
    text: (lines.get(startLine) ?? "").slice(startColumn, endColumn),
    code,
    left: left.trimEnd(),
    right: right.trimStart(),
    goesOn: before !== null && before.endLine === startLine && before.endColumn === startColumn,
  };
}

function isJoined({ left, right }: Around, { facts }: FileEvidence): boolean {
  return facts?.language === "php"
    ? left.endsWith(".") || /^\.(?!\d)/.test(right)
    : left.endsWith("+") || /^\+(?!\+)/.test(right);
}

/** A long text over several lines is no path. */
function isBetweenTexts(left: string, right: string): boolean {
  return /["'`]\s*\+$/.test(left) && /^\+\s*["'`]/.test(right);
}

function isFormatted({ text, left, right, goesOn }: Around): boolean {
  const isInterpolated = /^(?:\$?\{|#\{)/.test(right) || left.endsWith("}") || goesOn;
  const isFilled = /^(?:%|\.\s*format\b|,)/.test(right) || /Sprintf\(|format\($/.test(left);
  return isInterpolated || (isFilled && PLACEHOLDER.test(text));
}

/** One placeholder between separators is one part of a path only. */
function hasTwoParts(text: string, span: TextSpan, before: TextSpan | null): boolean {
  const placeholders = text.match(/%[sdrvq]|%\(\w+\)s|\{[^{}]{0,40}\}/g)?.length ?? 0;
  const words = text.replace(/%[sdrvq]|%\(\w+\)s|\{[^{}]{0,40}\}/g, "").replace(/[^\p{L}\p{N}]/gu, "");
  return (
    placeholders > 1 ||
    words !== "" ||
    (before !== null && before.endLine === span.startLine) ||
    placeholders === 0
  );
}
