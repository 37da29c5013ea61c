import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { ReviewError } from "../../../src/domain/errors.ts";
import { DurableWorker, type FinishedJob, type WorkerOptions } from "../../../src/pipeline/durable-worker.ts";
import type { ClaimedJob, JobStore } from "../../../src/pipeline/ports-store-jobs.ts";
import { pullRequest, review, silentLog, start } from "./store-samples.ts";
import { describeOnSqlite, type Scene } from "./store-scene.ts";

/** So long that a test which has to wait for it does not pass. */
const neverMs = 600_000;
const patience = { timeout: 10_000, interval: 5 };
const id = "review:100#7";
const outage = new ReviewError("GITHUB_UNAVAILABLE", "GitHub did not answer", { retryable: true });

function done(head: string, usd = 0): FinishedJob {
  const day = "2027-01-15";
  const spend =
    usd === 0 ? [] : [{ installationId: 1, repositoryId: 100, authorId: 5, day, usd, tokens: 10 }];
  return { outcome: { kind: "done", head }, spend, follow: [] };
}

/** Ends when the signal says so, as a request that is broken off does: with an error that nobody knows. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new TypeError("socket closed"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
}

const triggerOf = ({ intent }: ClaimedJob) => (intent.kind === "review" ? intent.trigger : intent.kind);

describeOnSqlite("The durable worker", ({ openScene }) => {
  const hired: DurableWorker[] = [];
  afterEach(async () => {
    await Promise.all(hired.splice(0).map((worker) => worker.stop()));
  });

  function hire(
    { store, clock }: Scene,
    run: WorkerOptions["run"],
    given: Partial<WorkerOptions> = {},
  ): DurableWorker {
    const worker = new DurableWorker({
      jobs: store.jobs,
      onWake: (callback) => store.onWake(callback),
      run,
      giveUp: async () => "h0",
      name: `worker-${hired.length}`,
      concurrency: 1,
      leaseMs: neverMs,
      pollMs: neverMs,
      now: () => clock.ms,
      sleep: (ms, signal) => wait(ms, undefined, { signal }),
      log: silentLog,
      ...given,
    });
    hired.push(worker);
    worker.start();
    return worker;
  }

  const stateOf = async ({ store }: Scene) => (await store.report.loadJob(id))?.state;

  it("runs every job once, as many at once as it may", async () => {
    const scene = await openScene();
    const ran: string[] = [];
    const peaks = [0, 0];
    const workers = peaks.map((_, index) =>
      hire(
        scene,
        async ({ lease }) => {
          peaks[index] = Math.max(peaks[index] ?? 0, workers[index]?.activeCount ?? 0);
          await wait(2);
          ran.push(lease.jobId);
          return done("h1");
        },
        { concurrency: 3 },
      ),
    );
    await scene.store.intake.enqueue(
      Array.from({ length: 20 }, (_, number) => review("opened", pullRequest(number))),
    );

    await vi.waitFor(
      async () => expect(await scene.store.report.listJobs(["done"], 99)).toHaveLength(20),
      patience,
    );
    expect(ran).toHaveLength(20);
    expect(new Set(ran).size).toBe(20);
    expect(Math.max(...peaks)).toBeLessThanOrEqual(3);
    expect(Math.max(...peaks)).toBeGreaterThan(1);
  });

  it("breaks off work that a push made worthless, and runs again without a pause", async () => {
    const scene = await openScene({ debounceMs: 0 });
    const ran: unknown[] = [];
    hire(scene, async (job, signal) => {
      ran.push([triggerOf(job), job.attempts]);
      return ran.length === 1 ? untilAborted(signal) : done("h2");
    });
    await scene.store.intake.enqueue([review("opened")]);
    await vi.waitFor(() => expect(ran).toHaveLength(1), patience);
    await scene.store.intake.enqueue([review("pushed")]);

    await vi.waitFor(async () => expect(await stateOf(scene)).toBe("done"), patience);
    expect(ran).toEqual([
      ["opened", 1],
      ["pushed", 1],
    ]);
  });

  it("waits as long as the other side asked for, even before newer news", async () => {
    const scene = await openScene({ debounceMs: 0 });
    hire(scene, async (_, signal) => {
      await untilAborted(signal).catch(() => undefined);
      throw new ReviewError("GITHUB_RATE_LIMITED", "wait", { retryable: true, retryAfterMs: 90_000 });
    });
    await scene.store.intake.enqueue([review("opened")]);
    await vi.waitFor(async () => expect(await stateOf(scene)).toBe("active"), patience);
    await scene.store.intake.enqueue([review("pushed")]);

    await vi.waitFor(async () => expect(await stateOf(scene)).toBe("ready"), patience);
    expect((await scene.store.report.loadJob(id))?.runAtMs).toBe(start + 90_000);
  });

  it("does not sleep over work that comes just after it found none", async () => {
    const scene = await openScene();
    const { store } = scene;
    let looks = 0;
    const claim: JobStore["claim"] = async (request) => {
      const job = await store.jobs.claim(request);
      looks += 1;
      if (looks === 1) await store.intake.enqueue([review("opened")]);
      return job;
    };
    hire(scene, async () => done("h1"), { jobs: { ...store.jobs, claim } });

    await vi.waitFor(async () => expect(await stateOf(scene)).toBe("done"), patience);
  });

  it("hears of a push that comes while it claims the job", async () => {
    const scene = await openScene({ debounceMs: 0 });
    const { store } = scene;
    await store.intake.enqueue([review("opened")]);
    const triggers: string[] = [];
    const claim: JobStore["claim"] = async (request) => {
      const job = await store.jobs.claim(request);
      if (triggers.length === 0) await store.intake.enqueue([review("pushed")]);
      return job;
    };
    const run: WorkerOptions["run"] = async (job, signal) => {
      triggers.push(triggerOf(job));
      return triggers.length === 1 ? untilAborted(signal) : done("h2");
    };
    hire(scene, run, { jobs: { ...store.jobs, claim } });

    await vi.waitFor(async () => expect(await stateOf(scene)).toBe("done"), patience);
    expect(triggers).toEqual(["opened", "pushed"]);
  });

  it("tries again at its time what may pass, and gives it up with its reason after the last try", async () => {
    const scene = await openScene();
    let tries = 0;
    const fail = () => {
      tries += 1;
      return Promise.reject(outage);
    };
    hire(scene, fail, { pollMs: 5 });
    await scene.store.intake.enqueue([review("opened")]);
    const seen: unknown[] = [];
    for (let turn = 1; turn <= 6; turn += 1) {
      await vi.waitFor(async () => {
        expect(tries).toBe(turn);
        expect(await stateOf(scene)).not.toBe("active");
      }, patience);
      const job = await scene.store.report.loadJob(id);
      const waitMs = (job?.runAtMs ?? 0) - scene.clock.ms;
      seen.push([job?.state, job?.code, job?.state === "failed" ? job.reason : waitMs]);
      scene.clock.ms += waitMs - 1;
      await wait(15);
      expect(tries).toBe(turn);
      scene.clock.ms += 1;
    }

    expect(seen).toEqual([
      ["ready", "GITHUB_UNAVAILABLE", 5_000],
      ["ready", "GITHUB_UNAVAILABLE", 30_000],
      ["ready", "GITHUB_UNAVAILABLE", 120_000],
      ["parked", "GITHUB_UNAVAILABLE", 600_000],
      ["parked", "GITHUB_UNAVAILABLE", 3_600_000],
      ["failed", "GITHUB_UNAVAILABLE", "GitHub did not answer"],
    ]);
  });

  it("breaks off a job that was cancelled and leaves it so", async () => {
    const scene = await openScene();
    const reasons: unknown[] = [];
    const worker = hire(
      scene,
      (_, signal) => untilAborted(signal).catch((error: unknown) => Promise.reject(reasons.push(error))),
      { leaseMs: 30 },
    );
    await scene.store.intake.enqueue([review("opened")]);
    await vi.waitFor(() => expect(worker.activeCount).toBe(1), patience);
    expect(await scene.store.control.cancel(id)).toBe("cancelled");

    await vi.waitFor(() => expect(worker.activeCount).toBe(0), patience);
    expect([reasons.length, await stateOf(scene)]).toEqual([1, "cancelled"]);
  });

  it("settles nothing once another worker has its job", async () => {
    const scene = await openScene();
    const { store, clock } = scene;
    let isCutOff = true;
    const heartbeat: JobStore["heartbeat"] = (lease, nowMs, leaseMs) =>
      isCutOff
        ? Promise.reject(new ReviewError("STORE_UNAVAILABLE", "the store is away"))
        : store.jobs.heartbeat(lease, nowMs, leaseMs);
    let isAborted = false;
    const runSlowly: WorkerOptions["run"] = async (_, signal) => {
      await untilAborted(signal).catch(() => undefined);
      isAborted = true;
      return done("old", 5);
    };
    const slow = hire(scene, runSlowly, { leaseMs: 30, jobs: { ...store.jobs, heartbeat } });
    await store.intake.enqueue([review("opened")]);
    await vi.waitFor(() => expect(slow.activeCount).toBe(1), patience);
    clock.ms += 31;
    hire(scene, async () => done("new", 2));
    await vi.waitFor(async () => expect(await stateOf(scene)).toBe("done"), patience);
    expect(isAborted).toBe(false);
    isCutOff = false;

    await vi.waitFor(() => expect(slow.activeCount).toBe(0), patience);
    expect(isAborted).toBe(true);
    expect((await store.report.loadJob(id))?.settledHead).toBe("new");
    expect(await store.spend.sumSpend({ installationId: 1, fromDay: "2027-01-01" })).toEqual({
      usd: 2,
      tokens: 10,
    });
  });

  it("breaks off its own earlier run when its own lease ran out and came back to it", async () => {
    const scene = await openScene();
    const { store, clock } = scene;
    const away = () => Promise.reject(new ReviewError("STORE_UNAVAILABLE", "the store is away"));
    const signals: AbortSignal[] = [];
    const run: WorkerOptions["run"] = (_, signal) => {
      signals.push(signal);
      return untilAborted(signal);
    };
    const jobs = { ...store.jobs, heartbeat: away };
    const worker = hire(scene, run, { concurrency: 2, pollMs: 5, leaseMs: 1_000, jobs });
    await store.intake.enqueue([review("opened")]);
    await vi.waitFor(() => expect(signals).toHaveLength(1), patience);
    clock.ms += 1_001;
    await vi.waitFor(() => expect(signals).toHaveLength(2), patience);

    await vi.waitFor(() => expect(worker.activeCount).toBe(1), patience);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await worker.stop();
    expect([worker.activeCount, await stateOf(scene)]).toEqual([0, "ready"]);
  });

  it("gives back what a shutdown cut off, for another worker to take over", async () => {
    const scene = await openScene();
    const { store } = scene;
    const worker = hire(scene, (_, signal) => untilAborted(signal), { concurrency: 2 });
    await store.intake.enqueue([review("opened"), review("opened", pullRequest(8))]);
    await vi.waitFor(() => expect(worker.activeCount).toBe(2), patience);
    await worker.stop();
    const given = await store.report.listJobs([], 9);
    expect(given.map(({ state, attempts }) => [state, attempts])).toEqual([
      ["ready", 0],
      ["ready", 0],
    ]);

    const attempts: number[] = [];
    hire(scene, async (job) => {
      attempts.push(job.attempts);
      return done("h1");
    });
    await vi.waitFor(async () => expect(await store.report.listJobs(["done"], 9)).toHaveLength(2), patience);
    expect(attempts).toEqual([1, 1]);
  });

  it("settles what ended well although a shutdown was under way", async () => {
    const scene = await openScene();
    const worker = hire(scene, async (_, signal) => {
      await untilAborted(signal).catch(() => undefined);
      return done("h1");
    });
    await scene.store.intake.enqueue([review("opened")]);
    await vi.waitFor(() => expect(worker.activeCount).toBe(1), patience);
    await worker.stop();

    expect(await stateOf(scene)).toBe("done");
  });

  it("begins nothing that it claimed while it was being stopped", async () => {
    const scene = await openScene();
    const { store } = scene;
    await store.intake.enqueue([review("opened")]);
    let runs = 0;
    const stopped: Promise<void>[] = [];
    const claim: JobStore["claim"] = async (request) => {
      const job = await store.jobs.claim(request);
      for (const worker of hired) stopped.push(worker.stop());
      return job;
    };
    const run = async (_: ClaimedJob, signal: AbortSignal) => {
      runs += 1;
      return untilAborted(signal);
    };
    hire(scene, run, { jobs: { ...store.jobs, claim } });
    await vi.waitFor(() => expect(stopped).toHaveLength(1), patience);
    await stopped[0];

    const job = await store.report.loadJob(id);
    expect([runs, job?.state, job?.attempts]).toEqual([0, "ready", 0]);
  });

  it("goes on after a store that did not answer", async () => {
    const scene = await openScene();
    const { store } = scene;
    await store.intake.enqueue([review("opened")]);
    let looks = 0;
    const claim: JobStore["claim"] = (request) => {
      looks += 1;
      if (looks < 3) return Promise.reject(new ReviewError("STORE_UNAVAILABLE", "the store is away"));
      return store.jobs.claim(request);
    };
    hire(scene, async () => done("h1"), { pollMs: 2, jobs: { ...store.jobs, claim } });

    await vi.waitFor(async () => expect(await stateOf(scene)).toBe("done"), patience);
  });

  it("gives up what ended a process every time, says so, and remembers of which head", async () => {
    const scene = await openScene();
    const { store, clock } = scene;
    await store.intake.enqueue([review("opened")]);
    for (let round = 0; round < 16; round += 1) {
      await store.jobs.claim({ worker: `dead-${round}`, nowMs: clock.ms, leaseMs: 1_000 });
      clock.ms += 1_001;
    }
    let runs = 0;
    hire(scene, async () => {
      runs += 1;
      return done("h1");
    });

    await vi.waitFor(async () => expect(await stateOf(scene)).toBe("failed"), patience);
    const job = await store.report.loadJob(id);
    expect([runs, job?.settledHead, job?.code]).toEqual([0, "h0", "INTERRUPTED"]);
  });

  it("runs what was interrupted four times with nothing beside it, and the others before and after", async () => {
    const scene = await openScene();
    const { store, clock } = scene;
    await store.intake.enqueue([review("opened")]);
    for (let round = 0; round < 5; round += 1) {
      await store.jobs.claim({ worker: `dead-${round}`, nowMs: clock.ms, leaseMs: 1_000 });
      clock.ms += round < 4 ? 1_001 : 0;
    }
    await store.intake.enqueue([1, 2, 3].map((number) => review("opened", pullRequest(number))));
    const company = new Map<string, number>();
    const worker = hire(
      scene,
      async ({ lease }) => {
        await wait(20);
        company.set(lease.jobId, worker.activeCount);
        return done("h1");
      },
      { concurrency: 3, pollMs: 5 },
    );
    await vi.waitFor(() => expect(worker.activeCount).toBe(3), patience);
    clock.ms += 1_001;
    await store.intake.enqueue([4, 5].map((number) => review("opened", pullRequest(number))));

    await vi.waitFor(async () => expect(await store.report.listJobs(["done"], 9)).toHaveLength(6), patience);
    expect(company.get(id)).toBe(1);
    expect(Math.max(...company.values())).toBeGreaterThan(1);
  });
});
