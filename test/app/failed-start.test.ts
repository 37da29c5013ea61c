import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import { explainFailedStart } from "../../src/entrypoints/app/refuse-start.ts";
import { silentLog, testKey } from "../contract/store/store-samples.ts";

const sourceOf = (name: string) => fileURLToPath(new URL(`../../src/entrypoints/${name}`, import.meta.url));
const app = [sourceOf("app.ts")];
const worker = [sourceOf("launch.mjs"), "worker"];
const refusedDatabase = "postgres://assay@127.0.0.1:9/assay";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const credentials = {
  APP_ID: "4711",
  PRIVATE_KEY: privateKey,
  WEBHOOK_SECRET: ["3f9c", "a71e", "55d0", "b8e2", "46"].join(""),
  GITHUB_API_URL: "http://127.0.0.1:9",
  ASSAY_ENCRYPTION_KEY: testKey,
};

let folder = "";
const neighbour = createServer();
let usedPort = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-failed-start-"));
  await new Promise<void>((resolve) => neighbour.listen(0, "127.0.0.1", resolve));
  const address = neighbour.address();
  usedPort = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(async () => {
  await new Promise((resolve) => neighbour.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a program that cannot start, and waits for its end. */
function start(program: readonly string[], environment: Readonly<Record<string, string>>) {
  const run = spawnSync(process.execPath, program, {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "error", ...environment },
    encoding: "utf8",
    timeout: 30_000,
    killSignal: "SIGKILL",
  });
  return { code: run.status, told: run.stderr, logged: run.stdout };
}

describe("a start that fails", () => {
  it.each([
    ["the setup page", {}],
    ["the App", credentials],
  ])("says in one line that the port of %s is in use, and ends", (what, environment) => {
    const data = { ASSAY_DATA_DIR: join(folder, "free") };

    expect(start(app, { ...data, ...environment, PORT: `${usedPort}` })).toMatchObject({
      code: 75,
      told: `assay: ${what} cannot start:\n  Port ${usedPort} is in use: stop the other program or set PORT.\n`,
    });
  });

  it("has swept nothing when the port is in use", () => {
    const data = { ASSAY_DATA_DIR: join(folder, "unswept"), LOG_LEVEL: "trace" };
    const run = start(app, { ...data, ...credentials, PORT: `${usedPort}` });

    expect([run.code, run.told.includes(`Port ${usedPort} is in use`)]).toEqual([75, true]);
    expect(run.logged).not.toMatch(/sweep/);
  });

  it("may be repeated where another process owns the store", async () => {
    const directory = join(folder, "owned");
    const options = { encryptionKey: testKey, now: Date.now, log: silentLog };
    const store = await openStore({ kind: "sqlite", directory }, options);
    const second = start(app, { ...credentials, ASSAY_DATA_DIR: directory });
    await store.close();

    expect(second).toMatchObject({ code: 75, told: expect.stringContaining("\n  STORE_LOCKED: ") });
  });

  it.each([
    ["the App", app],
    ["the worker", worker],
  ])("may be repeated where the database of %s is away", (what, program) => {
    expect(start(program, { ...credentials, DATABASE_URL: refusedDatabase })).toMatchObject({
      code: 75,
      told: expect.stringContaining(`assay: ${what} cannot start:\n  STORE_UNAVAILABLE: `),
    });
  });

  it.each([
    ["is a file", "file", "EEXIST"],
    ["lies below a file", "file/data", "ENOTDIR"],
  ])("names the data folder that %s, and the variable", (_what, name, code) => {
    writeFileSync(join(folder, "file"), "");
    const path = join(folder, name);

    expect(start(app, { ...credentials, ASSAY_DATA_DIR: path })).toMatchObject({
      code: 78,
      told:
        "assay: the App cannot start:\n" +
        `  CONFIG_INVALID: The data folder ${path} is a file or lies below one (${code}). ` +
        "Let ASSAY_DATA_DIR name a folder, or one that can be made.\n",
    });
  });
});

/** What Node says where a server cannot listen. */
const refused = (code: string, syscall = "listen") =>
  Object.assign(new Error(code), { code, syscall, port: 80, address: "127.0.0.1" });

describe("the reason of a failed start", () => {
  it.each([
    ["a port in use", refused("EADDRINUSE"), 75, /^Port 80 is in use: .* set PORT\.$/],
    ["a port that needs rights", refused("EACCES"), 78, /^Port 80 needs rights .* set PORT to 1024 or more/],
    ["a foreign address", refused("EADDRNOTAVAIL"), 78, /^HOST is no address of this machine/],
    ["an unknown name", refused("ENOTFOUND", "getaddrinfo"), 78, /^HOST cannot be resolved/],
    [
      "another key",
      new ReviewError("STORE_KEY", "Another key", { remedy: "Give it." }),
      78,
      /key\. Give it\.$/,
    ],
    ["a newer store", new ReviewError("STORE_TOO_NEW", "Newer"), 69, /^STORE_TOO_NEW: Newer\.$/],
  ])("is told with its exit code: %s", (_what, error, code, problem) => {
    expect(explainFailedStart(error)).toEqual({ problems: [expect.stringMatching(problem)], code });
  });

  it.each([new Error("a defect"), refused("EINVAL"), refused("ENOENT", "open"), "text"])(
    "is thrown on where it is a defect of Assay (%s)",
    (error) => {
      let thrown: unknown = null;
      try {
        explainFailedStart(error);
      } catch (caught) {
        thrown = caught;
      }
      expect(thrown).toBe(error);
    },
  );
});
