import type { CommitSha } from "../domain/change-set.ts";
import type { PullRequestRef } from "../domain/pull-request.ts";

/** `refused`: GitHub does not take results of this repository, for a reason that only a person can change. */
export type UploadOutcome =
  | { readonly kind: "uploaded" }
  | { readonly kind: "refused"; readonly reason: "not-granted" | "not-enabled" | "too-large" | "rejected" };

/** The alerts of a repository. Throws `ReviewError` with a `GITHUB_…` code. */
export interface CodeScanning {
  /** Results of one head as SARIF. Done twice, the second takes the place of the first. */
  uploadResults(pullRequest: PullRequestRef, head: CommitSha, sarif: string): Promise<UploadOutcome>;
}
