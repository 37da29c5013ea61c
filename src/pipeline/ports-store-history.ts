import type { Amount } from "../domain/budget.ts";
import type { DismissReason } from "../domain/command.ts";
import type { FindingStatus, Severity } from "../domain/finding.ts";
import type { JobKind, JobState, RunFigures } from "./ports-store-jobs.ts";

/** How one begun piece of a review ended. */
export interface RunReport {
  /** Grows with every beginning; a gap says that one in between was broken off. */
  readonly fence: number;
  /** Counts what was wanted of the pull request, this included. */
  readonly generation: number;
  /** Why it was wanted and since when; null where newer news have taken the place of that. */
  readonly trigger: string | null;
  readonly wantedAtMs: number | null;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: "done" | "retry" | "parked" | "postponed" | "failed";
  readonly code: string | null;
  readonly reason: string | null;
  readonly head: string | null;
  /** Null for a run that broke off. */
  readonly figures: RunFigures | null;
}

/** One pull request's review as the operator sees it in a list. */
export interface ReviewReport {
  /** Id of its job. */
  readonly id: string;
  readonly state: JobState;
  readonly installationId: number;
  readonly repositoryId: number;
  /** `owner/name` as GitHub called it last; text of a stranger. */
  readonly repository: string;
  readonly number: number;
  readonly trigger: string | null;
  readonly attempts: number;
  /** Processes that ended in the middle of it since it last ended by itself. */
  readonly interruptions: number;
  readonly wantedAtMs: number;
  /** Null where it was never begun. */
  readonly startedAtMs: number | null;
  /** Earliest start; null for one that waits for a person. */
  readonly runAtMs: number | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly settledHead: string | null;
  readonly updatedAtMs: number;
  /** The newest run that came to a result. */
  readonly lastRun: RunReport | null;
  /** Why the newest verdict is not about all of the change; empty where it is, or where there is none. */
  readonly missing: readonly string[];
  /** Findings that are new or still there, without matches. */
  readonly openFindings: Readonly<Record<Severity, number>>;
  /** Matches of rules that no model has looked at; no verdict counts them. */
  readonly openMatches: number;
}

/** Where all reviews stand. Lists are short: the most urgent, or the newest. */
export interface Overview {
  readonly counts: Readonly<Record<JobState, number>>;
  /** Since when the review that waits longest is wanted; null when none waits. */
  readonly oldestWantedAtMs: number | null;
  readonly running: readonly ReviewReport[];
  readonly waiting: readonly ReviewReport[];
  readonly failed: readonly ReviewReport[];
  /** Whose newest verdict, whatever it is, is not about all of the change; and how many there are. */
  readonly incomplete: readonly ReviewReport[];
  readonly incompleteCount: number;
  /** Work that is no review and has not ended well: commands, merge groups, what has to be forgotten. */
  readonly others: readonly { readonly kind: JobKind; readonly state: JobState; readonly count: number }[];
  /** Runs that ended since the day began, by result; `incomplete` of them left something out. */
  readonly today: readonly {
    readonly result: RunFigures["result"];
    readonly count: number;
    readonly incomplete: number;
  }[];
}

/** Which reviews to list; the newest change first. */
export interface ReviewFilter {
  /** Empty means all. */
  readonly states: readonly JobState[];
  /** Part of `owner/name`, in any case; empty means all. */
  readonly repository: string;
  readonly offset: number;
  readonly limit: number;
}

/** Everything that is known of how one review came about. Runs are the newest fifty, oldest first. */
export interface Timeline {
  readonly review: ReviewReport;
  readonly runs: readonly RunReport[];
  /** Check runs that were started, oldest first. */
  readonly checks: readonly {
    readonly head: string;
    readonly startedAtMs: number;
    readonly isEnded: boolean;
  }[];
  /** Reviews that were written, oldest first; `reviewId` null where it is not known, or nothing could be posted. */
  readonly postings: readonly {
    readonly head: string;
    readonly startedAtMs: number;
    readonly isPosted: boolean;
    readonly reviewId: number | null;
  }[];
}

/** What somebody or something spent. */
export interface SpendSum extends Amount {
  /** An installation, a repository, or an author, by its number. */
  readonly id: number;
  /** `owner` or `owner/name` where that is known; text of a stranger. */
  readonly name: string | null;
}

/** What was spent in a span of days. */
export interface Costs {
  /** Days without any spending are left out. */
  readonly days: readonly (Amount & { readonly day: string })[];
  /** The most expensive first. */
  readonly repositories: readonly SpendSum[];
  /** All repositories, those that are not listed included. */
  readonly repositoryCount: number;
  /** Runs that ended by day and result. */
  readonly results: readonly {
    readonly day: string;
    readonly result: RunFigures["result"];
    readonly count: number;
  }[];
}

/** Who used most of each kind of budget, the most first. */
export interface BudgetReport {
  readonly installations: readonly SpendSum[];
  readonly repositories: readonly SpendSum[];
  readonly authors: readonly SpendSum[];
}

/** How many findings of one kind are in one state. */
export interface FindingCount {
  readonly cwe: string | null;
  readonly severity: Severity;
  readonly state: FindingStatus;
  /** A rule matched and no model has looked at it. */
  readonly isMatch: boolean;
  readonly count: number;
}

/** A decision of somebody that a finding is none. */
export interface DismissalReport {
  readonly findingId: string;
  readonly jobId: string;
  readonly repository: string | null;
  readonly number: number;
  readonly cwe: string | null;
  readonly severity: Severity;
  readonly path: string;
  readonly line: number;
  readonly reason: DismissReason;
  readonly byId: number;
  /** Last day, `YYYY-MM-DD`; null means until the code changes. */
  readonly until: string | null;
  /** Text of a stranger, unmasked; null with `byLogin` where the key that it was encrypted with is gone. */
  readonly because: string | null;
  readonly byLogin: string | null;
}

/** What the operator's page asks about; nothing here changes anything. */
export interface StoreHistory {
  readOverview(dayStartMs: number): Promise<Overview>;
  listReviews(
    filter: ReviewFilter,
  ): Promise<{ readonly total: number; readonly reviews: readonly ReviewReport[] }>;
  loadTimeline(jobId: string): Promise<Timeline | null>;
  /** From `fromDay` on, `YYYY-MM-DD`. */
  readCosts(fromDay: string): Promise<Costs>;
  /** Installations since `monthStart`, repositories and authors on `day`. */
  readBudgets(monthStart: string, day: string): Promise<BudgetReport>;
  countFindings(): Promise<readonly FindingCount[]>;
  /** The gravest first, then those that end first. */
  listDismissals(
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly dismissals: readonly DismissalReport[] }>;
}
