import type { DiffLine, Hunk } from "../../domain/change-set.ts";
import type { LineCursor } from "./line-cursor.ts";
import { type HunkHeader, type LineRange, readHunkHeader } from "./read-hunk-header.ts";
import { isAnythingDue, type LinesDue, takeHunkLine } from "./take-hunk-line.ts";

/** How many lines of hunks may still be kept; shared by all files of a diff. */
export interface LineBudget {
  left: number;
}

/** The first thing that was wrong with the hunks of a file. */
export interface HunkFault {
  readonly line: number;
  readonly reason: string;
}

export interface ReadHunks {
  readonly hunks: readonly Hunk[];
  readonly fault: HunkFault | null;
}

/** Reads the hunks under the cursor. `isFileStart` tells where the next file begins. */
export interface HunkReading {
  readonly cursor: LineCursor;
  readonly budget: LineBudget;
  readonly isFileStart: () => boolean;
}

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const BACKSLASH = 92;

interface Numbers {
  old: number;
  new: number;
}

function numberLine(kind: DiffLine["kind"], text: string, next: Numbers): DiffLine {
  const oldLine = kind === "added" ? null : next.old;
  const newLine = kind === "removed" ? null : next.new;
  if (oldLine !== null) next.old += 1;
  if (newLine !== null) next.new += 1;
  return { kind, text, oldLine, newLine };
}

function readLine(reading: HunkReading, due: LinesDue, next: Numbers): DiffLine | "other" | null {
  const { cursor, budget } = reading;
  const kind = takeHunkLine(cursor, due);
  if (kind === null || kind === "other") return kind;
  budget.left -= 1;
  return numberLine(kind, cursor.from(cursor.isBlank ? 0 : due.parents.length), next);
}

function skipMarkers(cursor: LineCursor): void {
  while (cursor.codeAt(0) === BACKSLASH) cursor.advance();
}

/** What is wrong with a hunk that ended before its counts did; null when the counts came out even. */
function findFault(reading: HunkReading, due: LinesDue): string | null {
  if (!isAnythingDue(due)) return null;
  if (reading.budget.left === 0) return "the diff has more lines than can be kept";
  return reading.cursor.isDone
    ? "the diff breaks off in the middle of a hunk"
    : "a hunk has other lines than its header announces";
}

function readLines(reading: HunkReading, header: HunkHeader, due: LinesDue): readonly DiffLine[] {
  const { cursor, budget } = reading;
  const next: Numbers = { old: header.parents[0].start, new: header.result.start };
  const lines: DiffLine[] = [];
  while (isAnythingDue(due) && !cursor.isDone && budget.left > 0) {
    skipMarkers(cursor);
    const line = cursor.isDone ? null : readLine(reading, due, next);
    if (line === null) break;
    if (line !== "other") lines.push(line);
    cursor.advance();
  }
  skipMarkers(cursor);
  return lines;
}

/** Where a side begins; a side without lines is told by the line before it. */
function startOf(range: LineRange, count: number): number {
  return count === 0 && range.count > 0 ? range.start - 1 : range.start;
}

/** One hunk; its counts are those of the lines that were really there. */
function readHunk(
  reading: HunkReading,
  header: HunkHeader,
  index: number,
): { hunk: Hunk; fault: string | null } {
  const due: LinesDue = { parents: header.parents.map((range) => range.count), result: header.result.count };
  const lines = readLines(reading, header, due);
  const oldLines = lines.reduce((sum, line) => (line.oldLine === null ? sum : sum + 1), 0);
  const newLines = lines.reduce((sum, line) => (line.newLine === null ? sum : sum + 1), 0);
  const oldStart = startOf(header.parents[0], oldLines);
  const newStart = startOf(header.result, newLines);
  const hunk: Hunk = { index, oldStart, oldLines, newStart, newLines, lines };
  return { hunk, fault: findFault(reading, due) };
}

/** The first line at or after `start` that the range could touch. */
function firstLineOf(start: number, count: number): number {
  return count === 0 ? start + 1 : start;
}

function endsBefore(previous: Hunk | undefined, header: HunkHeader): boolean {
  if (previous === undefined) return true;
  const [old] = header.parents;
  const oldEnd = firstLineOf(previous.oldStart, previous.oldLines) + previous.oldLines;
  const newEnd = firstLineOf(previous.newStart, previous.newLines) + previous.newLines;
  const { result } = header;
  return firstLineOf(old.start, old.count) >= oldEnd && firstLineOf(result.start, result.count) >= newEnd;
}

/** Reads the hunk whose header is under the cursor; returns what is wrong with it. */
function readNextHunk(reading: HunkReading, hunks: Hunk[]): string | null {
  const header = readHunkHeader(reading.cursor);
  reading.cursor.advance();
  if (header === null) return "a hunk header cannot be read";
  if (!endsBefore(hunks.at(-1), header)) return "hunks overlap or are out of order";
  const { hunk, fault } = readHunk(reading, header, hunks.length);
  if (hunk.lines.length > 0) hunks.push(hunk);
  return fault;
}

/** Whether the line belongs to the hunk above although the counts of that hunk are used up. */
function isLeftOver(cursor: LineCursor, afterBlank: boolean): boolean {
  // The signature of a mailed patch: two dashes and a blank.
  if (cursor.startsWith("-- ") && cursor.headerLine === "-- ") return false;
  const code = cursor.codeAt(0);
  return code === PLUS || code === MINUS || (code === SPACE && !afterBlank);
}

/** Reads all hunks of a file; never throws. Where a hunk lies, what fitted is kept and the first fault is named. */
export function readHunks(reading: HunkReading): ReadHunks {
  const { cursor, isFileStart } = reading;
  const hunks: Hunk[] = [];
  let fault: HunkFault | null = null;
  let afterBlank = false;
  while (!cursor.isDone && !isFileStart()) {
    const line = cursor.number;
    let reason: string | null = null;
    if (cursor.startsWith("@@")) reason = readNextHunk(reading, hunks);
    else if (cursor.isBlank) {
      afterBlank = true;
      cursor.advance();
    } else if (fault === null && !isLeftOver(cursor, afterBlank)) break;
    else {
      reason = "a hunk has other lines than its header announces";
      cursor.advance();
    }
    if (reason !== null) fault ??= { line, reason };
  }
  return { hunks, fault };
}
