import { ReviewError } from "../domain/errors.ts";
import type { Intent } from "../domain/intent.ts";
import { chooseOutcome } from "./choose-outcome.ts";
import { codeOfError } from "./code-of-error.ts";
import { type ActiveJob, LeaseKeeper } from "./keep-leases.ts";
import { pauseUnlessAborted, type Sleep } from "./pause-unless-aborted.ts";
import type { Log } from "./ports.ts";
import {
  aloneFrom,
  type ClaimedJob,
  type JobOutcome,
  type JobStore,
  type RunFigures,
  type SpendRow,
} from "./ports-store-jobs.ts";
import { Drain, isConvicted, isSuspect } from "./suspect-jobs.ts";

/** How a job ended by itself, and what it cost. */
export interface FinishedJob {
  readonly outcome: JobOutcome;
  readonly spend: readonly SpendRow[];
  /** Work that follows from this one; wanted when it is settled. */
  readonly follow: readonly Intent[];
  /** Of a review. */
  readonly figures?: RunFigures;
}

export interface WorkerOptions {
  readonly jobs: JobStore;
  /** Tells when new work may be there; polling goes on behind it. */
  readonly onWake: (callback: () => void) => () => void;
  /** Brings one job to its end. Rejects with what broke it off; `noteHead` names the commit that it is about by then. */
  readonly run: (
    job: ClaimedJob,
    signal: AbortSignal,
    noteHead: (head: string) => void,
  ) => Promise<FinishedJob>;
  /** Tells the world that a job never came to its end, and resolves to the commit that it was about. */
  readonly giveUp: (job: ClaimedJob) => Promise<string | null>;
  /** Unique among all processes on one store. */
  readonly name: string;
  /** Jobs at once. */
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly log: Log;
}

/** A job that was made worthless runs again at the time of its news, so its own reason waits for nothing. */
const overtaken: JobOutcome = {
  kind: "failed",
  head: null,
  code: "INTERRUPTED",
  reason: "newer news made this work worthless",
};
const nothing = { spend: [], follow: [] };

const neverEnded = {
  kind: "failed",
  code: "INTERRUPTED",
  reason: "the work was broken off every time before it ended",
} as const;

/**
 * Takes jobs out of the store, as many at once as it may, and settles every one. A lease that is lost, a cancelled job
 * and newer news abort the work that runs.
 */
export class DurableWorker {
  readonly #options: WorkerOptions;
  readonly #active = new Set<ActiveJob>();
  readonly #leases: LeaseKeeper;
  readonly #stopping = new AbortController();
  /** Aborts when something happened since the last look at the store began. */
  #waking = new AbortController();
  /** A suspect waits until nothing runs here. */
  readonly #drain = new Drain();
  #loop: Promise<void> = Promise.resolve();
  #stopListening: () => void = () => undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#leases = new LeaseKeeper(options, this.#active);
  }

  start(): void {
    this.#stopListening = this.#options.onWake(() => {
      this.#waking.abort();
      void this.#leases.lookAround();
    });
    this.#loop = this.#work();
  }

  /** Number of jobs that run now. */
  get activeCount(): number {
    return this.#active.size;
  }

  /** Settles when no job runs here. */
  async idle(): Promise<void> {
    while (this.#active.size > 0) await Promise.all([...this.#active].map(({ ended }) => ended));
  }

  /** Claims nothing more, aborts what runs, and settles when every job is settled or given back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#stopListening();
    this.#waking.abort();
    for (const { controller } of this.#active) controller.abort();
    await this.#loop;
    await this.idle();
  }

  async #work(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      // Before the look, or news that come between a claim that found nothing and the rest would be slept over.
      this.#waking = new AbortController();
      const isFilled = await this.#fill();
      if (!signal.aborted) await this.#rest(isFilled);
    }
  }

  /** Claims until there is no room or no work; false when the store did not answer. */
  async #fill(): Promise<boolean> {
    try {
      while (this.#hasRoom() && !this.#stopping.signal.aborted) {
        const job = await this.#claim();
        if (job === null) return true;
        await this.#beginOrGiveBack(job);
      }
      return true;
    } catch (error) {
      this.#options.log.error("no work could be taken from the store", { code: codeOfError(error) });
      return false;
    }
  }

  #hasRoom(): boolean {
    const { concurrency, now } = this.#options;
    if (this.#drain.admits(this.#active.size, now()) === "none") return false;
    return this.#active.size < concurrency && ![...this.#active].some(({ job }) => isSuspect(job));
  }

  async #claim(): Promise<ClaimedJob | null> {
    const { jobs, name, leaseMs, now } = this.#options;
    const request = { worker: name, nowMs: now(), leaseMs };
    const admitted = this.#drain.admits(this.#active.size, request.nowMs);
    if (admitted === "no-suspects") return jobs.claim({ ...request, maxInterruptions: aloneFrom - 1 });
    if (admitted !== "suspects-first") return jobs.claim(request);
    this.#drain.end();
    return (await jobs.claim({ ...request, minInterruptions: aloneFrom })) ?? jobs.claim(request);
  }

  async #beginOrGiveBack(job: ClaimedJob): Promise<void> {
    const isInCompany = isSuspect(job) && this.#active.size > 0;
    if (isInCompany) this.#drain.begin(this.#options.now());
    if (isInCompany || this.#stopping.signal.aborted) await this.#options.jobs.release(job.lease);
    else this.#begin(job);
  }

  async #rest(isFilled: boolean): Promise<void> {
    const { sleep, pollMs } = this.#options;
    await pauseUnlessAborted(sleep, isFilled ? pollMs : 5 * pollMs, this.#waking.signal);
  }

  #begin(job: ClaimedJob): void {
    // A lease of our own that ran out comes back to us: what ran under it has lost it.
    for (const { job: former, controller } of this.#active) {
      if (former.lease.jobId === job.lease.jobId) controller.abort();
    }
    const controller = new AbortController();
    const active: ActiveJob = { job, controller, beating: "idle", ended: Promise.resolve() };
    this.#active.add(active);
    active.ended = this.#runJob(active).finally(() => {
      this.#active.delete(active);
      this.#waking.abort();
    });
    // News that came while the claim was under way.
    if (this.#waking.signal.aborted) void this.#leases.beat(active);
  }

  async #runJob(active: ActiveJob): Promise<void> {
    const { job, controller } = active;
    const done = new AbortController();
    const beats = this.#leases.keepAlive(active, done.signal);
    try {
      await this.#end(job, await this.#attempt(job, controller.signal), controller.signal.aborted);
    } finally {
      done.abort();
      await beats;
    }
  }

  async #attempt(job: ClaimedJob, signal: AbortSignal): Promise<FinishedJob> {
    if (isConvicted(job)) return { ...nothing, outcome: await this.#abandon(job) };
    let head: string | null = null;
    const noteHead = (known: string) => {
      head = known;
    };
    try {
      return await this.#options.run(job, signal, noteHead);
    } catch (error) {
      const isOvertaken = signal.aborted && !asksToWait(error);
      const tried = { attempts: job.attempts, nowMs: this.#options.now(), head };
      return { ...nothing, outcome: isOvertaken ? overtaken : chooseOutcome(error, tried) };
    }
  }

  async #abandon(job: ClaimedJob): Promise<JobOutcome> {
    try {
      return { ...neverEnded, head: await this.#options.giveUp(job) };
    } catch (error) {
      this.#options.log.error("a job that never ended could not be told about", { code: codeOfError(error) });
      return { ...neverEnded, head: null };
    }
  }

  async #end(
    job: ClaimedJob,
    { outcome, spend, follow, figures }: FinishedJob,
    isAborted: boolean,
  ): Promise<void> {
    const { jobs, log } = this.#options;
    try {
      // Work that a shutdown cut off begins again elsewhere; work that was finished all the same is settled.
      const isCutOff = this.#stopping.signal.aborted && isAborted && outcome.kind !== "done";
      if (isCutOff) return await jobs.release(job.lease);
      const settled = await jobs.settle(job.lease, outcome, { spend, follow, figures: figures ?? null });
      log.info("job settled", {
        outcome: settled.kind === "stale" ? "stale" : outcome.kind,
        ...("code" in outcome ? { code: outcome.code } : {}),
        attempt: job.attempts,
      });
    } catch (error) {
      // The lease runs out, and the job is done again.
      log.error("a job could not be settled", { code: codeOfError(error) });
    }
  }
}

function asksToWait(error: unknown): boolean {
  return error instanceof ReviewError && error.retryAfterMs !== null;
}
