import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { copyStore } from "../../../src/adapters/store/copy-store.ts";
import type { Database } from "../../../src/adapters/store/database.ts";
import { newestVersion } from "../../../src/adapters/store/migrate.ts";
import type { StoreLocation } from "../../../src/adapters/store/open-database.ts";
import { openPostgres } from "../../../src/adapters/store/open-postgres.ts";
import { openSqlite } from "../../../src/adapters/store/open-sqlite.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { createSealer } from "../../../src/adapters/store/sealed-text.ts";
import { command, delivery, pullRequest, review, silentLog, start, testKey } from "./store-samples.ts";
import { claimAt, claimNow, describeOnBoth, describeOnSqlite } from "./store-scene.ts";

const now = () => start;
const options = { encryptionKey: testKey, now, log: silentLog };
const otherKey = "another-key-for-tests-".repeat(2);

async function openRaw(location: StoreLocation, upTo: number): Promise<Database> {
  if (location.kind === "postgres") return openPostgres({ ...location, log: silentLog, upTo });
  return (await openSqlite({ ...location, now, upTo })).database;
}

describeOnBoth("Opening a store", ({ engine, newLocation, newFolder }) => {
  it.each(Array.from({ length: newestVersion }, (_, version) => version))(
    "brings version %i forward and keeps what stands in it",
    async (version) => {
      const location = await newLocation();
      const old = await openRaw(location, version);
      if (version > 0) {
        await old.run((db) => db.insertInto("settings").values({ name: "kept", value: "yes" }).execute());
      }
      await old.close();

      const store = await openStore(location, options);
      await store.intake.accept(delivery(), [review("opened")]);
      await store.memory.save(pullRequest(), { isPaused: true, generation: 1, lastReview: null });
      await store.close();
      const database = await openRaw(location, newestVersion);
      const rows = await database.run((db) =>
        db.selectFrom("settings").select("value").where("name", "=", "kept").execute(),
      );
      await database.close();
      expect(rows).toEqual(version > 0 ? [{ value: "yes" }] : []);
    },
  );

  it("refuses a database that is newer than the program", async () => {
    const location = await newLocation();
    const database = await openRaw(location, newestVersion);
    await database.run((db) => sql`insert into schema_versions (version) values (999)`.execute(db));
    await database.close();

    await expect(openStore(location, options)).rejects.toMatchObject({ code: "STORE_TOO_NEW" });
  });

  it("refuses another key, and takes a new one beside the previous", async () => {
    const location = await newLocation();
    const first = await openStore(location, options);
    const answer = { text: "kept", finish: "stop" as const, model: "m", usage: null };
    await first.answers.save(pullRequest(), "k", answer, start + 1);
    await first.close();

    await expect(openStore(location, { ...options, encryptionKey: otherKey })).rejects.toMatchObject({
      code: "STORE_KEY",
    });
    const rotated = { ...options, encryptionKey: otherKey, previousEncryptionKeys: [testKey] };
    const second = await openStore(location, rotated);
    expect((await second.answers.load(pullRequest(), ["k"])).get("k")).toEqual(answer);
    await second.close();
    await expect(openStore(location, options)).rejects.toMatchObject({ code: "STORE_KEY" });
    await expect(openStore(location, { ...options, encryptionKey: "short" })).rejects.toMatchObject({
      code: "STORE_KEY",
    });
  });

  it("lets several replicas start on an empty database at once", async () => {
    const location = await newLocation();
    const count = engine === "postgres" ? 4 : 1;
    const stores = await Promise.all(Array.from({ length: count }, () => openStore(location, options)));

    await stores[0]?.intake.accept(delivery(), [review("opened")]);
    expect(await stores.at(-1)?.report.listJobs([], 9)).toHaveLength(1);
    for (const store of stores) await store.close();
  });

  it("copies an embedded store into an empty one and counts both", async () => {
    const target = await newLocation();
    const from: StoreLocation = { kind: "sqlite", directory: newFolder() };
    // The source was used with the random key of its folder.
    const store = await openStore(from, { ...options, encryptionKey: null });
    const answer = { text: "kept", finish: "stop" as const, model: "m", usage: null };
    for (let number = 0; number < 1_200; number += 1) {
      if (number % 100 === 0) await store.answers.save(pullRequest(number), "k", answer, start + 1);
    }
    await store.intake.enqueue(
      Array.from({ length: 1_200 }, (_, number) => review("opened", pullRequest(number))),
    );
    await store.intake.accept(delivery(), [command(1, "pause")]);
    await claimNow(store);
    await store.memory.save(pullRequest(), { isPaused: true, generation: 3, lastReview: null });
    await store.close();

    const report = await copyStore(from, target, options);
    expect(report.rows).toMatchObject({
      jobs: 1_201,
      answers: 12,
      pull_requests: 1,
      deliveries: 1,
      findings: 0,
    });
    await expect(copyStore(from, target, options)).rejects.toMatchObject({ code: "STORE_NOT_EMPTY" });
    const copied = await openStore(target, options);
    expect((await copied.answers.load(pullRequest(100), ["k"])).get("k")).toEqual(answer);
    expect((await copied.memory.load(pullRequest())).isPaused).toBe(true);
    expect((await claimNow(copied)).intent).toEqual(command(1, "pause"));
    await copied.close();
  });
});

describeOnSqlite("The embedded store", ({ newLocation }) => {
  const folderOf = (location: StoreLocation) => (location.kind === "sqlite" ? location.directory : "");

  it("makes a key of its own that only its owner may read, and keeps using it", async () => {
    const location = await newLocation();
    const keyless = { ...options, encryptionKey: null };
    for (let time = 0; time < 2; time += 1) await (await openStore(location, keyless)).close();
    const path = join(folderOf(location), "store.key");

    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
    await (await openStore(location, options)).close();
    writeFileSync(path, "nonsense");
    await expect(openStore(location, keyless)).rejects.toMatchObject({ code: "STORE_KEY" });
  });

  it("queues again what its last owner was working on", async () => {
    const location = await newLocation();
    const first = await openStore(location, options);
    await first.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(first);
    await first.close();
    const second = await openStore(location, options);

    expect(await second.jobs.settle(lease, { kind: "done", head: null })).toEqual({ kind: "stale" });
    expect(await claimNow(second)).toMatchObject({ attempts: 1, interruptions: 1 });
    await second.close();
  });

  it("lets nobody shorten the pause of what ends its owner every time", async () => {
    const location = await newLocation();
    for (let death = 0; death < 5; death += 1) {
      const store = await openStore(location, options);
      await store.intake.enqueue([review(death === 0 ? "opened" : "pushed")]);
      await claimAt(store, start + 60_000);
      await store.close();
    }
    const store = await openStore(location, options);
    await store.intake.enqueue([review("command")]);

    // The fifth time: four seconds.
    expect(await claimAt(store, start + 3_999)).toBeNull();
    expect(await claimAt(store, start + 4_000)).toMatchObject({ interruptions: 5 });
    await store.close();
  });

  it.each([
    [
      "is no database",
      "not-a-database",
      (path: string) => writeFileSync(path, "no database at all ".repeat(999)),
    ],
    ["was cut in half", "corrupt", (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ["was emptied", "empty", (path: string) => truncateSync(path, 0)],
    [
      "has a hole in it",
      "corrupt",
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xaa, 4_096, bytes.length - 4_096);
        writeFileSync(path, bytes);
      },
    ],
  ] as const)("sets a file aside that %s, says so, and starts empty", async (_what, reason, damage) => {
    const location = await newLocation();
    const store = await openStore(location, options);
    await store.intake.enqueue([review("opened")]);
    await store.close();
    damage(join(folderOf(location), "assay.db"));
    const said: unknown[] = [];
    const log = { ...silentLog, error: (...line: readonly unknown[]) => void said.push(line) };

    const again = await openStore(location, { ...options, log });

    const movedTo = join(folderOf(location), "broken-2027-01-15T08-00-00-000Z");
    expect(again.recovered).toEqual({ movedTo, reason });
    expect(said).toEqual([["the store could not be read and starts empty", { movedTo, reason }]]);
    expect(existsSync(join(movedTo, "assay.db"))).toBe(true);
    expect(await again.report.listJobs([], 9)).toEqual([]);
    await again.intake.enqueue([review("opened")]);
    await again.close();
    const third = await openStore(location, options);
    expect([third.recovered, (await third.report.listJobs([], 9)).length]).toEqual([null, 1]);
    await third.close();
  });
});

describe("A PostgreSQL store", () => {
  it("needs a key, and says when the server is not there", async () => {
    const location = { kind: "postgres", url: "postgres://a:b@127.0.0.1:9/none" } as const;

    await expect(openStore(location, { ...options, encryptionKey: null })).rejects.toMatchObject({
      code: "STORE_KEY",
    });
    await expect(openStore(location, options)).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      retryable: true,
    });
  });
});

describe("A sealed text", () => {
  const sealer = createSealer(testKey);

  it("opens only where it was sealed, unchanged, and with its key", () => {
    const sealed = sealer.seal("text", "row 1");
    const [format, id, packed] = sealed.split(".");
    const bytes = Buffer.from(packed ?? "", "base64");
    const flipped = Buffer.from(bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte)));

    expect(sealer.open(sealed, "row 1")).toBe("text");
    expect(sealer.seal("text", "row 1")).not.toBe(sealed);
    const refused = [
      sealer.open(sealed, "row 2"),
      sealer.open(`${format}.${id}.${flipped.toString("base64")}`, "row 1"),
      sealer.open(`${format}.${id}.AAAA`, "row 1"),
      sealer.open("nonsense", "row 1"),
      createSealer(otherKey).open(sealed, "row 1"),
    ];
    expect(refused).toEqual([null, null, null, null, null]);
    expect(createSealer(otherKey, [testKey]).open(sealed, "row 1")).toBe("text");
  });
});
