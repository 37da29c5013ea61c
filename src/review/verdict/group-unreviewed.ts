import type { FailReason, SkipReason } from "../../domain/coverage.ts";
import { describeFailReason, describeSkipReason } from "./describe-reason.ts";
import type { CoverageSummary } from "./summarize-coverage.ts";

export interface UnreviewedFile {
  readonly path: string;
  /** Hunks of the file that were not reviewed for this reason; 0 for a file that has none (binary, mode change). */
  readonly hunks: number;
  /** What went wrong here; empty where the group says it, and for what was left out on purpose. */
  readonly detail: string;
}

/** Everything that one reason kept from being reviewed. */
export interface UnreviewedGroup {
  readonly reason: SkipReason | FailReason;
  readonly sentence: string;
  /** What went wrong alike in all of several files; empty otherwise. */
  readonly detail: string;
  readonly files: readonly UnreviewedFile[];
}

/** Turns the gaps of the ledger round: from file → reason to reason → files. Failures first, in order of appearance. */
export function groupUnreviewed(coverage: CoverageSummary): readonly UnreviewedGroup[] {
  const groups = new Map<string, UnreviewedGroup & { readonly files: UnreviewedFile[] }>();
  const add = (reason: SkipReason | FailReason, sentence: string, file: UnreviewedFile) => {
    const group = groups.get(reason) ?? { reason, sentence, detail: "", files: [] };
    group.files.push(file);
    groups.set(reason, group);
  };
  const { files, hunks } = coverage;
  const withHunks = new Set([...hunks.failed, ...hunks.skipped].map((entry) => entry.path));
  for (const { path, hunks: count, reason, detail } of hunks.failed) {
    add(reason, describeFailReason(reason), { path, hunks: count, detail });
  }
  for (const { path, reason, detail } of files.failed) {
    if (!withHunks.has(path)) add(reason, describeFailReason(reason), { path, hunks: 0, detail });
  }
  for (const { path, hunks: count, reason } of hunks.skipped) {
    add(reason, describeSkipReason(reason), { path, hunks: count, detail: "" });
  }
  for (const { path, reason } of files.skipped) {
    if (!withHunks.has(path)) add(reason, describeSkipReason(reason), { path, hunks: 0, detail: "" });
  }
  return [...groups.values()].map(shareDetail);
}

/** What is the same for every file is said once for all. */
function shareDetail(group: UnreviewedGroup): UnreviewedGroup {
  const { files } = group;
  const detail = files[0]?.detail ?? "";
  if (files.length < 2 || detail === "" || files.some((file) => file.detail !== detail)) return group;
  return { ...group, detail, files: files.map((file) => ({ ...file, detail: "" })) };
}
