import type { ChangedFile, ChangeSet } from "../../domain/change-set.ts";
import type { Coverage, FileCoverage, HunkState, SkipReason } from "../../domain/coverage.ts";
import type { UnitHunk } from "../../domain/unit.ts";

/** What came of one unit, as far as the ledger is concerned. */
export interface UnitCoverage {
  readonly hunks: readonly UnitHunk[];
  /** Labels that the answer covers; null means all. Ignored unless `state` is `reviewed`. */
  readonly reviewedLabels: readonly string[] | null;
  readonly state: HunkState;
}

export interface LedgerInput {
  readonly change: ChangeSet;
  readonly skipped: ReadonlyMap<number, SkipReason>;
  readonly checkedOnly: ReadonlySet<number>;
  readonly units: readonly UnitCoverage[];
}

interface HunkTally {
  reviewedLines: number;
  problem: HunkState | null;
}

const unlisted: HunkState = {
  state: "failed",
  reason: "answer-incomplete",
  detail: "the answer does not list this hunk as read",
};

/**
 * The ledger of a finished review. A hunk is reviewed when every one of its changed lines was shown in a unit
 * whose answer lists it; anything less is skipped or failed with the reason.
 */
export function closeCoverage(input: LedgerInput): Coverage {
  const tallies = tallyUnits(input.units);
  const files = input.change.files.map((file, index): FileCoverage => {
    const whole = fileState(index, input);
    const hunks = file.hunks.map((hunk) => {
      if (whole !== null) return whole;
      return hunkState(changedLines(file, hunk.index), tallies.get(`${index}.${hunk.index}`));
    });
    return { path: file.path, hunks, whole: whole ?? summaryOf(hunks) };
  });
  return { files };
}

function fileState(index: number, input: LedgerInput): HunkState | null {
  const skipReason = input.skipped.get(index);
  if (skipReason !== undefined) return { state: "skipped", reason: skipReason };
  return input.checkedOnly.has(index) ? { state: "reviewed", by: "checks" } : null;
}

function tallyUnits(units: readonly UnitCoverage[]): Map<string, HunkTally> {
  const tallies = new Map<string, HunkTally>();
  for (const unit of units) {
    const listed = unit.reviewedLabels === null ? null : new Set(unit.reviewedLabels);
    for (const part of unit.hunks) {
      const key = `${part.ref.file}.${part.ref.hunk}`;
      const tally = tallies.get(key) ?? { reviewedLines: 0, problem: null };
      tallies.set(key, tally);
      const state = partState(unit, listed, part);
      if (state.state === "reviewed") tally.reviewedLines += shownChangedLines(part);
      else tally.problem ??= state;
    }
  }
  return tallies;
}

function partState(unit: UnitCoverage, listed: ReadonlySet<string> | null, part: UnitHunk): HunkState {
  if (unit.state.state !== "reviewed" || listed === null) return unit.state;
  return listed.has(part.label) ? unit.state : unlisted;
}

function hunkState(lineCount: number, tally: HunkTally | undefined): HunkState {
  if (tally === undefined) return { state: "pending" };
  if (tally.problem !== null) return tally.problem;
  if (tally.reviewedLines >= lineCount) return { state: "reviewed", by: "model" };
  return { state: "skipped", reason: "too-large" };
}

/** Changed lines of a part that the model saw whole. */
function shownChangedLines(part: UnitHunk): number {
  return part.lines.filter((line) => (line.kind === "added" || line.kind === "removed") && !line.isCut)
    .length;
}

function changedLines(file: ChangedFile, hunk: number): number {
  return file.hunks[hunk]?.lines.filter((line) => line.kind !== "context").length ?? 0;
}

function summaryOf(hunks: readonly HunkState[]): HunkState {
  const open = hunks.find((hunk) => hunk.state !== "reviewed");
  return open ?? hunks[0] ?? { state: "reviewed", by: "checks" };
}
