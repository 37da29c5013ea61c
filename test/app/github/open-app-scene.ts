import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createLog } from "../../../src/adapters/log/create-log.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { parseAppSettings } from "../../../src/config/app-settings.ts";
import { defaultPriceTable } from "../../../src/config/price-table.ts";
import type { AnsweredDefect } from "../../../src/domain/answer.ts";
import { type RunningApp, serveApp } from "../../../src/entrypoints/app/serve-app.ts";
import type { OpenedTraces } from "../../../src/entrypoints/shared/open-traces.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import type { InstallationHandle } from "../../fakes/github/act-on-installation.ts";
import type { RepositoryHandle } from "../../fakes/github/act-on-repository.ts";
import {
  type GitHubDouble,
  type GitHubDoubleOptions,
  startGitHubDouble,
} from "../../fakes/github/start-github-double.ts";
import type { FileContent } from "../../fakes/github/write-git-objects.ts";
import { type ModelServer, type Script, startModelServer } from "../../fakes/model-server.ts";
import { answeredDefect, readingModel } from "../answers.ts";
import { findLeaks } from "./find-leaks.ts";
import { createShortClock, type VirtualClock } from "./virtual-clock.ts";

/** The whole App on real sockets: GitHub's double delivers webhooks to it, and it calls the double and a model. */
export interface AppScene extends AsyncDisposable {
  readonly github: GitHubDouble;
  readonly repository: RepositoryHandle;
  readonly installation: InstallationHandle;
  readonly model: ModelServer;
  /** Its `idle` settles when nothing is left to do, now or later. */
  readonly app: RunningApp;
  readonly store: Store;
  readonly logLines: readonly string[];
  /** What the App logged as an error, oldest first. */
  errors(): readonly string[];
}

export interface AppSceneOptions extends GitHubDoubleOptions {
  readonly files?: Readonly<Record<string, FileContent>>;
  readonly script?: Script;
  readonly environment?: Readonly<Record<string, string>>;
  /** Time of the App. GitHub keeps to real time, as the App's own tokens do. */
  readonly clock?: VirtualClock;
  /** Quiet time after a push; none unless said otherwise. */
  readonly debounceMs?: number;
  /** For one request of the App to GitHub. */
  readonly requestTimeoutMs?: number;
  /** Whoever watches the stages; whoever opened it closes it. */
  readonly traces?: OpenedTraces;
}

/** Made up at run time: nothing in this file may look like a key. */
const apiKey = ["sk", "canary", randomBytes(16).toString("hex")].join("-");

/** A shop whose query is safe; a change can make it unsafe. */
export const safeQuery = `export function find(db, name) {
  return db.query("SELECT * FROM users WHERE name = ?", [name]);
}
`;
export const unsafeLine = '  return db.query("SELECT * FROM users WHERE name = \'" + name + "\'");';
export const unsafeQuery = `export function find(db, name) {
${unsafeLine}
}
`;

/** A model that finds the unsafe query wherever a question shows it as added. */
export const watchfulModel: Script = readingModel((question) => {
  const match =
    /^file (\d+) [^\n]*\n(?:(?!^file )[^\n]*\n)*?R(\d+) \+ {3}return db\.query\("SELECT \* FROM users WHERE name = '"/m.exec(
      question,
    );
  if (match === null) return [];
  const defect: AnsweredDefect = answeredDefect({
    file: Number(match[1]),
    line: Number(match[2]),
    quote: unsafeLine.trim(),
  });
  return [defect];
});

const delayUnlessAborted = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal });
};

/** Settles when the store holds no work that is not done; what waits for a time gets there at once. */
async function settleJobs(store: Store, app: RunningApp, clock: VirtualClock): Promise<void> {
  for (;;) {
    await app.idle();
    const open = await store.report.listJobs(["ready", "active", "parked"], 1_000);
    if (open.length === 0) return;
    const times = open.map(({ runAtMs }) => runAtMs ?? Number.POSITIVE_INFINITY);
    const earliest = Math.min(...times);
    if (earliest === Number.POSITIVE_INFINITY) return;
    if (open.every(({ state }) => state !== "active") && earliest > clock.now()) clock.advanceTo(earliest);
    await delay(2);
  }
}

export async function openAppScene(options: AppSceneOptions = {}): Promise<AppScene> {
  const model = await startModelServer(options.script ?? watchfulModel);
  const { clock, requestTimeoutMs } = options;
  const github = await startGitHubDouble(options);
  const logLines: string[] = [];
  const log = createLog("trace", { write: (line: string) => void logLines.push(line) });
  const reading = parseAppSettings({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.webhookSecret,
    GITHUB_API_URL: github.url,
    OPENAI_BASE_URL: model.url,
    ASSAY_MODEL: "gpt-6.1-terra",
    OPENAI_API_KEY: apiKey,
    PORT: "0",
    HOST: "127.0.0.1",
    ...options.environment,
  });
  if (reading.kind !== "valid") throw new Error(JSON.stringify(reading));
  const { settings } = reading;
  const privateKey = settings.privateKey.kind === "pem" ? settings.privateKey.pem : "";
  const directory = await mkdtemp(join(tmpdir(), "assay-scene-"));
  const time = clock ?? createShortClock();
  const { now } = time;
  const store = await openStore(
    { kind: "sqlite", directory },
    { encryptionKey: null, now, log, debounceMs: options.debounceMs ?? 0 },
  );
  const served = await serveApp({
    settings,
    privateKey,
    prices: defaultPriceTable,
    log,
    store,
    sleep: time.sleep,
    rest: delayUnlessAborted,
    now,
    pollMs: 10,
    // The clock may jump; nothing here is about leases.
    leaseMs: 1e9,
    sweepEveryMs: null,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    ...(options.traces === undefined ? {} : { traces: options.traces }),
  });
  const app = { ...served, idle: () => settleJobs(store, served, time) };
  github.webhooks.settings.url = `http://127.0.0.1:${app.port}/api/github/webhooks`;
  const repository = github.repository({
    fullName: "octo-org/shop",
    files: options.files ?? { "src/find.js": safeQuery },
  });
  const installation = github.install({ account: github.account("octo-org") });
  const close = async () => {
    await app.stop();
    await store.close();
    await rm(directory, { recursive: true, force: true });
    await github.close();
    await model.close();
    const leaks = findLeaks({ github, model, apiKey, logLines });
    if (leaks.length > 0) throw new Error(`log lines hold what must stay inside: ${leaks.join(", ")}`);
    if (github.violations.length > 0) throw new Error(JSON.stringify(github.violations, null, 2));
  };
  const errors = () => logLines.filter((line) => /^\{"level":(?:"error"|50)/.test(line));
  return {
    github,
    repository,
    installation,
    model,
    app,
    store,
    logLines,
    errors,
    [Symbol.asyncDispose]: close,
  };
}
