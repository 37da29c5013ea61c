import type { CommitSha } from "./change-set.ts";

/** A repository as an installation sees it. Names change, numeric ids do not: key everything by the ids. */
export interface RepositoryRef {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly owner: string;
  readonly name: string;
}

export interface PullRequestRef {
  readonly repository: RepositoryRef;
  readonly number: number;
}

/** What GitHub says of a pull request at one moment. No title, body or branch of the author stands in it. */
export interface PullRequestState {
  readonly ref: PullRequestRef;
  readonly lifecycle: "open" | "closed" | "merged";
  readonly isDraft: boolean;
  readonly isLocked: boolean;
  readonly headSha: CommitSha;
  readonly baseSha: CommitSha;
  /** Branch that the change is meant for. */
  readonly baseBranch: string;
  /** Null when the fork was deleted. */
  readonly headRepositoryId: number | null;
  readonly authorId: number;
  readonly authorLogin: string;
  readonly labels: readonly string[];
  readonly changedFiles: number;
  readonly additions: number;
  readonly deletions: number;
}

/** Who sent an event or wrote a comment. Compare numeric ids; logins change. */
export interface Actor {
  readonly id: number;
  readonly login: string;
  readonly isBot: boolean;
}

/** GitHub's permission levels, maintain counted as write and triage as read. */
export type Permission = "admin" | "write" | "read" | "none";
