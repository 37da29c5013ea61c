import type { ChangedFile, RepoPath } from "../../domain/change-set.ts";
import type { SkipReason } from "../../domain/coverage.ts";
import { compileGlobs } from "./compile-globs.ts";
import { type FileAttributes, findMachineMade } from "./find-machine-made.ts";
import { readPlace } from "./read-place.ts";

/** Path patterns of the policy. An empty `include` means everything. */
export interface Globs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Attributes by path, as they stand at the base. */
export type AttributesByPath = ReadonlyMap<string, FileAttributes>;

/** Why the text of a moved file has to be read as if it were new. */
export type MoveReason = Extract<SkipReason, "moved-into-place" | "moved-out-of-place">;

export const NO_ATTRIBUTES: FileAttributes = new Map();

/** Whether the policy has a path reviewed. */
export function compileWanted({ include, exclude }: Globs): (path: string) => boolean {
  const isIncluded = include.length === 0 ? () => true : compileGlobs(include);
  const isExcluded = compileGlobs(exclude);
  return (path) => isIncluded(path) && !isExcluded(path);
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

/** Where a relative link leads to depends on its folder; where any other file does, on what reads it. */
function isSamePlace({ kind, path }: ChangedFile, previousPath: RepoPath): boolean {
  const [old, now] = [readPlace(previousPath), readPlace(path)];
  if (old.isPlaced || now.isPlaced) return false;
  if (kind === "symlink") return folderOf(path) === folderOf(previousPath);
  return (
    old.extension === now.extension &&
    old.zone === now.zone &&
    old.root === now.root &&
    (now.isSource || now.zone !== "")
  );
}

/**
 * Judges renames and copies: null where the file is trusted alike in both places, so that its hunks tell all that is
 * new. That is so for source code of one kind between ordinary folders, for tests and documents among themselves,
 * and where neither side is left out of reviews nor works by its place. All else is new where it came to.
 */
export function createMoveJudge(
  attributes: AttributesByPath,
  globs: Globs,
): (file: ChangedFile) => MoveReason | null {
  const isWanted = compileWanted(globs);
  return (file) => {
    const { path, previousPath, status } = file;
    if (previousPath === null || previousPath === path || status === "deleted") return null;
    const isLeftOut = (side: ChangedFile) =>
      !isWanted(side.path) || findMachineMade(side, attributes.get(side.path) ?? NO_ATTRIBUTES) !== null;
    const before: ChangedFile = { ...file, status: "deleted", path: previousPath };
    if (isSamePlace(file, previousPath) && !isLeftOut(before) && !isLeftOut(file)) return null;
    const isLoss = readPlace(previousPath).isPlaced && !readPlace(path).isPlaced;
    return isLoss ? "moved-out-of-place" : "moved-into-place";
  };
}
