import type { ChangedFile, ChangeSet } from "../../domain/change-set.ts";
import type { SkipReason } from "../../domain/coverage.ts";
import { type FileAttributes, findMachineMade } from "./find-machine-made.ts";
import {
  type AttributesByPath,
  compileWanted,
  createMoveJudge,
  type Globs,
  type MoveReason,
  NO_ATTRIBUTES,
} from "./judge-move.ts";
import { CHECKED_LOCK_FILES } from "./lock-files.ts";
import { looksLikeLock } from "./looks-like-lock.ts";
import { LAST_PROTECTED_RANK, type PathRank, rankPath } from "./rank-path.ts";

/** What happens to each file of a change, by its position: every file is in exactly one of the three. */
export interface Selection {
  /** Files for the model, the most harmful first. */
  readonly order: readonly number[];
  readonly skipped: ReadonlyMap<number, SkipReason>;
  /** Files that deterministic checks cover entirely. */
  readonly checkedOnly: ReadonlySet<number>;
}

const NO_GLOBS: Globs = { include: [], exclude: [] };

type Fate =
  | { readonly kind: "review" }
  | { readonly kind: "check" }
  | { readonly kind: "skip"; readonly reason: SkipReason };

const REVIEW: Fate = { kind: "review" };
const CHECK: Fate = { kind: "check" };

function skip(reason: SkipReason): Fate {
  return { kind: "skip", reason };
}

/** A name alone makes no lock file: what does not read like one is shown to the model. */
function isCheckedLockFile(file: ChangedFile): boolean {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  return CHECKED_LOCK_FILES.has(name) && file.kind === "text" && looksLikeLock(name, file);
}

interface Judged {
  readonly attributes: FileAttributes;
  readonly rank: PathRank;
  readonly move: MoveReason | null;
}

function decideFate(file: ChangedFile, { attributes, rank, move }: Judged): Fate {
  if (file.kind === "submodule") return skip("submodule");
  if (file.unreadable !== null) return skip("unreadable-diff");
  if (file.kind === "binary") return skip("binary");
  // Without hunks there is nothing to ask about: a new mode, a new name, an empty file.
  if (file.hunks.length === 0) return move === null ? CHECK : skip(move);
  const machineMade = rank <= LAST_PROTECTED_RANK ? null : findMachineMade(file, attributes);
  if (isCheckedLockFile(file)) return machineMade === "vendored" ? skip("vendored") : CHECK;
  return machineMade === null ? REVIEW : skip(machineMade);
}

/**
 * Decides which files the model sees, and in which order. Everything left out has a reason that no text of the
 * change can bring about: attributes are those of the base, and a marker counts only where it stood before. Moves
 * that change how far a file is trusted were taken apart before (`openMoves`).
 */
export function selectFiles(
  change: ChangeSet,
  attributes: AttributesByPath,
  globs: Globs = NO_GLOBS,
): Selection {
  const isWanted = compileWanted(globs);
  const judgeMove = createMoveJudge(attributes, globs);
  const skipped = new Map<number, SkipReason>();
  const checkedOnly = new Set<number>();
  const ranked: { readonly index: number; readonly rank: PathRank }[] = [];
  for (const [index, file] of change.files.entries()) {
    const rank = rankPath(file.path);
    const judged = { attributes: attributes.get(file.path) ?? NO_ATTRIBUTES, rank, move: judgeMove(file) };
    const fate = isWanted(file.path) ? decideFate(file, judged) : skip("excluded-by-policy");
    if (fate.kind === "skip") skipped.set(index, fate.reason);
    else if (fate.kind === "check") checkedOnly.add(index);
    else ranked.push({ index, rank });
  }
  const order = ranked.toSorted((left, right) => left.rank - right.rank).map((entry) => entry.index);
  return { order, skipped, checkedOnly };
}
