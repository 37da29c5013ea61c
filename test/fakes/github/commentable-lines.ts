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
  let left = 0;
  let right = 0;
  for (const [index, line] of patch.split("\n").entries()) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (header !== null) {
      left = Number(header[1]);
      right = Number(header[2]);
    } else if (index === position) {
      const isRemoved = line.startsWith("-");
      return { line: isRemoved ? left : right, side: isRemoved ? "LEFT" : "RIGHT", startLine: null, startSide: null };
    } else {
      if (line.startsWith("-") || line.startsWith(" ")) left += 1;
      if (line.startsWith("+") || line.startsWith(" ")) right += 1;
    }
  }
  return null;
}
