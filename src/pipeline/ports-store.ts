import type { Intent } from "../domain/intent.ts";
import type { PullRequestRef, RepositoryRef } from "../domain/pull-request.ts";
import type { MemoryStore, ReviewIdentity } from "./ports-code-host.ts";
import type { AnswerStore } from "./ports-store-answers.ts";
import type { StoreHistory } from "./ports-store-history.ts";
import type { JobKind, JobState, JobStore, Lease } from "./ports-store-jobs.ts";
import type { SpendLedger } from "./ports-store-spending.ts";

/** One webhook as it arrived, without its payload. */
export interface Delivery {
  /** GUID of the delivery; a redelivery has the same. */
  readonly guid: string;
  readonly event: string;
  readonly action: string;
  /** SHA-256 of the body, hexadecimal: two GUIDs with the same body are the same event. */
  readonly bodyHash: string;
  readonly receivedAtMs: number;
}

/** Takes work over: what was accepted is on the disk before the promise resolves. Throws `ReviewError` with a `STORE_…` code. */
export interface Intake {
  /** `duplicate`: the same delivery or body came before and its work is done or under way. */
  accept(
    delivery: Delivery,
    intents: readonly Intent[],
  ): Promise<{ readonly kind: "accepted" } | { readonly kind: "duplicate" }>;
  /** Intents of our own: a command that wants a review, the sweep. A sweep leaves unfinished work as it is. */
  enqueue(intents: readonly Intent[]): Promise<void>;
}

/** What is known of the last work on a pull request; null where there has been none. */
export interface Standing {
  readonly state: JobState;
  /** Head of the last work that was settled as done or failed. */
  readonly settledHead: string | null;
}

/** What the sweep compares with GitHub's list of open pull requests. */
export interface StandingReader {
  /** In the order of `numbers`. */
  loadStandings(repositoryId: number, numbers: readonly number[]): Promise<readonly (Standing | null)[]>;
}

/** `stale`: the lease is no longer valid and nothing was written. */
export type Recorded = { readonly kind: "recorded" } | { readonly kind: "stale" };

/**
 * `openSinceMs`: somebody began the same write before and did not say how it ended; it may still arrive. `stale`: the
 * lease is no longer valid and nothing was written.
 */
export type WriteBegun =
  | { readonly kind: "recorded"; readonly openSinceMs: number | null }
  | { readonly kind: "stale" };

/** A review that may have been written: look for its marker before writing again. */
export interface Posting {
  readonly identity: ReviewIdentity;
  readonly startedAtMs: number;
}

/** Says before a write to GitHub what is about to be written, and after it what was. */
export interface Outbox {
  recordPosting(lease: Lease, identity: ReviewIdentity): Promise<WriteBegun>;
  /** `reviewId` is null where nothing could be posted. Ends every open posting of the job. */
  recordPosted(
    lease: Lease,
    posted: { readonly reviewId: number | null; readonly checkId: number | null },
  ): Promise<Recorded>;
  /** Postings of a pull request whose outcome is not known, oldest first. */
  loadOpenPostings(pullRequest: PullRequestRef): Promise<readonly Posting[]>;
}

/** A check run of ours; `checkId` is null while it is not known whether GitHub created it. */
export interface CheckRecord {
  readonly repository: RepositoryRef;
  readonly head: string;
  /** Found again by this and the head. */
  readonly externalId: string;
  readonly checkId: number | null;
}

/**
 * `openSinceMs`: when the same run was started before, where it did not end; `checkId` is its id, if that is known. To
 * whoever lost the lease it is the id that the ledger has of the run, ended or not.
 */
export type CheckStart =
  | { readonly kind: "recorded"; readonly openSinceMs: number | null; readonly checkId: number | null }
  | { readonly kind: "stale"; readonly checkId: number | null };

/** Check runs that were started and have to end. */
export interface CheckLedger {
  /** Once before the run is created, again with its id. */
  recordCheckStarted(lease: Lease, check: CheckRecord): Promise<CheckStart>;
  recordCheckEnded(check: Omit<CheckRecord, "checkId">): Promise<void>;
  /** Whether the run was started and ended, and not started again. */
  hasEnded(check: Omit<CheckRecord, "checkId">): Promise<boolean>;
  /** What a job started and did not end, oldest first. */
  listOpenChecksOf(jobId: string): Promise<readonly CheckRecord[]>;
  /** Started before `beforeMs`, not ended, and of no job that runs or waits now; at most 1,000, oldest first. */
  listOpenChecks(beforeMs: number): Promise<readonly CheckRecord[]>;
}

/** One job as people and metrics see it: no text of anybody else. */
export interface JobReport {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly installationId: number;
  readonly repositoryId: number | null;
  readonly repository: string | null;
  readonly number: number | null;
  readonly trigger: string | null;
  readonly generation: number;
  readonly attempts: number;
  readonly priority: number;
  /** Earliest start; null for a job that waits for a person. */
  readonly runAtMs: number | null;
  readonly leaseUntilMs: number | null;
  readonly worker: string | null;
  /** Why it was last put off or given up. */
  readonly code: string | null;
  readonly reason: string | null;
  readonly settledHead: string | null;
  readonly updatedAtMs: number;
}

/** What the operator asks about. */
export interface StoreReport {
  /** Number of jobs by kind and state; absent pairs are zero. */
  countJobs(): Promise<
    readonly { readonly kind: JobKind; readonly state: JobState; readonly count: number }[]
  >;
  /** Most urgent first; `states` empty means all. */
  listJobs(states: readonly JobState[], limit: number): Promise<readonly JobReport[]>;
  loadJob(id: string): Promise<JobReport | null>;
  /** Milliseconds that the job which is longest due has been waiting; 0 when none is. */
  readBacklogAge(): Promise<number>;
}

/** What the operator does about a job. */
export interface JobControl {
  /** Runs it again now, whatever its state; waiting times are forgotten. */
  retry(id: string): Promise<"queued" | "running" | "unknown">;
  /** A running one is told at its next heartbeat. */
  cancel(id: string): Promise<"cancelled" | "finished" | "unknown">;
}

/** Set when a database file could not be read and an empty one took its place. */
export interface StoreRecovery {
  /** Folder that holds the broken files now. */
  readonly movedTo: string;
  readonly reason: "corrupt" | "not-a-database" | "empty";
}

/** The durable store: one object, many small ports. */
export interface Store {
  readonly intake: Intake;
  readonly jobs: JobStore;
  readonly answers: AnswerStore;
  /** `forget` deletes everything that is kept of an installation, or of some of its repositories, in one transaction. */
  readonly memory: MemoryStore;
  readonly outbox: Outbox;
  readonly checks: CheckLedger;
  readonly standings: StandingReader;
  readonly spend: SpendLedger;
  readonly report: StoreReport;
  readonly history: StoreHistory;
  readonly control: JobControl;
  readonly recovered: StoreRecovery | null;
  /** The same memory, whose `save` throws `STORE_LEASE_LOST` once the lease is gone. */
  memoryUnder(lease: Lease): MemoryStore;
  /** Calls back when new work may be there; the returned function ends that. Polling is still needed. */
  onWake(callback: () => void): () => void;
  /** Whether nobody took this turn within `everyMs`; it is taken now, then. */
  takeTurn(name: string, nowMs: number, everyMs: number): Promise<boolean>;
  /** Keeps a secret under a name, encrypted, unless one is kept there: all replicas get the first that was given. */
  keepSecret(name: string, secret: string): Promise<string>;
  /**
   * Deletes what has outlived its use: deliveries and finished one-off jobs from before, and answers past their time.
   * Encrypts anew what stands there under a previous key.
   */
  prune(beforeMs: number): Promise<void>;
  close(): Promise<void>;
}
