import type { TextSpan } from "../../../domain/syntax.ts";
import { countBrackets, type FileEvidence } from "./file-evidence.ts";

interface CodeLine {
  readonly number: number;
  readonly indent: string;
  /** The line of code before it, comments left out; empty at the beginning. */
  readonly before: string;
}

/** Whether an indent begins with spaces and goes on with a tab, or the other way round by more than an alignment. */
export function mixesIndents(line: string): boolean {
  return /^(?: +\t|\t+ {2})/.test(line) && !/^\t+ +\*/.test(line);
}

/**
 * Lines whose indent departs from the file: tabs beside spaces, or a block that is not one step deeper than the line
 * that opens it. Lines inside brackets and strings are aligned as their writer likes.
 */
export function findIndentationFaults(
  file: FileEvidence,
  { onlyMixed }: { readonly onlyMixed: boolean },
): readonly number[] {
  const lines = listStatements(file);
  const tabbed = lines.filter(({ indent }) => indent.includes("\t")).length;
  const spaced = lines.filter(({ indent }) => indent.includes("  ") && !indent.includes("\t")).length;
  const rarer = tabbed > spaced ? "spaces" : "tabs";
  const unit = tabbed > spaced ? 1 : readUnit(lines);
  const faults = lines.filter((line) => {
    if (mixesIndents(line.indent)) return true;
    const isTabbed = line.indent.includes("\t");
    if (tabbed > 0 && spaced > 0 && line.indent !== "" && isTabbed === (rarer === "tabs")) return true;
    return !onlyMixed && departs(line, unit);
  });
  return faults.map(({ number }) => number);
}

/** A step that no file takes on purpose: out of step with the unit, or more than one unit into a block. */
function departs({ indent, before }: CodeLine, unit: number): boolean {
  if (indent.length % unit !== 0) return true;
  const opens = /[:{]\s*$|\b(?:do|then)\s*$|^\s*(?:def|class|module|if|unless|while|begin)\b/.test(before);
  const isAligned = /^\s*[.?:&|+\-*/[]/.test(before);
  return opens && !isAligned && indent.length - indentOf(before).length > unit;
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** The step that most blocks of the file take. */
function readUnit(lines: readonly CodeLine[]): number {
  const counts = new Map<number, number>();
  for (const [index, { indent }] of lines.entries()) {
    const step = indent.length - (lines[index - 1]?.indent.length ?? 0);
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted((one, other) => other[1] - one[1] || one[0] - other[0]);
  return most?.[0] ?? 4;
}

/** The lines that begin a statement: not blank, no comment, not within brackets or a string, nor going on with one. */
function listStatements({ codeLines, lines, code, facts }: FileEvidence): readonly CodeLine[] {
  const inner = listInnerLines(code?.texts ?? []);
  const isPython = facts?.language === "python";
  const found: CodeLine[] = [];
  let depth = 0;
  let goesOn = false;
  let before = "";
  for (const [number, masked] of codeLines) {
    if (masked.trim() === "") continue;
    const isFirst = depth === 0 && !goesOn && !inner.has(number) && !/^\s*[.?:&|+\-*/)\]}]/.test(masked);
    if (isFirst) found.push({ number, indent: indentOf(lines.get(number) ?? ""), before });
    before = masked;
    depth = Math.max(0, depth + countBrackets(masked) + (isPython ? countBraces(masked) : 0));
    goesOn = /(?:\\|[,=+\-*/&|?(]|=>)\s*$/.test(masked);
  }
  return found;
}

/** By how much a line opens more braces than it closes, which open blocks in other languages. */
function countBraces(line: string): number {
  return line.split("{").length - line.split("}").length;
}

/** Lines that begin inside a text. */
function listInnerLines(texts: readonly TextSpan[]): ReadonlySet<number> {
  const inner = new Set<number>();
  for (const { startLine, endLine } of texts) {
    for (let line = startLine + 1; line <= endLine; line += 1) inner.add(line);
  }
  return inner;
}

/** Lines that end in white space, lie behind too many blank lines, or leave out a space that the rest of the file has. */
export function findSpacingFaults(
  file: FileEvidence,
  { onlyTrailing }: { readonly onlyTrailing: boolean },
): readonly number[] {
  const faults: number[] = [];
  const statements = new Set(listStatements(file).map(({ number }) => number));
  const gaps = readGaps(file);
  let blank = 0;
  for (const [number, line] of file.lines) {
    if (line.trim() === "") {
      blank += 1;
      continue;
    }
    const code = file.codeLines.get(number) ?? "";
    const isLoose = blank > 2 || (gaps !== null && departsFromGaps(code, blank, gaps));
    const isUneven = isLoose || isCramped(code, statements.has(number));
    if (isTrailing(line) || (!onlyTrailing && isUneven)) faults.push(number);
    blank = 0;
  }
  return faults;
}

function isTrailing(line: string): boolean {
  return /[ \t]\r?$/.test(line);
}

const OPENS_AT_MARGIN = /^(?:def|class|async def|@\w)/;

/** Blank lines before most definitions of a Python module, which PEP 8 wants to be two; null in other languages. */
function readGaps({ facts, lines, codeLines }: FileEvidence): number | null {
  if (facts?.language !== "python") return null;
  const counts = new Map<number, number>();
  let blank = 0;
  for (const [number, line] of lines) {
    if (OPENS_AT_MARGIN.test(codeLines.get(number) ?? "") && blank > 0) {
      counts.set(blank, (counts.get(blank) ?? 0) + 1);
    }
    blank = line.trim() === "" ? blank + 1 : 0;
  }
  const [most] = [...counts].toSorted((one, other) => other[1] - one[1] || other[0] - one[0]);
  return most?.[0] ?? 2;
}

/** Another gap before a definition than before the rest, or more than one blank line inside of anything. */
function departsFromGaps(code: string, blank: number, gaps: number): boolean {
  if (OPENS_AT_MARGIN.test(code)) return blank > 0 && blank !== gaps;
  return /^\s+\S/.test(code) && blank > 1;
}

/** No space after a comma, or around the sign of an assignment. */
function isCramped(code: string, isStatement: boolean): boolean {
  const isAssigned = /^\s*[\w.]+(?:=(?![=>~])\s|\s=(?![=>~])\S|=(?![=>~])\S)/.test(code);
  return /,[A-Za-z_"']/.test(code) || (isStatement && isAssigned);
}
