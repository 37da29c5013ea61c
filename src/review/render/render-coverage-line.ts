import type { CommitSha } from "../../domain/change-set.ts";
import type { CoverageSummary } from "../verdict/summarize-coverage.ts";

/** The second line of every review, in words that scripts may rely on. Without a known head it ends after `hunks`. */
export function renderCoverageLine(coverage: CoverageSummary, head: CommitSha | null): string {
  const { files, hunks } = coverage;
  const counts = `Reviewed ${files.reviewed} of ${files.total} files and ${hunks.reviewed} of ${hunks.total} hunks`;
  return head === null ? counts : `${counts} at ${head.slice(0, 7)}`;
}
