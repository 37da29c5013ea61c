import type { DiffLine } from "../../domain/change-set.ts";
import type { LineCursor } from "./line-cursor.ts";

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;

/** Lines of a hunk that are still to come, by the counts of its header. */
export interface LinesDue {
  /** One count for every parent. */
  readonly parents: number[];
  result: number;
}

export function isAnythingDue(due: LinesDue): boolean {
  return due.result > 0 || due.parents.some((left) => left > 0);
}

/** What a line is to the first parent; `other` stands in other parents only. */
export type HunkLineKind = DiffLine["kind"] | "other";

function kindOf(code: number): DiffLine["kind"] | null {
  if (code === SPACE) return "context";
  if (code === PLUS) return "added";
  return code === MINUS ? "removed" : null;
}

/** One parent, which is nearly every diff: decided without arrays. */
function takeFromOne(cursor: LineCursor, due: LinesDue): HunkLineKind | null {
  const kind = kindOf(cursor.isBlank ? SPACE : cursor.codeAt(0));
  if (kind === null) return null;
  const old = (due.parents[0] ?? 0) - (kind === "added" ? 0 : 1);
  const result = due.result - (kind === "removed" ? 0 : 1);
  if (old < 0 || result < 0) return null;
  due.parents[0] = old;
  due.result = result;
  return kind;
}

interface MergeLine {
  /** By parent: whether the line stands in it. */
  readonly holds: readonly boolean[];
  readonly isInResult: boolean;
}

/** Reads one column a parent: a line that some parents lose stands in those with a minus, any other where no plus is. */
function readMergeLine(cursor: LineCursor, parents: number): MergeLine | null {
  const columns = Array.from({ length: parents }, (_, column) =>
    cursor.isBlank ? SPACE : cursor.codeAt(column),
  );
  if (columns.includes(MINUS)) {
    const isClean = columns.every((code) => code === MINUS || code === SPACE);
    return isClean ? { holds: columns.map((code) => code === MINUS), isInResult: false } : null;
  }
  const isClean = columns.every((code) => code === PLUS || code === SPACE);
  return isClean ? { holds: columns.map((code) => code === SPACE), isInResult: true } : null;
}

function takeFromMany(cursor: LineCursor, due: LinesDue): HunkLineKind | null {
  const line = readMergeLine(cursor, due.parents.length);
  if (line === null || (line.isInResult && due.result === 0)) return null;
  if (due.parents.some((left, parent) => left === 0 && line.holds[parent])) return null;
  for (const [parent, left] of due.parents.entries()) if (line.holds[parent]) due.parents[parent] = left - 1;
  if (line.isInResult) due.result -= 1;
  if (line.holds[0]) return line.isInResult ? "context" : "removed";
  return line.isInResult ? "added" : "other";
}

/** Takes the line under the cursor off the counts; null, and nothing taken, when it does not fit them. */
export function takeHunkLine(cursor: LineCursor, due: LinesDue): HunkLineKind | null {
  return due.parents.length === 1 ? takeFromOne(cursor, due) : takeFromMany(cursor, due);
}
