import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AcknowledgedLoad,
  measureLoad,
  type SilentGitHub,
  startSilentGitHub,
} from "./store/measure-load.ts";
import {
  type BenchEngine,
  type EngineName,
  openPostgresEngine,
  openSqliteEngine,
} from "./store/open-engine.ts";
import { quantile } from "./store/quantile.ts";
import { measureRawRate, type RawRate } from "./store/raw-rate.ts";
import { measureReviewSize, type SizeFigures } from "./store/review-size.ts";
import { type Backlog, measureStartUp, type StartUpFigures } from "./store/start-up.ts";

/** What the store takes, on both engines. */
export interface StoreFigures {
  /** Load of the machine over the last minute, before and after: what else ran costs time here too. */
  readonly loadAverages: readonly [number, number];
  /** How long this disk takes to keep one short write: every figure of a commit is a multiple of it. */
  readonly syncMs: { readonly median: number; readonly p99: number };
  readonly engines: readonly EngineFigures[];
  /** How long the measurement took. */
  readonly seconds: number;
}

export interface EngineFigures {
  readonly name: EngineName;
  readonly load: AcknowledgedLoad;
  readonly rawRate: RawRate;
  readonly startUps: readonly StartUpFigures[];
  readonly size: SizeFigures;
}

const backlogs: readonly Backlog[] = [
  { name: "empty", jobs: 0, isFinished: true, isWithApp: false },
  { name: "100,000 finished jobs", jobs: 100_000, isFinished: true, isWithApp: true },
  { name: "10,000 waiting jobs", jobs: 10_000, isFinished: false, isWithApp: false },
];

/** Measures the store and the App in front of it, on SQLite and on a PostgreSQL server of its own. */
export async function measureStore(): Promise<StoreFigures> {
  const beganAt = performance.now();
  const [loadBefore = 0] = loadavg();
  const syncMs = measureSync();
  await using github = await startSilentGitHub();
  const engines: EngineFigures[] = [];
  for (const open of [openSqliteEngine, openPostgresEngine]) {
    const engine = await open();
    try {
      engines.push(await measureEngine(engine, github));
    } finally {
      await engine.close();
    }
  }
  const [loadAfter = 0] = loadavg();
  const seconds = (performance.now() - beganAt) / 1_000;
  return { loadAverages: [loadBefore, loadAfter], syncMs, engines, seconds };
}

async function measureEngine(engine: BenchEngine, github: SilentGitHub): Promise<EngineFigures> {
  const load = await measureLoad(await engine.newPlace(), github);
  const rawRate = await measureRawRate(await engine.newPlace());
  const startUps: StartUpFigures[] = [];
  for (const backlog of backlogs)
    startUps.push(await measureStartUp(await engine.newPlace(), backlog, github.environment));
  const size = await measureReviewSize(await engine.newPlace());
  return { name: engine.name, load, rawRate, startUps, size };
}

function measureSync(): StoreFigures["syncMs"] {
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-sync-"));
  const file = openSync(join(folder, "file"), "w");
  const durations = Array.from({ length: 300 }, () => {
    const beganAt = performance.now();
    writeSync(file, "4096 bytes ".repeat(372));
    fdatasyncSync(file);
    return performance.now() - beganAt;
  });
  closeSync(file);
  rmSync(folder, { recursive: true, force: true });
  return { median: quantile(durations, 0.5), p99: quantile(durations, 0.99) };
}
