import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, told } from "./figure.ts";
import { composeStoreFigures } from "./store/compose-figures.ts";
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
export async function measureStore(): Promise<readonly Figure[]> {
  const figures = measureSync();
  await using github = await startSilentGitHub();
  for (const open of [openSqliteEngine, openPostgresEngine]) {
    const engine = await open();
    try {
      figures.push(...composeStoreFigures(await measureEngine(engine, github)));
    } finally {
      await engine.close();
    }
  }
  return figures;
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

/** How long this disk takes to keep one short write: every figure of a commit is a multiple of it. */
function measureSync(): Figure[] {
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
  return [
    told("one short write reaches this disk, median", "ms", quantile(durations, 0.5)),
    told("one short write reaches this disk, p99", "ms", quantile(durations, 0.99)),
  ];
}
