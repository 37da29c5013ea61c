import type { CommitSha } from "./change-set.ts";
import type { DismissReason } from "./command.ts";
import type { Finding } from "./finding.ts";
import type { CheckDraft } from "./review-draft.ts";

/**
 * Who decided that a finding is none, why, and until when. It lapses when the quoted code changes,
 * or when a model that was asked again reports it in other surroundings.
 */
export interface Dismissal {
  readonly reason: DismissReason;
  readonly because: string;
  readonly byLogin: string;
  readonly byId: number;
  /** Last day, `YYYY-MM-DD` in UTC; null means until the code changes. */
  readonly until: string | null;
}

/** A finding that an earlier review of the same pull request published. */
export interface RememberedFinding {
  readonly finding: Finding;
  /** SHA-256 of the quoted lines without white space: whether the code still stands there. */
  readonly quoteHash: string;
  /**
   * SHA-256 of the enclosing scopes, the quoted lines and their neighbours: as they were when it was dismissed, else as
   * they are. Absent in what earlier versions stored.
   */
  readonly surroundingsHash?: string;
  readonly firstSeen: CommitSha;
  readonly dismissal: Dismissal | null;
}

/** What the last finished review of a pull request left behind. */
export interface LastReview {
  readonly head: CommitSha;
  readonly mergeBase: CommitSha;
  /** Hash over policy, prompts and model: what an earlier answer is worth depends on it. */
  readonly configuration: string;
  /** Hashes of the hunks that a model reviewed, with their surroundings and the other hunks of their files. */
  readonly reviewedHunks: readonly string[];
  /** Hash of what was shown around each of them, by its own hash. Absent in what earlier versions stored. */
  readonly reviewedContexts?: Readonly<Record<string, string>>;
  readonly findings: readonly RememberedFinding[];
  /** GitHub's id of the posted review; null when none could be posted. */
  readonly reviewId: number | null;
  /** How the check ended, with its title: a merge queue that contains this head is answered with it. */
  readonly check: Pick<CheckDraft, "conclusion" | "title">;
  /** Name of the piece of work that ended with this review: what is begun again after a crash is not done twice. */
  readonly work: string | null;
}

/** What is known of a pull request. */
export interface PullRequestMemory {
  readonly isPaused: boolean;
  /** Counts the reviews of this pull request; part of every marker. */
  readonly generation: number;
  readonly lastReview: LastReview | null;
}
