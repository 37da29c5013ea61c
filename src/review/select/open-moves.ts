import type { ChangedFile, ChangeSet, DiffLine, Excerpt, Hunk, Side } from "../../domain/change-set.ts";
import { type AttributesByPath, createMoveJudge, type Globs } from "./judge-move.ts";

/** Lines that are shown as new or gone at most: each costs about 150 bytes of memory. */
const MAX_LINES = 500_000;

function toHunks(excerpts: readonly Excerpt[], side: Side): readonly Hunk[] {
  const texts = excerpts[0]?.text.split("\n") ?? [];
  if (texts.length === 0) return [];
  const lines = texts.map((text, index): DiffLine => {
    const line = index + 1;
    return side === "LEFT"
      ? { kind: "removed", text, oldLine: line, newLine: null }
      : { kind: "added", text, oldLine: null, newLine: line };
  });
  const own = { start: 1, count: lines.length };
  const other = { start: 0, count: 0 };
  const [old, fresh] = side === "LEFT" ? [own, other] : [other, own];
  return [
    {
      index: 0,
      oldStart: old.start,
      oldLines: old.count,
      newStart: fresh.start,
      newLines: fresh.count,
      lines,
    },
  ];
}

function openMove(file: ChangedFile): readonly ChangedFile[] {
  const hunks = toHunks(file.head, "RIGHT");
  const arrival: ChangedFile = {
    ...file,
    previousPath: null,
    status: "added",
    oldMode: null,
    oldBlob: null,
    base: [],
    hunks,
  };
  if (file.status === "copied" || file.previousPath === null) return [arrival];
  const departure: ChangedFile = {
    ...file,
    path: file.previousPath,
    previousPath: null,
    status: "deleted",
    newMode: null,
    newBlob: null,
    head: [],
    hunks: toHunks(file.base, "LEFT"),
  };
  return [departure, arrival];
}

/** Its hunks are reviewed, and beside them the ledger keeps an entry for the lines that nobody could show. */
function keepGap(file: ChangedFile): readonly ChangedFile[] {
  if (file.hunks.length === 0) return [file];
  return [file, { ...file, hunks: [], base: [], head: [], isComplete: false }];
}

function countLines({ base, head }: ChangedFile): number {
  return [...base, ...head].reduce((sum, { text }) => sum + text.split("\n").length, 0);
}

/**
 * Takes moves apart that change how far a file is trusted: the whole text goes at the old place and comes at the new
 * one, as if nothing had been there. Where the text is not known or too much, a move without hunks stands for it,
 * which no review covers.
 */
export function openMoves(change: ChangeSet, attributes: AttributesByPath, globs: Globs): ChangeSet {
  const judge = createMoveJudge(attributes, globs);
  let left = MAX_LINES;
  const files = change.files.flatMap((file) => {
    const hasText = file.kind === "text" || file.kind === "symlink";
    if (!hasText || file.unreadable !== null || judge(file) === null) return [file];
    const lines = file.isComplete ? countLines(file) : Number.POSITIVE_INFINITY;
    if (lines > left) return keepGap(file);
    left -= lines;
    return openMove(file);
  });
  return { ...change, files };
}
