import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { StorePlace } from "./open-engine.ts";

/** Null where it cannot be counted. */
export interface DiskWork {
  /** System calls that wait for the disk. */
  readonly syncs: number | null;
  /** Committed transactions, polls for work among them. */
  readonly transactions: number | null;
}

const attachMs = 500;
/** PostgreSQL adds its counters up once a second. */
const statisticsMs = 1_200;

/** What the database did while `work` ran: asked of PostgreSQL, watched on SQLite where `strace` is there and allowed. */
export async function countDiskWork(
  { location, openRaw }: StorePlace,
  pid: number,
  work: () => Promise<unknown>,
): Promise<DiskWork> {
  if (location.kind === "sqlite") return { syncs: await traceSyncs(pid, work), transactions: null };
  const raw = await openRaw();
  const readCounters = async () => {
    await delay(statisticsMs);
    return {
      syncs: await raw.readNumber("select sum(fsyncs) from pg_stat_io where object = 'wal'"),
      transactions: await raw.readNumber(
        "select xact_commit from pg_stat_database where datname = current_database()",
      ),
    };
  };
  const before = await readCounters();
  await work();
  const after = await readCounters();
  await raw.close();
  return {
    syncs: after.syncs - before.syncs,
    transactions: after.transactions - before.transactions,
  };
}

async function traceSyncs(pid: number, work: () => Promise<unknown>): Promise<number | null> {
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-trace-"));
  const file = join(folder, "calls");
  const calls = ["-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o", file];
  const tracer = spawn("strace", ["-f", "-qq", ...calls, "-p", String(pid)], { stdio: "ignore" });
  const ended = once(tracer, "exit");
  await delay(attachMs);
  await work();
  tracer.kill("SIGINT");
  await ended;
  // A call that another thread interrupts has a second line, which tells how it went on.
  const lines = readFileSync(file, "utf8").split("\n");
  rmSync(folder, { recursive: true, force: true });
  return lines.filter((line) => /\b(?:fsync|fdatasync)\(/.test(line)).length;
}
