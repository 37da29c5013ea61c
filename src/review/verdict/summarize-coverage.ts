import type { Coverage, FailReason, FileCoverage, HunkState, SkipReason } from "../../domain/coverage.ts";

export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
}

export interface FailedFile {
  readonly path: string;
  readonly reason: FailReason;
  readonly detail: string;
}

/** Hunks of one file that were left out for one reason. */
export interface SkippedHunks extends SkippedFile {
  readonly hunks: number;
}

/** Hunks of one file that failed in one way. */
export interface FailedHunks extends FailedFile {
  readonly hunks: number;
}

/**
 * The ledger in numbers. For files `reviewed` + skipped + failed entries = `total`; for hunks the same with the
 * `hunks` of the entries. A file with failed and skipped hunks counts as failed.
 */
export interface CoverageSummary {
  readonly files: {
    readonly total: number;
    readonly reviewed: number;
    readonly skipped: readonly SkippedFile[];
    readonly failed: readonly FailedFile[];
  };
  readonly hunks: {
    readonly total: number;
    readonly reviewed: number;
    readonly skipped: readonly SkippedHunks[];
    readonly failed: readonly FailedHunks[];
  };
}

type Outcome = Exclude<HunkState, { readonly state: "pending" }>;

/** Counts the ledger. What is still `pending` when the review ends counts as failed: nobody answered for it. */
export function summarizeCoverage(coverage: Coverage): CoverageSummary {
  return { files: summarizeFiles(coverage), hunks: summarizeHunks(coverage) };
}

function summarizeFiles({ files }: Coverage): CoverageSummary["files"] {
  const skipped: SkippedFile[] = [];
  const failed: FailedFile[] = [];
  for (const file of files) {
    const { path } = file;
    const outcome = fileOutcome(file);
    if (outcome.state === "skipped") skipped.push({ path, reason: outcome.reason });
    if (outcome.state === "failed") failed.push({ path, reason: outcome.reason, detail: outcome.detail });
  }
  return { total: files.length, reviewed: files.length - skipped.length - failed.length, skipped, failed };
}

function summarizeHunks({ files }: Coverage): CoverageSummary["hunks"] {
  const skipped: SkippedHunks[] = [];
  const failed: FailedHunks[] = [];
  for (const { path, hunks: states } of files) {
    for (const { outcome, hunks } of countAlike(states)) {
      if (outcome.state === "skipped") skipped.push({ path, hunks, reason: outcome.reason });
      if (outcome.state === "failed") {
        failed.push({ path, hunks, reason: outcome.reason, detail: outcome.detail });
      }
    }
  }
  const total = files.reduce((sum, file) => sum + file.hunks.length, 0);
  return { total, reviewed: total - sumHunks(skipped) - sumHunks(failed), skipped, failed };
}

function fileOutcome(file: FileCoverage): Outcome {
  if (file.hunks.length === 0) return closeState(file.whole);
  const outcomes = file.hunks.map(closeState);
  return (
    outcomes.find((outcome) => outcome.state === "failed") ??
    outcomes.find((outcome) => outcome.state === "skipped") ?? { state: "reviewed", by: "model" }
  );
}

function closeState(state: HunkState): Outcome {
  if (state.state !== "pending") return state;
  return { state: "failed", reason: "answer-incomplete", detail: "no answer speaks of it" };
}

function countAlike(hunks: readonly HunkState[]): Iterable<{ outcome: Outcome; hunks: number }> {
  const groups = new Map<string, { outcome: Outcome; hunks: number }>();
  for (const hunk of hunks) {
    const outcome = closeState(hunk);
    const key = JSON.stringify(Object.values(outcome));
    const group = groups.get(key) ?? { outcome, hunks: 0 };
    group.hunks += 1;
    groups.set(key, group);
  }
  return groups.values();
}

function sumHunks(entries: readonly { readonly hunks: number }[]): number {
  return entries.reduce((sum, entry) => sum + entry.hunks, 0);
}
