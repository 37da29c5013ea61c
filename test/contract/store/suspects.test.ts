import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { ReviewError } from "../../../src/domain/errors.ts";
import { DurableWorker, type FinishedJob } from "../../../src/pipeline/durable-worker.ts";
import type { ClaimedJob } from "../../../src/pipeline/ports-store-jobs.ts";
import { longestDrainMs } from "../../../src/pipeline/suspect-jobs.ts";
import { pullRequest, review, silentLog } from "./store-samples.ts";
import { describeOnSqlite, type Scene } from "./store-scene.ts";

const patience = { timeout: 10_000, interval: 5 };
const done: FinishedJob = { outcome: { kind: "done", head: "h1" }, spend: [], follow: [] };

function optionsFor({ store, clock }: Pick<Scene, "store" | "clock">, name: string) {
  return {
    jobs: store.jobs,
    onWake: (callback: () => void) => store.onWake(callback),
    giveUp: async () => "h0",
    ...{ name, concurrency: 3, leaseMs: 36_000_000, pollMs: 5 },
    now: () => clock.ms,
    sleep: async (ms: number, signal: AbortSignal) => void (await wait(ms, undefined, { signal })),
    log: silentLog,
  };
}

describeOnSqlite("A suspect beside a job that takes long", ({ openScene }) => {
  let worker: DurableWorker;
  let finishLong: () => void;
  let started: string[];
  afterEach(async () => {
    finishLong();
    await worker.stop();
  });

  const numberOf = (jobId: string) => Number(jobId.split("#")[1]);

  /** A worker that runs the long job 1; the review of 7, interrupted four times, has just become due. */
  async function beginLong(): Promise<Scene> {
    const scene = await openScene();
    const { store, clock } = scene;
    await store.intake.enqueue([review("opened")]);
    for (let round = 0; round < 5; round += 1) {
      await store.jobs.claim({ worker: `dead-${round}`, nowMs: clock.ms, leaseMs: 1_000 });
      clock.ms += round < 4 ? 1_001 : 0;
    }
    await store.intake.enqueue([review("opened", pullRequest(1))]);
    const long = Promise.withResolvers<void>();
    finishLong = long.resolve;
    started = [];
    worker = new DurableWorker({
      ...optionsFor(scene, "worker"),
      run: async ({ lease: { jobId } }) => {
        started.push(jobId);
        if (numberOf(jobId) === 1) await long.promise;
        return done;
      },
    });
    worker.start();
    await vi.waitFor(() => expect(started).toHaveLength(1), patience);
    clock.ms += 1_001;
    return scene;
  }

  /** What was begun, once the store holds so many reviews that are done. */
  async function startedWhenDone({ store }: Scene, count: number): Promise<readonly number[]> {
    await vi.waitFor(
      async () => expect(await store.report.listJobs(["done"], 9)).toHaveLength(count),
      patience,
    );
    return started.map(numberOf);
  }

  it("keeps the others waiting for a while, and not until the long one ends", async () => {
    const scene = await beginLong();
    await wait(50);
    await scene.store.intake.enqueue([review("opened", pullRequest(2))]);
    await wait(50);
    expect(started.map(numberOf)).toEqual([1]);

    scene.clock.ms += longestDrainMs + 1;
    expect(await startedWhenDone(scene, 1)).toEqual([1, 2]);
    finishLong();
    expect(await startedWhenDone(scene, 3)).toEqual([1, 2, 7]);
  });
});

describeOnSqlite("Twenty suspects and two busy processes", ({ openScene }) => {
  it("all end, each alone in its process, and so does everything that comes meanwhile", async () => {
    const { store, clock } = await openScene();
    const suspects = Array.from({ length: 20 }, (_, index) => review("opened", pullRequest(100 + index)));
    await store.intake.enqueue(suspects);
    for (let death = 0; death < 4; death += 1) {
      for (const _ of suspects) {
        await store.jobs.claim({ worker: `dead-${death}`, nowMs: clock.ms, leaseMs: 1_000 });
      }
      clock.ms += 1_001;
    }
    const company: number[] = [];
    const workers = [1, 2].map((name): DurableWorker => {
      const worker = new DurableWorker({
        ...optionsFor({ store, clock }, `worker-${name}`),
        run: async (job) => {
          await wait(10);
          if (job.interruptions >= 4) company.push(worker.activeCount);
          return done;
        },
      });
      return worker;
    });
    for (const worker of workers) worker.start();
    for (let number = 0; number < 60; number += 1) {
      await store.intake.enqueue([review("opened", pullRequest(number))]);
      await wait(5);
    }

    await vi.waitFor(
      async () => expect(await store.report.listJobs(["done"], 99)).toHaveLength(80),
      patience,
    );
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(company).toEqual(Array(20).fill(1));
  });
});

describeOnSqlite("A job that ends its process", ({ openScene }) => {
  const id = "review:100#7";
  const hired: DurableWorker[] = [];
  afterEach(async () => {
    await Promise.all(hired.splice(0).map((worker) => worker.stop()));
  });

  /** A process whose `die` leaves everything as it is: nothing is settled, nothing given back. */
  function hireMortal(scene: Scene, run: (job: ClaimedJob, die: () => void) => Promise<FinishedJob>) {
    const dead = new AbortController();
    const { jobs } = scene.store;
    const away = new ReviewError("STORE_UNAVAILABLE", "the process is dead");
    const alive =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      (...args: A) =>
        dead.signal.aborted ? Promise.reject(away) : call(...args);
    const worker = new DurableWorker({
      ...optionsFor(scene, `worker-${hired.length}`),
      run: (job) => run(job, () => dead.abort()),
      jobs: {
        claim: alive(jobs.claim),
        heartbeat: alive(jobs.heartbeat),
        listUndisturbed: alive(jobs.listUndisturbed),
        settle: alive(jobs.settle),
        release: alive(jobs.release),
      },
      concurrency: 20,
      leaseMs: 1_000,
    });
    hired.push(worker);
    worker.start();
    return { isDead: () => dead.signal.aborted };
  }

  it("finds the one that ends its process among twenty, and ends all others", async () => {
    const scene = await openScene();
    const { store, clock } = scene;
    await store.intake.enqueue(
      Array.from({ length: 20 }, (_, number) => review("opened", pullRequest(number))),
    );
    const countOf = async (state: "done" | "failed") => (await store.report.listJobs([state], 99)).length;
    let deaths = 0;
    while (deaths < 40 && (await countOf("done")) + (await countOf("failed")) < 20) {
      const process = hireMortal(scene, async ({ lease }, die) => {
        await wait(5);
        if (lease.jobId === id) die();
        return done;
      });
      await vi.waitFor(async () => {
        const isOver = (await countOf("done")) + (await countOf("failed")) === 20;
        expect(process.isDead() || isOver).toBe(true);
      }, patience);
      if (process.isDead()) deaths += 1;
      clock.ms += 1_001;
    }

    expect([await countOf("done"), (await store.report.loadJob(id))?.state, deaths]).toEqual([
      19,
      "failed",
      16,
    ]);
  });
});
