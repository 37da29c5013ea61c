import type { ChangeSet, CommitSha } from "../../domain/change-set.ts";
import type { Severity } from "../../domain/finding.ts";

/** Longest body that is posted, in UTF-16 units. GitHub refuses 65,537 characters; the marker needs room too. */
export const longestBody = 60_000;

/** What a review needs to know of its pull request in order to be shown. */
export interface DraftContext {
  readonly change: ChangeSet;
  readonly headSha: CommitSha;
  readonly mergeBase: CommitSha;
  /** `https://github.com/owner/name`, put together by our own code, without a slash at its end. */
  readonly repositoryUrl: string;
  readonly failOn: Severity | "never";
  /** Page about Assay for the footer; null where the operator names none. */
  readonly docsUrl: string | null;
  /** Takes the secrets of the change out of what people wrote about it. */
  readonly mask: (text: string) => string;
  /** Head of the review before this one; null for the first. */
  readonly previousHead: CommitSha | null;
}
