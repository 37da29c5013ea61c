import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { parseAppSettings } from "../../src/config/app-settings.ts";
import { defaultPriceTable } from "../../src/config/price-table.ts";
import { serveApp } from "../../src/entrypoints/app/serve-app.ts";
import { createVirtualClock } from "../app/github/virtual-clock.ts";
import { type GitHubDouble, startGitHubDouble } from "../fakes/github/start-github-double.ts";
import { type ModelServer, type Script, startModelServer } from "../fakes/model-server.ts";
import { type Phase, watchStore } from "../faults/watch-store.ts";
import { type Canary, hatchCanary } from "./canary.ts";

/** Gets what a call of the store gives. */
type Harm = (result: unknown) => void;

/** An App in which everything secret is a canary, and everything that it lets out. */
export interface CanaryScene extends AsyncDisposable {
  readonly github: GitHubDouble;
  readonly model: ModelServer;
  readonly url: string;
  readonly operatorToken: string;
  /** Credentials: they may stand nowhere but in the headers that need them. */
  readonly credentials: () => readonly Canary[];
  readonly idle: () => Promise<void>;
  /** Calls of the store so far, as `port.method`. */
  readonly storeCalls: () => readonly string[];
  /** Does harm at the next such call of the store, which may be to throw; tells whether it came. */
  readonly breakStore: (call: string, phase: Phase, harm: Harm) => () => boolean;
  /** Log lines, and whatever reached the streams and the console of the process. */
  readonly logged: () => string;
  /** Raw bytes of all files of the store. */
  readonly stored: () => string;
}

export async function openCanaryScene(script: Script): Promise<CanaryScene> {
  const [apiKey, encryptionKey, operator] = ["API key", "encryption key", "operator token"].map(hatchCanary);
  const operatorToken = operator?.value ?? "";
  const model = await startModelServer(script);
  const github = await startGitHubDouble();
  const output = captureOutput();
  const log = createLog("trace", { write: output.add });
  const reading = parseAppSettings({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.webhookSecret,
    GITHUB_API_URL: github.url,
    OPENAI_BASE_URL: model.url,
    ASSAY_MODEL: "gpt-6.1-terra",
    OPENAI_API_KEY: apiKey?.value,
    ASSAY_ENCRYPTION_KEY: encryptionKey?.value,
    ASSAY_OPERATOR_TOKEN: operatorToken,
    ASSAY_MODEL_TIMEOUT_MS: "1000",
    LOG_LEVEL: "trace",
    PORT: "0",
    HOST: "127.0.0.1",
  });
  if (reading.kind !== "valid") throw new Error(JSON.stringify(reading));
  const { settings } = reading;
  const directory = mkdtempSync(join(tmpdir(), "assay-canaries-"));
  const time = createVirtualClock();
  const { now, sleep } = time;
  const breaker = createBreaker();
  const opened = await openStore(
    { kind: "sqlite", directory },
    { encryptionKey: settings.store.encryptionKey, now, log, debounceMs: 0 },
  );
  const store = watchStore(opened, breaker.watch);
  const app = await serveApp({
    settings,
    privateKey: github.app.privateKey,
    prices: defaultPriceTable,
    log,
    store,
    sleep,
    rest: async (ms, signal) => {
      await delay(ms, undefined, { signal });
    },
    now,
    requestTimeoutMs: 1_000,
    pollMs: 10,
    leaseMs: 1e9,
    sweepEveryMs: null,
  });
  const url = `http://127.0.0.1:${app.port}`;
  github.webhooks.settings.url = `${url}/api/github/webhooks`;
  const idle = async (): Promise<void> => {
    for (;;) {
      await app.idle();
      const open = await opened.report.listJobs(["ready", "active", "parked"], 1_000);
      const earliest = Math.min(...open.map(({ runAtMs }) => runAtMs ?? Number.POSITIVE_INFINITY));
      if (open.every(({ state }) => state !== "active") && earliest === Number.POSITIVE_INFINITY) return;
      if (open.every(({ state }) => state !== "active") && earliest > now()) time.advanceTo(earliest);
      await delay(2);
    }
  };
  return {
    github,
    model,
    url,
    operatorToken,
    credentials: () => [
      { what: "private key", value: github.app.privateKey },
      { what: "webhook secret", value: github.webhookSecret },
      ...[apiKey, encryptionKey, operator].flatMap((canary) => canary ?? []),
      ...[...github.world.tokens.keys()].map((value) => ({ what: "installation token", value })),
    ],
    idle,
    storeCalls: breaker.calls,
    breakStore: breaker.plan,
    logged: output.text,
    stored: () =>
      readdirSync(directory)
        .map((name) => readFileSync(join(directory, name), "latin1"))
        .join("\n"),
    [Symbol.asyncDispose]: async () => {
      await app.stop();
      await store.close();
      output.restore();
      rmSync(directory, { recursive: true, force: true });
      await github.close();
      await model.close();
    },
  };
}

/** Does harm at calls of a store, once each. */
function createBreaker() {
  const seen = new Set<string>();
  const planned = new Map<string, Harm>();
  return {
    watch: async (call: string, phase: Phase, result?: unknown) => {
      seen.add(call);
      const harm = planned.get(`${call} ${phase}`);
      planned.delete(`${call} ${phase}`);
      harm?.(result);
    },
    calls: () => [...seen],
    plan: (call: string, phase: Phase, harm: Harm) => {
      const key = `${call} ${phase}`;
      planned.set(key, harm);
      return () => !planned.delete(key);
    },
  };
}

/** Listens to everything that this process writes, without keeping it from anybody. */
function captureOutput() {
  const pieces: string[] = [];
  const add = (piece: unknown) => void pieces.push(String(piece));
  const streams = [process.stdout, process.stderr] as const;
  const writes = streams.map((stream) => stream.write);
  for (const [index, stream] of streams.entries()) {
    stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
      add(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
      return Reflect.apply(writes[index] as (...given: unknown[]) => boolean, stream, [chunk, ...rest]);
    };
  }
  const names = ["log", "info", "warn", "error", "debug"] as const;
  const voices = names.map((name) => console[name]);
  for (const [index, name] of names.entries()) {
    console[name] = (...given: readonly unknown[]) => {
      add(given.map(String).join(" "));
      voices[index]?.(...given);
    };
  }
  return {
    add,
    text: () => pieces.join("\n"),
    restore: () => {
      for (const [index, stream] of streams.entries()) stream.write = writes[index] ?? stream.write;
      for (const [index, name] of names.entries()) console[name] = voices[index] ?? console[name];
    },
  };
}
