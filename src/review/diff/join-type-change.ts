import type { ChangedFile, Hunk } from "../../domain/change-set.ts";
import { entryType } from "./compose-changed-file.ts";
import { cutExcerpts } from "./cut-excerpts.ts";

/** Whether the hunks take all lines of a file away, or bring all of them. */
function isOneSided(hunks: readonly Hunk[], side: "LEFT" | "RIGHT"): boolean {
  if (hunks.length > 1) return false;
  return hunks.every((hunk) =>
    side === "LEFT" ? hunk.newLines === 0 && hunk.oldStart === 1 : hunk.oldLines === 0 && hunk.newStart === 1,
  );
}

/** Git tells a change of type as a deletion and an addition of the same path; whether these two are one. */
export function isTypeChange(deleted: ChangedFile, added: ChangedFile): boolean {
  if (deleted.status !== "deleted" || added.status !== "added" || deleted.path !== added.path) return false;
  if (deleted.oldMode === null || added.newMode === null) return false;
  if (entryType(deleted.oldMode) === entryType(added.newMode)) return false;
  if (deleted.unreadable !== null || added.unreadable !== null) return false;
  return isOneSided(deleted.hunks, "LEFT") && isOneSided(added.hunks, "RIGHT");
}

/** One file out of the two halves of a change of type: everything removed, then everything added. */
export function joinTypeChange(deleted: ChangedFile, added: ChangedFile): ChangedFile {
  const lines = [...deleted.hunks, ...added.hunks].flatMap((hunk) => hunk.lines);
  const oldLines = deleted.hunks[0]?.oldLines ?? 0;
  const newLines = added.hunks[0]?.newLines ?? 0;
  const oldStart = Math.min(oldLines, 1);
  const newStart = Math.min(newLines, 1);
  const hunks = lines.length === 0 ? [] : [{ index: 0, oldStart, oldLines, newStart, newLines, lines }];
  return {
    ...added,
    status: "type-changed",
    oldMode: deleted.oldMode,
    oldBlob: deleted.oldBlob,
    hunks,
    base: cutExcerpts(hunks, "LEFT"),
    head: cutExcerpts(hunks, "RIGHT"),
  };
}
