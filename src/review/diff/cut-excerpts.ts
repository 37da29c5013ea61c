import type { DiffLine, Excerpt, Hunk, Side } from "../../domain/change-set.ts";

/** The number that a line has on a side; null where the line is not on that side. */
export function lineOn(line: DiffLine, side: Side): number | null {
  return side === "LEFT" ? line.oldLine : line.newLine;
}

/** What hunks alone tell of one side of a file: one excerpt for every hunk that has lines on that side. */
export function cutExcerpts(hunks: readonly Hunk[], side: Side): readonly Excerpt[] {
  const excerpts: Excerpt[] = [];
  for (const hunk of hunks) {
    const lines = hunk.lines.filter((line) => lineOn(line, side) !== null);
    if (lines.length === 0) continue;
    const firstLine = side === "LEFT" ? hunk.oldStart : hunk.newStart;
    excerpts.push({ firstLine, text: lines.map((line) => line.text).join("\n") });
  }
  return excerpts;
}
