import type { ChangedFile, Hunk } from "../../domain/change-set.ts";

/**
 * The head line nearest to a base line, for formats that know only the head. Null for a file that the head does
 * not have.
 */
export function locateHeadLine(file: ChangedFile, baseLine: number): number | null {
  if (file.status === "deleted") return null;
  let shift = 0;
  for (const hunk of file.hunks) {
    const end = hunk.oldStart + hunk.oldLines;
    if (baseLine < hunk.oldStart) break;
    if (baseLine < end) return nearestInHunk(hunk, baseLine);
    shift += hunk.newLines - hunk.oldLines;
  }
  return Math.max(1, baseLine + shift);
}

function nearestInHunk(hunk: Hunk, baseLine: number): number {
  const from = hunk.lines.findIndex((line) => line.oldLine === baseLine);
  const after = hunk.lines.slice(Math.max(0, from)).find((line) => line.newLine !== null);
  const before = hunk.lines.slice(0, Math.max(0, from)).findLast((line) => line.newLine !== null);
  return Math.max(1, after?.newLine ?? before?.newLine ?? hunk.newStart);
}
