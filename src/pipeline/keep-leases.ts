import { codeOfError } from "./code-of-error.ts";
import { pauseUnlessAborted, type Sleep } from "./pause-unless-aborted.ts";
import type { Log } from "./ports.ts";
import type { ClaimedJob, JobStore } from "./ports-store-jobs.ts";

/** A job that runs here. */
export interface ActiveJob {
  readonly job: ClaimedJob;
  readonly controller: AbortController;
  /** One heartbeat at a time; news that come during one ask for another. */
  beating: "idle" | "once" | "again";
  /** Settles with the job, settled or given back. */
  ended: Promise<void>;
}

export interface LeaseOptions {
  readonly jobs: Pick<JobStore, "heartbeat" | "listUndisturbed">;
  readonly name: string;
  readonly leaseMs: number;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly log: Log;
}

/** Holds the leases of the jobs that run here, and aborts those whose lease is lost, cancelled or overtaken. */
export class LeaseKeeper {
  readonly #options: LeaseOptions;
  readonly #active: ReadonlySet<ActiveJob>;
  #isLooking = false;
  #hasNews = false;

  constructor(options: LeaseOptions, active: ReadonlySet<ActiveJob>) {
    this.#options = options;
    this.#active = active;
  }

  /** Holds one lease until `done` aborts. */
  async keepAlive(active: ActiveJob, done: AbortSignal): Promise<void> {
    const { sleep, leaseMs } = this.#options;
    while (!done.aborted) {
      await pauseUnlessAborted(sleep, leaseMs / 3, done);
      if (!done.aborted) await this.beat(active);
    }
  }

  /** News came: whatever they disturbed is asked about, and nothing else. One look at a time. */
  async lookAround(): Promise<void> {
    this.#hasNews = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#hasNews && this.#active.size > 0) {
      this.#hasNews = false;
      await this.#beatDisturbed();
    }
    this.#isLooking = false;
  }

  async #beatDisturbed(): Promise<void> {
    const { jobs, name, log } = this.#options;
    try {
      const held = new Set((await jobs.listUndisturbed(name)).map(({ jobId, fence }) => `${fence} ${jobId}`));
      const disturbed = [...this.#active].filter(
        ({ job: { lease } }) => !held.has(`${lease.fence} ${lease.jobId}`),
      );
      await Promise.all(disturbed.map((active) => this.beat(active)));
    } catch (error) {
      // The next heartbeat asks again.
      log.warn("the store did not say what news disturb", { code: codeOfError(error) });
    }
  }

  /** Asks about one lease now; aborts its job where it is worthless. Never rejects. */
  async beat(active: ActiveJob): Promise<void> {
    if (active.beating !== "idle") {
      active.beating = "again";
      return;
    }
    do {
      active.beating = "once";
      await this.#beatOnce(active);
    } while (this.#isAskedAgain(active));
    active.beating = "idle";
  }

  #isAskedAgain({ beating, controller }: ActiveJob): boolean {
    return beating === "again" && !controller.signal.aborted;
  }

  async #beatOnce({ job, controller }: ActiveJob): Promise<void> {
    const { jobs, now, leaseMs, log } = this.#options;
    try {
      const beat = await jobs.heartbeat(job.lease, now(), leaseMs);
      if (beat.kind !== "held" || beat.isOvertaken) controller.abort();
    } catch (error) {
      log.warn("a heartbeat could not be written", { code: codeOfError(error) });
    }
  }
}
