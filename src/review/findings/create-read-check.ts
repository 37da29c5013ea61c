import type { ChangeSet } from "../../domain/change-set.ts";
import type { Place } from "../../domain/finding.ts";
import type { UnitHunk } from "../../domain/unit.ts";

/**
 * Tells whether a model read a place: every line of it that the change shows stood whole in one of these parts of
 * hunks. That nothing was said about the half of a place says nothing about the place.
 */
export function createReadCheck(
  { files }: ChangeSet,
  parts: readonly Pick<UnitHunk, "ref" | "lines">[],
): (place: Place) => boolean {
  const read = new Set(parts.flatMap(listWholeLines));
  return ({ file, side, startLine, endLine }) => {
    const shown = (files[file]?.hunks ?? [])
      .flatMap(({ lines }) => lines.map((line) => (side === "LEFT" ? line.oldLine : line.newLine)))
      .filter((line) => line !== null && line >= startLine && line <= endLine);
    return shown.length > 0 && shown.every((line) => read.has(`${file}:${side}:${line}`));
  };
}

function listWholeLines({ ref, lines }: Pick<UnitHunk, "ref" | "lines">): readonly string[] {
  return lines
    .filter(({ isCut }) => !isCut)
    .flatMap(({ oldLine, newLine }) => [
      ...(oldLine === null ? [] : [`${ref.file}:LEFT:${oldLine}`]),
      ...(newLine === null ? [] : [`${ref.file}:RIGHT:${newLine}`]),
    ]);
}
