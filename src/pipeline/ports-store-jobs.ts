import type { Intent } from "../domain/intent.ts";
import type { Verdict } from "../domain/review.ts";

/** `parked` waits longer than a retry, until its time or for a person. */
export type JobState = "ready" | "active" | "parked" | "done" | "failed" | "cancelled";
export type JobKind = "review" | "command" | "merge-group" | "forget";

/** What was spent, by whom, on one day in UTC (`YYYY-MM-DD`). */
export interface SpendRow {
  readonly installationId: number;
  readonly repositoryId: number;
  /** Author of the pull request. */
  readonly authorId: number;
  readonly day: string;
  /** USD; 0 where the price is not known. */
  readonly usd: number;
  readonly tokens: number;
}

/** The right to work on a job. The fence grows with every claim: an older one changes nothing. */
export interface Lease {
  readonly jobId: string;
  readonly fence: number;
  readonly worker: string;
}

export interface ClaimedJob {
  readonly lease: Lease;
  readonly intent: Exclude<Intent, { kind: "closed" }>;
  /** Counts what was wanted of this job so far. */
  readonly generation: number;
  /** How often this generation was begun, this time included. */
  readonly attempts: number;
  /** How often a process ended in the middle of it since it last ended by itself. */
  readonly interruptions: number;
  readonly leaseUntilMs: number;
}

/**
 * A process that dies takes everything with it that it had begun, whoever was to blame. From this many interruptions on
 * a job runs alone in its process: if that dies again, the job did it, or nobody did.
 */
export const aloneFrom = 4;

export interface ClaimRequest {
  readonly worker: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  /** Absent means every kind. */
  readonly kinds?: readonly JobKind[];
  /** Only what was interrupted so often already. */
  readonly minInterruptions?: number;
  /** Only what was interrupted no more often than that. */
  readonly maxInterruptions?: number;
}

/** `overtaken`: newer news made the running work worthless. `cancelled` and `lost` mean: stop and write nothing. */
export type Heartbeat =
  | { readonly kind: "held"; readonly isOvertaken: boolean }
  | { readonly kind: "cancelled" }
  | { readonly kind: "lost" };

/** Codes of work that was postponed: until a budget renews, or until another review of the installation ends. */
export const budgetCodes = { used: "BUDGET", busy: "BUDGET_BUSY" } as const;

/** What a run of a review came to and used: kept for the operator, and nothing is decided by it. */
export interface RunFigures {
  readonly result: Verdict | "not-admitted" | "unchanged" | "over-budget" | "budget-busy" | "aborted";
  /** Why it is not complete: our own sentences. */
  readonly reasons: readonly string[];
  /** Null where no question was asked, or nobody counted. */
  readonly use: {
    readonly questions: number;
    readonly tokens: number;
    /** Null where the price of the model is not known. */
    readonly costUsd: number | null;
  } | null;
}

/** How a piece of work ended. `reason` is our own text, never somebody else's. */
export type JobOutcome =
  | { readonly kind: "done"; readonly head: string | null }
  | { readonly kind: "retry"; readonly runAtMs: number; readonly code: string; readonly reason: string }
  /** `runAtMs` null waits for new news or a person. */
  | {
      readonly kind: "parked";
      readonly runAtMs: number | null;
      readonly code: string;
      readonly reason: string;
    }
  /** Nothing went wrong: parked until `runAtMs`, without an attempt that counts, and news do not wait so long. */
  | { readonly kind: "postponed"; readonly runAtMs: number; readonly code: string; readonly reason: string }
  | { readonly kind: "failed"; readonly head: string | null; readonly code: string; readonly reason: string };

/** `isWantedAgain`: newer news came meanwhile, and the job waits to run again. */
export type Settled =
  | { readonly kind: "settled"; readonly isWantedAgain: boolean }
  | { readonly kind: "stale" };

/** Work, claimed by one worker at a time. Every write under a lease is fenced. */
export interface JobStore {
  /** Null when nothing is due. Most urgent first, then the installation with the least going on, then the oldest. */
  claim(request: ClaimRequest): Promise<ClaimedJob | null>;
  /** Holds the lease for `leaseMs` from `nowMs` on. */
  heartbeat(lease: Lease, nowMs: number, leaseMs: number): Promise<Heartbeat>;
  /** What the worker holds and nobody made worthless; one cheap question about all of its jobs. */
  listUndisturbed(worker: string): Promise<readonly Lease[]>;
  /**
   * The outcome, what the work cost and what work follows from it, together or not at all; what was held for it is free
   * again. Without `spend` what was noted is booked. One review that waited for a hold to end is made ready.
   */
  settle(
    lease: Lease,
    outcome: JobOutcome,
    rest?: {
      readonly spend?: readonly SpendRow[];
      readonly follow?: readonly Intent[];
      readonly figures?: RunFigures | null;
    },
  ): Promise<Settled>;
  /** Gives the job back unfinished, for a shutdown; the attempt does not count. */
  release(lease: Lease): Promise<void>;
}
