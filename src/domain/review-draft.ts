import type { RepoPath, Side } from "./change-set.ts";
import type { Verdict } from "./review.ts";

/** A comment on lines of the diff. GitHub takes it only inside one hunk, on `side`. */
export interface InlineComment {
  readonly finding: string;
  readonly path: RepoPath;
  readonly side: Side;
  /** Null for a single line. */
  readonly startLine: number | null;
  readonly line: number;
  /** Markdown, already escaped, at most 60,000 UTF-16 units. */
  readonly body: string;
}

/** A mark in the checks tab. */
export interface Annotation {
  readonly path: RepoPath;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

/** What the checks tab shows. */
export interface CheckDraft {
  readonly conclusion: "success" | "failure" | "neutral";
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

/** One review, ready to be posted: everything in it is escaped and within GitHub's limits. */
export interface ReviewDraft {
  readonly verdict: Verdict;
  readonly body: string;
  readonly comments: readonly InlineComment[];
  readonly check: CheckDraft;
}
