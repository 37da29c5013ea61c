import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { testKey } from "../contract/store/store-samples.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";

const launch = fileURLToPath(new URL("../../src/entrypoints/launch.mjs", import.meta.url));
const token = randomBytes(32).toString("hex");
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

let server: PostgresServer;
let folder = "";
let database = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-worker-"));
  server = await startPostgres({ isDurable: false });
  database = await server.createDatabase();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface RunningProcess {
  readonly child: ChildProcess;
  readonly errors: () => string;
  readonly exit: Promise<unknown>;
}

function start(environment: Readonly<Record<string, string>>): RunningProcess {
  const child = spawn(process.execPath, [launch, "worker"], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      APP_ID: "4711",
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: randomBytes(16).toString("hex"),
      GITHUB_API_URL: "http://127.0.0.1:9",
      DATABASE_URL: database,
      ASSAY_ENCRYPTION_KEY: testKey,
      HOST: "127.0.0.1",
      PORT: "1",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, errors: () => told, exit: once(child, "exit").then(([code]) => code) };
}

/** The line in which the worker says that it works. */
async function readStart({ child }: RunningProcess): Promise<Record<string, unknown>> {
  if (child.stdout === null) throw new Error("the output is not read");
  for await (const line of createInterface(child.stdout)) {
    const entry = JSON.parse(line);
    if (entry.msg === "working") return entry;
  }
  throw new Error("the worker ended");
}

describe("assay worker", () => {
  it("serves its health, and metrics to the operator, where it is given a port; a signal ends it", async () => {
    const running = start({ ASSAY_WORKER_PORT: "0", ASSAY_OPERATOR_TOKEN: token });
    const { port } = await readStart(running);
    const ask = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
      return { status: response.status, text: await response.text() };
    };
    const authorised = { headers: { authorization: `Bearer ${token}` } };

    expect(await ask("/healthz")).toEqual({ status: 200, text: "ok\n" });
    expect(await ask("/metrics")).toMatchObject({ status: 401 });
    const metrics = await ask("/metrics", authorised);
    expect(metrics).toMatchObject({ status: 200, text: expect.stringContaining("\nassay_store_up 1\n") });
    const others = [ask("/jobs", authorised), ask("/operator"), ask("/readyz")];
    const posted = ["/api/github/webhooks", "/healthz"].map((path) =>
      ask(path, { method: "POST", body: "{}" }),
    );
    const answers = await Promise.all([...others, ...posted]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);

    const second = start({ ASSAY_WORKER_PORT: String(port) });
    expect(await second.exit).toBe(75);
    expect(second.errors()).toBe(
      `assay: the worker cannot start:\n  Port ${port} is in use: stop the other program or set ASSAY_WORKER_PORT.\n`,
    );
    running.child.kill("SIGTERM");
    expect(await running.exit).toBe(0);
    expect(running.errors()).toBe("");
  });

  it("has no metrics without the operator's token", async () => {
    const { port } = await readStart(start({ ASSAY_WORKER_PORT: "0" }));
    const answers = ["/healthz", "/metrics"].map(async (path) => {
      const { status } = await fetch(`http://127.0.0.1:${port}${path}`);
      return status;
    });

    expect(await Promise.all(answers)).toEqual([200, 404]);
  });

  it("listens nowhere without a port of its own, whatever the App's is", async () => {
    const running = start({ ASSAY_OPERATOR_TOKEN: token });

    expect(await readStart(running)).toEqual({ level: 30, time: expect.any(Number), msg: "working" });
  });
});
