import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyStore } from "../../../src/adapters/store/copy-store.ts";
import { inspectStore } from "../../../src/adapters/store/inspect-store.ts";
import type { StoreLocation } from "../../../src/adapters/store/open-database.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { CommitSha } from "../../../src/domain/change-set.ts";
import type { PullRequestMemory } from "../../../src/domain/memory.ts";
import type { Log } from "../../../src/pipeline/ports.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import { aFinding } from "../../fakes/review-results.ts";
import { command, delivery, pullRequest, silentLog, start, testKey } from "./store-samples.ts";
import { claimNow, describeOnBoth, describeOnSqlite } from "./store-scene.ts";

const now = () => start;
const newKey = "another-key-for-tests-".repeat(2);
const under = (encryptionKey: string | null, ...previousEncryptionKeys: readonly string[]) => ({
  encryptionKey,
  previousEncryptionKeys,
  now,
  log: silentLog,
});
const head = CommitSha.parse("0123abcd".repeat(5));
const answer = { text: "kept", finish: "stop" as const, model: "m", usage: null };
/** More than are read at once. */
const answers = 250;

function memoryOf(): PullRequestMemory {
  const dismissal = { reason: "wont-fix" as const, because: "tested", byLogin: "mona", byId: 5, until: null };
  const findings = [{ finding: aFinding(), quoteHash: "q", firstSeen: head, dismissal }];
  const check = { conclusion: "success" as const, title: "t" };
  const review = { head, mergeBase: head, configuration: "c", work: null, reviewedHunks: [], reviewId: 1 };
  return { isPaused: false, generation: 1, lastReview: { ...review, findings, check } };
}

async function fill(store: Store): Promise<void> {
  await store.memory.save(pullRequest(), memoryOf());
  for (let index = 0; index < answers; index += 1) {
    await store.answers.save(pullRequest(), `k${index}`, answer, start + 1);
  }
  await store.intake.accept(delivery(), [command(1, "pause")]);
  await store.keepSecret("marker-key", "first");
}

async function expectAll(store: Store): Promise<void> {
  const names = Array.from({ length: answers }, (_, index) => `k${index}`);
  expect((await store.answers.load(pullRequest(), names)).size).toBe(answers);
  expect(await store.memory.load(pullRequest())).toEqual(memoryOf());
  expect(await store.keepSecret("marker-key", "second")).toBe("first");
  expect((await claimNow(store)).intent).toEqual(command(1, "pause"));
}

describeOnBoth("Changing the encryption key", ({ engine, newLocation }) => {
  const filled = async (key: string | null): Promise<StoreLocation> => {
    const location = await newLocation();
    const store = await openStore(location, under(key));
    await fill(store);
    await store.close();
    return location;
  };
  const judge = async (location: StoreLocation, ...[encryptionKey, ...previous]: readonly string[]) => {
    const options = { encryptionKey: encryptionKey ?? null, previousEncryptionKeys: previous };
    const found = await inspectStore(location, { ...options, timeoutMs: 5_000 });
    return found.kind === "found" ? found.key : found.kind;
  };

  it("reads everything with both, encrypts it anew, and then needs the old key no more", async () => {
    const location = await filled(testKey);
    expect(await judge(location, newKey, testKey)).toBe("rotating");
    const lines: unknown[] = [];
    const log: Log = { ...silentLog, info: (message, fields) => void lines.push([message, fields]) };
    const rotating = await openStore(location, { ...under(newKey, testKey), log });
    expect(await rotating.memory.load(pullRequest())).toEqual(memoryOf());
    await rotating.prune(0);
    await rotating.close();

    // Answers, finding, dismissal, intent and secret.
    const told = ["no text in the store needs a previous key", { count: answers + 4 }];
    expect(lines).toEqual([told]);
    expect(await judge(location, newKey)).toBe("fits");
    const store = await openStore(location, under(newKey));
    await expectAll(store);
    await store.close();
  });

  it("refuses to start without the old key while a text may need it, and with the old one alone", async () => {
    const location = await filled(testKey);
    await (await openStore(location, under(newKey, testKey))).close();

    expect(await judge(location, newKey)).toBe("differs");
    await expect(openStore(location, under(newKey))).rejects.toMatchObject({ code: "STORE_KEY" });
    await expect(openStore(location, under(testKey))).rejects.toMatchObject({ code: "STORE_KEY" });
    const store = await openStore(location, under(newKey, testKey));
    await expectAll(store);
    await store.close();
  });

  it("may be taken back half-way", async () => {
    const location = await filled(testKey);
    for (const options of [under(newKey, testKey), under(testKey, newKey)]) {
      const store = await openStore(location, options);
      await store.prune(0);
      await store.close();
    }

    const store = await openStore(location, under(testKey));
    await expectAll(store);
    await store.close();
  });

  if (engine === "postgres") {
    it("reads what replicas write that get it one after the other, and forgets nothing that was written last", async () => {
      const location = await newLocation();
      const older = await openStore(location, under(testKey, newKey));
      const newer = await openStore(location, under(newKey, testKey));
      const secrets = [older, newer].map((store, index) => store.keepSecret("marker-key", `secret ${index}`));
      const [first, second] = await Promise.all(secrets);
      expect(first).toBe(second);
      await newer.prune(0);
      await older.memory.save(pullRequest(), memoryOf());
      expect(await newer.memory.load(pullRequest())).toEqual(memoryOf());
      await older.close();
      await newer.prune(0);
      await newer.close();

      const store = await openStore(location, under(newKey));
      expect(await store.memory.load(pullRequest())).toEqual(memoryOf());
      await store.close();
    });
  }

  it("takes secrets along when a folder is copied", async () => {
    const location = await filled(testKey);
    const target = await newLocation();
    await copyStore(location, target, under(newKey, testKey));

    const store = await openStore(target, under(newKey));
    await expectAll(store);
    await store.close();
  });
});

describeOnSqlite("The key file of a folder", ({ newLocation }) => {
  it("may go once the operator's key has taken its place", async () => {
    const location = await newLocation();
    const first = await openStore(location, under(null));
    await fill(first);
    await first.close();
    const second = await openStore(location, under(newKey));
    await second.prune(0);
    await second.close();
    rmSync(join(location.kind === "sqlite" ? location.directory : "", "store.key"));

    const third = await openStore(location, under(newKey));
    await expectAll(third);
    await third.close();
  });
});
