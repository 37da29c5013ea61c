import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { silentLog, testKey } from "../contract/store/store-samples.ts";
import { acknowledged, type StoreChild, startStoreChild } from "./store-processes.ts";

const options = { encryptionKey: testKey, now: Date.now, log: silentLog };
let directory = "";
const children: StoreChild[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "assay-crash-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill("SIGKILL");
    await child.ended;
  }
  rmSync(directory, { recursive: true, force: true });
});

function startChild(order: Partial<Parameters<typeof startStoreChild>[0]>): StoreChild {
  const child = startStoreChild({ directory, ...order });
  children.push(child);
  return child;
}

async function jobNumbers(): Promise<readonly number[]> {
  const store = await openStore({ kind: "sqlite", directory }, options);
  const jobs = await store.report.listJobs([], 1_000_000);
  expect(store.recovered).toBeNull();
  await store.close();
  return jobs.flatMap(({ number }) => (number === null ? [] : [number])).sort((one, two) => one - two);
}

it("loses nothing that it acknowledged when it is killed ten times", async () => {
  const kept: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const first = round * 100_000;
    const child = startChild({ first, count: 100_000 });
    // So many at least, however slow the machine is.
    await child.waitFor((line) => line === `ack ${first + 12}`);
    await sleep(round * 7);
    child.process.kill("SIGKILL");
    await child.ended;
    kept.push(...acknowledged(child));
  }
  const found = new Set(await jobNumbers());

  expect(kept.length).toBeGreaterThan(100);
  expect(kept.filter((number) => !found.has(number))).toEqual([]);
  // At most one a round was written and not yet acknowledged.
  expect(found.size - kept.length).toBeLessThanOrEqual(10);
});

it("has one owner: a second one is refused, also while the first is frozen, and not once it is dead", async () => {
  const owner = startChild({ count: 3, mode: "stay" });
  await owner.waitFor((line) => line === "ack 2");
  const location = { kind: "sqlite", directory } as const;
  const refused = { code: "STORE_LOCKED", retryable: true };

  await expect(openStore(location, options)).rejects.toMatchObject(refused);
  owner.process.kill("SIGSTOP");
  await expect(openStore(location, options)).rejects.toMatchObject(refused);
  owner.process.kill("SIGKILL");
  await owner.ended;
  expect(await jobNumbers()).toEqual([0, 1, 2]);
});
