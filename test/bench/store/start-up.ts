import { pullRequest, review } from "../../contract/store/store-samples.ts";
import { startApp } from "../start-app.ts";
import { copyRows } from "./copy-rows.ts";
import type { StorePlace } from "./open-engine.ts";
import { median, threeTimes } from "./quantile.ts";

/** What the store holds when it is opened. */
export interface Backlog {
  readonly name: string;
  readonly jobs: number;
  readonly isFinished: boolean;
  /** Whether the App is started over it too, which takes seconds. */
  readonly isWithApp: boolean;
}

export interface StartUpFigures {
  readonly name: string;
  /** Opening the store; the median of three. */
  readonly openMs: number;
  /** Taking the first job after that, or finding that there is none; the median of three. */
  readonly claimMs: number;
  /** From the start of the App's process until it listens; null where it was not started. */
  readonly appMs: number | null;
}

/** Opens a store that holds `backlog`, by itself and as a part of the App. */
export async function measureStartUp(
  place: StorePlace,
  backlog: Backlog,
  environment: Readonly<Record<string, string>>,
): Promise<StartUpFigures> {
  if (backlog.jobs > 0) await seed(place, backlog);
  const openings = await threeTimes(() => openOnce(place));
  const startOnce = async () => {
    const app = await startApp({ ...environment, ...place.environment });
    await app.stop();
    return app.startedInMs;
  };
  return {
    name: backlog.name,
    openMs: median(openings.map(({ openMs }) => openMs)),
    claimMs: median(openings.map(({ claimMs }) => claimMs)),
    appMs: backlog.isWithApp ? await startOnce() : null,
  };
}

async function seed(place: StorePlace, { jobs, isFinished }: Backlog): Promise<void> {
  const store = await place.open();
  await store.intake.enqueue([review("opened", pullRequest(7, 812_345_678))]);
  if (isFinished) {
    const job = await store.jobs.claim({ worker: "bench", nowMs: Date.now(), leaseMs: 60_000 });
    if (job === null) throw new Error("the job is not there");
    await store.jobs.settle(job.lease, { kind: "done", head: "0123abcd".repeat(5) });
  }
  await store.close();
  const raw = await place.openRaw();
  const changed = {
    id: "id || '-' || copies.i",
    lane: "lane || '-' || copies.i",
    installation_id: "1 + copies.i % 50",
    repository_id: "repository_id + copies.i % 500",
    number: "copies.i",
    run_at: "run_at + copies.i",
    claimed_at: "claimed_at + copies.i",
  };
  await copyRows(raw, { table: "jobs", count: jobs - 1, changed });
  // On a server this happens by itself after a while.
  await raw.run("analyze jobs");
  await raw.close();
}

async function openOnce(place: StorePlace): Promise<{ readonly openMs: number; readonly claimMs: number }> {
  const beganAt = performance.now();
  const store = await place.open();
  const openedAt = performance.now();
  const job = await store.jobs.claim({ worker: "bench", nowMs: Date.now(), leaseMs: 60_000 });
  const claimedAt = performance.now();
  if (job !== null) await store.jobs.release(job.lease);
  await store.close();
  return { openMs: openedAt - beganAt, claimMs: claimedAt - openedAt };
}
