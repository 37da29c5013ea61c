import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { createOperatorMetrics } from "../../src/entrypoints/app/operator-metrics.ts";
import { createOperatorRoutes } from "../../src/entrypoints/app/operator-routes.ts";
import type { Store } from "../../src/pipeline/ports-store.ts";
import { delivery, pullRequest, review, silentLog } from "../contract/store/store-samples.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import { openIngress } from "./open-ingress.ts";
import { type AssayRun, runAssay } from "./run-assay.ts";
import { runInProcess } from "./run-in-process.ts";

/** Made up at run time, so that no file holds a secret. */
const key = ["0c5d", "e8b1", "7a94", "f326"].join("").repeat(2);
const token = ["b7f0", "23ce", "951d", "a84e"].join("").repeat(2);
const options = { encryptionKey: null, now: Date.now, log: silentLog };

let server: PostgresServer;
let directory = "";
let environment: Record<string, string> = {};

beforeAll(async () => {
  server = await startPostgres({ isDurable: false });
});
afterAll(() => server.stop());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "assay-jobs-"));
  environment = { ASSAY_DATA_DIR: directory };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const assay = (...args: readonly string[]): Promise<AssayRun> =>
  runInProcess(args, { directory, environment });
const fill = async (store: Store): Promise<void> => {
  const intents = [7, 8, 9].map((number) => review("opened", pullRequest(number)));
  await store.intake.accept(delivery(), intents);
};
const openEmbedded = () => openStore({ kind: "sqlite", directory }, options);
const fillEmbedded = async () => {
  const store = await openEmbedded();
  await fill(store);
  await store.close();
};
const failed = (code: number, ...lines: readonly string[]) => ({
  code,
  stdout: "",
  stderr: `${lines.join("\n")}\n`,
});
const printed = (line: string) => ({ code: 0, stdout: `${line}\n`, stderr: "" });

/** What a person does with jobs, the same wherever they are kept. */
async function expectDeskWork(): Promise<void> {
  const { stdout } = await assay("jobs", "list");
  expect(stdout.split("\n").map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
    ["ID", "STATE", "ABOUT"],
    ...["7", "8", "9"].map((number) => [
      `review:100#${number}`,
      "ready",
      `review octo/shop#${number} (opened)`,
    ]),
    [""],
  ]);
  expect(await assay("jobs", "cancel", "review:100#8")).toEqual(printed("review:100#8 is cancelled"));
  expect(await assay("jobs", "cancel", "review:100#8")).toEqual(
    printed("review:100#8 had ended already; nothing was changed"),
  );
  const listed = await assay("jobs", "list", "--state", "cancelled", "failed", "--format", "json");
  expect(JSON.parse(listed.stdout)).toMatchObject({ jobs: [{ id: "review:100#8", state: "cancelled" }] });
  expect(await assay("jobs", "retry", "review:100#8")).toEqual(
    printed("review:100#8 runs again as soon as there is room"),
  );
  expect((await assay("jobs", "show", "review:100#8")).stdout).toMatch(/^state +ready$/m);
  const shown = await assay("jobs", "show", "review:100#8", "--format", "json");
  expect(JSON.parse(shown.stdout)).toMatchObject({ id: "review:100#8", state: "ready", generation: 2 });
  for (const verb of ["show", "retry", "cancel"]) {
    expect(await assay("jobs", verb, "review:100#1")).toEqual(
      failed(66, "assay: there is no job review:100#1", "`assay jobs list` shows the ids of all."),
    );
  }
  expect((await assay("jobs", "list", "--limit", "2")).stderr).toBe(
    "assay: there may be more than these 2; --limit 1000 lists more\n",
  );
}

describe("assay jobs", () => {
  it("works on the embedded store while the App is stopped", async () => {
    await fillEmbedded();

    await expectDeskWork();
  });

  it("reads a store of before with its previous key, while the encryption key is changed", async () => {
    const changed = { ASSAY_DATA_DIR: directory, ASSAY_ENCRYPTION_KEY: [...key].reverse().join("") };
    const store = await openStore({ kind: "sqlite", directory }, { ...options, encryptionKey: key });
    await fill(store);
    await store.close();
    environment = changed;
    expect(await assay("jobs", "list")).toMatchObject({
      code: 78,
      stderr: expect.stringContaining("ASSAY_ENCRYPTION_KEY_PREVIOUS"),
    });

    environment = { ...changed, ASSAY_ENCRYPTION_KEY_PREVIOUS: key };
    await expectDeskWork();
    const run = await assay("store", "migrate", "--to", await server.createDatabase());
    expect([run.code, run.stderr]).toEqual([0, ""]);
  });

  it("works beside running replicas on PostgreSQL", async () => {
    const url = await server.createDatabase();
    const store = await openStore({ kind: "postgres", url }, { ...options, encryptionKey: key });
    await fill(store);
    environment = { DATABASE_URL: url, ASSAY_ENCRYPTION_KEY: key };

    await expectDeskWork();
    await store.jobs.claim({ worker: "w", nowMs: Date.now() + 60_000, leaseMs: 60_000 });
    const [running] = await store.report.listJobs(["active"], 1);
    expect(await assay("jobs", "retry", running?.id ?? "")).toEqual(
      failed(75, `assay: ${running?.id} is running`, "Try again when it has ended, or cancel it first."),
    );
    await store.close();
  });

  it("works through a running App that owns the embedded store", async () => {
    const store = await openEmbedded();
    await fill(store);
    const metrics = createOperatorMetrics();
    const operator = createOperatorRoutes({ store, token, metrics, log: silentLog });
    await using app = await openIngress({ operator });
    environment = { ASSAY_OPERATOR_URL: `http://127.0.0.1:${app.port}`, ASSAY_OPERATOR_TOKEN: token };

    await expectDeskWork();
    environment = { ASSAY_OPERATOR_TOKEN: key };
    expect(await assay("jobs", "list", "--url", `http://127.0.0.1:${app.port}`)).toEqual(
      failed(
        78,
        "assay: The App does not take this token",
        "Set ASSAY_OPERATOR_TOKEN to the token that the App was started with.",
      ),
    );
    await store.close();
  });

  it("says what to do when a running App owns the store", async () => {
    const store = await openEmbedded();
    const locked = await assay("jobs", "list");
    await store.close();

    expect(locked).toEqual(
      failed(
        75,
        "assay: the store is in use by a running App",
        "Stop the App, or ask it: start it with ASSAY_OPERATOR_TOKEN, and give its address with --url and the same token here.",
      ),
    );
  });

  it("makes no store by looking for one", async () => {
    const folder = join(directory, "none");
    environment = { ASSAY_DATA_DIR: folder };
    const run = await assay("jobs", "list");

    expect([run.code, run.stderr.split("\n")[0]]).toEqual([66, `assay: there is no store in ${folder}`]);
    expect(await assay("store", "migrate", "--to", "postgres://localhost/x")).toMatchObject({ code: 78 });
  });

  it("says where a broken store is now", async () => {
    writeFileSync(join(directory, "assay.db"), "no database at all ".repeat(100));
    const run = await assay("jobs", "list");

    expect([run.code, run.stderr]).toEqual([
      74,
      expect.stringMatching(
        /^assay: the store could not be read \(not-a-database\); its files are in .*broken-/,
      ),
    ]);
  });

  it("says that a database is not reachable, and nothing of its URL", async () => {
    environment = { DATABASE_URL: "postgres://canary:canary@127.0.0.1:1/canary", ASSAY_ENCRYPTION_KEY: key };
    const run = await assay("jobs", "list");

    expect(run).toMatchObject({ code: 75, stdout: "" });
    expect(run.stderr).toMatch(/^assay: The store cannot be reached or written \(ECONNREFUSED\)\n/);
    expect(run.stderr).not.toContain("canary");
  });

  it("reads .env as the App does, but no address to send the token to", async () => {
    await fillEmbedded();
    const url = "ASSAY_OPERATOR_URL=http://127.0.0.1:1\n";
    writeFileSync(join(directory, ".env"), `ASSAY_DATA_DIR=${directory}\n${url}`);
    // The whole program, because its working folder counts.
    const run = await runAssay(["jobs", "list", "--limit", "1"], { directory });

    expect([run.code, run.stdout.split("\n").length]).toEqual([0, 3]);
  });

  it.each([
    [["--limit", "0"], "It must be a whole number from 1 to 1000."],
    [["--state", "lost"], "Allowed choices are ready, active, parked, done, failed, cancelled."],
  ])("does not understand %j", async (args, message) => {
    const run = await assay("jobs", "list", ...args);

    expect([run.code, run.stderr]).toEqual([64, expect.stringContaining(message)]);
  });
});

describe("assay store migrate", () => {
  it("copies the embedded store into an empty database, once, and says what comes next", async () => {
    await fillEmbedded();
    const url = await server.createDatabase();
    environment = { ASSAY_DATA_DIR: directory, ASSAY_ENCRYPTION_KEY: key };
    const run = await assay("store", "migrate", "--to", url);

    expect([run.code, run.stderr]).toEqual([0, ""]);
    const lines = run.stdout.split("\n").map((line) => line.replace(/ +/g, " "));
    expect(lines.slice(0, 4)).toEqual([
      "Copied, and counted again:",
      " deliveries 1",
      " delivered_bodies 1",
      " jobs 3",
    ]);
    expect(lines.slice(-3)).toEqual([
      "Start the App with DATABASE_URL set to this database and with the same ASSAY_ENCRYPTION_KEY.",
      "The embedded store is still there and opens with the same key; remove its folder when the App has run for a while.",
      "",
    ]);
    environment = { ...environment, DATABASE_URL: url };
    expect((await assay("jobs", "list")).stdout.split("\n")).toHaveLength(5);
    expect(await assay("store", "migrate")).toEqual(
      failed(73, "assay: The store to copy into is not empty", "Give an empty database."),
    );
    environment = { ASSAY_DATA_DIR: directory, ASSAY_ENCRYPTION_KEY: key };
    expect((await assay("jobs", "list")).stdout.split("\n")).toHaveLength(5);
  });

  it("copies nothing while the App runs", async () => {
    const store = await openEmbedded();
    environment = { ...environment, ASSAY_ENCRYPTION_KEY: key };
    const run = await assay("store", "migrate", "--to", await server.createDatabase());
    await store.close();

    expect([run.code, run.stderr.split("\n")[0]]).toEqual([
      75,
      "assay: the store is in use by a running App",
    ]);
  });

  it.each([
    ["no database", [], {}, [64, "assay: no database is named"]],
    ["no key", ["--to", "postgres://canary@db/x"], {}, [78, "  ASSAY_ENCRYPTION_KEY: missing"]],
    ["another database", ["--to", "mysql://canary"], {}, [78, "  --to: must be a URL such as"]],
    ["another database in the environment", [], { DATABASE_URL: "canary" }, [78, "  DATABASE_URL: must be"]],
  ])("refuses %s", async (_, args, more, [code, line]) => {
    environment = { ...environment, ...more };
    const run = await assay("store", "migrate", ...args);

    expect(run.code).toBe(code);
    expect(run.stderr.split("\n").some((one) => one.startsWith(String(line)))).toBe(true);
    expect(run.stderr).not.toContain("canary");
  });
});
