import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { silentLog, testKey } from "../contract/store/store-samples.ts";
import { acknowledged, startStoreChild } from "./store-processes.ts";

const options = { encryptionKey: testKey, now: Date.now, log: silentLog };
const isRoot = process.getuid?.() === 0;
const works = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "assay-disk-"));
});

afterEach(() => {
  chmodSync(directory, 0o755);
  rmSync(directory, { recursive: true, force: true });
});

async function countJobs(): Promise<number> {
  const store = await openStore({ kind: "sqlite", directory }, options);
  const jobs = await store.report.listJobs([], 1_000_000);
  await store.close();
  return jobs.length;
}

it("does not acknowledge what a full disk cannot take, and goes on once there is room", async (test) => {
  // A limit on the size of files stands in for a full disk: both make the write fail.
  if (!works("prlimit", "--version")) test.skip("prlimit is not there");
  const child = startStoreChild({
    directory,
    count: 600,
    through: ["prlimit", "--fsize=900000:unlimited"],
  });
  await child.waitFor((line) => line.startsWith("STORE_"));
  const before = acknowledged(child).length;
  expect(works("prlimit", "--pid", String(child.process.pid), "--fsize=unlimited")).toBe(true);
  const full = child.lines().filter((line) => line.startsWith("STORE_")).length;
  await child.waitFor((line) => line === "ack 599");
  await child.ended;
  const refused = child.lines().filter((line) => line.startsWith("STORE_"));

  expect(before).toBeGreaterThan(10);
  expect(refused.length).toBeGreaterThanOrEqual(full);
  expect(new Set(refused)).toEqual(new Set(["STORE_UNAVAILABLE true"]));
  expect(acknowledged(child).length + refused.length).toBe(600);
  expect(await countJobs()).toBe(acknowledged(child).length);
});

it.each(["empty", "used"])("says that an %s folder cannot be written", async (kind) => {
  if (kind === "used") await (await openStore({ kind: "sqlite", directory }, options)).close();
  chmodSync(directory, 0o555);
  if (kind === "used") chmodSync(join(directory, "assay.db"), 0o444);
  // Root writes everywhere: nobody opens it instead.
  const child = startStoreChild({ directory, options: isRoot ? { uid: 65_534, gid: 65_534 } : {} });
  await child.ended;

  expect(child.lines()).toEqual(["STORE_UNAVAILABLE true"]);
});

it("reaches the disk with every acknowledgement", async (test) => {
  if (!works("strace", "-o", "/dev/null", "true")) test.skip("strace is not there or not allowed");
  // Opened a second time: SQLite then goes back to syncing less, unless it is told again.
  const store = join(directory, "store");
  await (await openStore({ kind: "sqlite", directory: store }, options)).close();
  const trace = join(directory, "trace");
  const through = ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", trace];
  const child = startStoreChild({ directory: store, count: 100, through });
  await child.ended;
  const syncs = readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => /f(data)?sync\(/.test(line));

  expect(acknowledged(child)).toHaveLength(100);
  expect(syncs.length).toBeGreaterThanOrEqual(100);
});
