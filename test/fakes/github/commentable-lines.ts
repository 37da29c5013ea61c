import type { Side } from "./world.ts";

interface HunkRange {
  readonly text: string;
  readonly left: ReadonlySet<number>;
  readonly right: ReadonlySet<number>;
}

export interface Anchor {
  readonly line: number;
  readonly side: Side;
  readonly startLine: number | null;
  readonly startSide: Side | null;
}

/** The lines of a patch that GitHub takes comments on: those that its hunks show, context included. */
function parseHunks(patch: string): readonly HunkRange[] {
  return patch.split(/^(?=@@ )/m).map((text) => {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
    let left = Number(header?.[1] ?? 0);
    let right = Number(header?.[2] ?? 0);
    const sides = { left: new Set<number>(), right: new Set<number>() };
    for (const line of text.split("\n").slice(1)) {
      if (line.startsWith("-") || line.startsWith(" ")) sides.left.add(left++);
      if (line.startsWith("+") || line.startsWith(" ")) sides.right.add(right++);
    }
    return { text, ...sides };
  });
}

const shows = (hunk: HunkRange, line: number, side: Side) =>
  (side === "LEFT" ? hunk.left : hunk.right).has(line);

/** The text of the hunk that holds the whole anchor; null where GitHub answers 422. */
export function findAnchorHunk(patch: string, anchor: Anchor): string | null {
  const { line, side, startLine } = anchor;
  const startSide = anchor.startSide ?? side;
  const hunk = parseHunks(patch).find(
    (candidate) =>
      shows(candidate, line, side) && (startLine === null || shows(candidate, startLine, startSide)),
  );
  if (hunk === undefined) return null;
  if (startLine !== null && startSide === side && startLine >= line) return null;
  return hunk.text;
}

/** Line of a deprecated `position`: its count of lines below the first hunk header. */
export function findPositionLine(patch: string, position: number): Anchor | null {
  const lines = patch.split("\n");
  const last = lines[position];
  const start = lines.slice(0, position).findLastIndex((line) => line.startsWith("@@ "));
  const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(lines[start] ?? "");
  if (last === undefined || header === null || last.startsWith("@@ ")) return null;
  const isLeft = last.startsWith("-");
  const other = isLeft ? "+" : "-";
  const passed = lines.slice(start + 1, position).filter((line) => !line.startsWith(other)).length;
  const line = Number(header[isLeft ? 1 : 2]) + passed;
  return { line, side: isLeft ? "LEFT" : "RIGHT", startLine: null, startSide: null };
}
