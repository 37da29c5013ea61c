import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { StoreLocation } from "../../src/adapters/store/open-database.ts";
import type { PullRequestHandle } from "../fakes/github/act-on-pull-request.ts";
import type { RepositoryHandle } from "../fakes/github/act-on-repository.ts";
import { type GitHubDouble, startGitHubDouble } from "../fakes/github/start-github-double.ts";
import type { Delivery } from "../fakes/github/webhook-sender.ts";
import { type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { type AppProcess, type StartOptions, startAppProcess } from "./app-process.ts";
import { type Audit, auditPulls } from "./audit-pulls.ts";
import type { ChildOrder } from "./child-messages.ts";
import { composeDefect, createDefectiveModel, type ModelWatch } from "./defective-model.ts";

/** A pull request with one defect, and the names by which its changes are known to the model. */
export interface FaultPull {
  readonly handle: PullRequestHandle;
  /** One for each head, the newest last. */
  readonly names: string[];
  /** `owner/repository#1`. */
  readonly title: string;
}

export interface FaultSceneOptions {
  /** A folder of its own for SQLite when absent. */
  readonly location?: StoreLocation;
  /** Accounts with one repository each; 1 when absent. */
  readonly repositories?: number;
  readonly child?: Partial<Omit<ChildOrder, "app" | "location" | "encryptionKey">>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** GitHub and a model in this process, and the App in processes of their own that may die. */
export interface FaultScene extends AsyncDisposable {
  readonly github: GitHubDouble;
  readonly model: ModelServer;
  readonly location: StoreLocation;
  /** What the App is configured with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly repositories: readonly RepositoryHandle[];
  /** Milliseconds that the model takes for an answer. */
  modelLatencyMs: number;
  /** Told of every question before its answer is made, and right after the answer was written. */
  onModel: ((moment: "asked" | "answered") => void) | null;
  /** All that were started, dead ones included. */
  readonly processes: readonly AppProcess[];
  /** Starts the App and waits until it listens; webhooks go to it from then on. */
  start(change?: Partial<ChildOrder>, options?: StartOptions): Promise<AppProcess>;
  /** Starts it without waiting. */
  launch(change?: Partial<ChildOrder>, options?: StartOptions): AppProcess;
  /** Points webhooks at a process. */
  direct(port: number): void;
  /** A pull request that no webhook told of yet. */
  open(repository?: number): Promise<FaultPull>;
  /** Another head, with another defect in place of the one before. */
  push(pull: FaultPull): Promise<Delivery>;
  /** Waits until each has its review and no check is open; then until the App rests. Returns what there is in the end. */
  settle(pulls: readonly FaultPull[], limitMs: number): Promise<Audit>;
  audit(pulls: readonly FaultPull[]): Audit;
}

export const storeKey = "for-tests-only-".repeat(3);
const fileOf = (name: string) => `src/${name}.js`;

export async function openFaultScene(options: FaultSceneOptions = {}): Promise<FaultScene> {
  const watching: ModelWatch = { modelLatencyMs: 0, onModel: null };
  const model = await startModelServer(createDefectiveModel(watching));
  const github = await startGitHubDouble();
  const folder = mkdtempSync(join(tmpdir(), "assay-faults-"));
  const location = options.location ?? { kind: "sqlite", directory: join(folder, "store") };
  const processes: AppProcess[] = [];
  const repositories = Array.from({ length: options.repositories ?? 1 }, (_, index) => {
    const owner = `owner-${index}`;
    github.account(owner, "Organization");
    const repository = github.repository({ fullName: `${owner}/shop` });
    github.install({ account: github.account(owner) });
    return repository;
  });
  const order: ChildOrder = {
    location,
    encryptionKey: storeKey,
    app: {
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.webhookSecret,
      GITHUB_API_URL: github.url,
      OPENAI_BASE_URL: model.url,
      ASSAY_MODEL: "gpt-6.1-terra",
      OPENAI_API_KEY: ["sk", "canary", randomBytes(16).toString("hex")].join("-"),
      PORT: "0",
      HOST: "127.0.0.1",
      ...options.environment,
    },
    debounceMs: 20,
    pollMs: 100,
    leaseMs: 3_000,
    sweepEveryMs: 2_000,
    requestTimeoutMs: 5_000,
    longestSleepMs: 50,
    aheadMs: 0,
    isHolding: false,
    isTracing: false,
    ...options.child,
  };
  const direct = (port: number) => {
    github.webhooks.settings.url = `http://127.0.0.1:${port}/api/github/webhooks`;
  };
  const launch: FaultScene["launch"] = (change = {}, start = {}) => {
    const process = startAppProcess({ ...order, ...change }, start);
    processes.push(process);
    return process;
  };
  let changes = 0;
  const nameChange = () => {
    changes += 1;
    return `c${changes}`;
  };
  const audit = (pulls: readonly FaultPull[]) => auditPulls({ github, model }, pulls);
  const living = () => processes.filter((process) => process.isAlive());
  return Object.assign(watching, {
    github,
    model,
    location,
    environment: order.app,
    repositories,
    processes,
    launch,
    direct,
    start: async (change: Partial<ChildOrder> = {}, start: StartOptions = {}) => {
      const process = launch(change, start);
      direct((await process.ready).port);
      return process;
    },
    open: async (index = 0) => {
      const name = nameChange();
      const repository = repositories[index % repositories.length]!;
      const files = { [fileOf(name)]: composeDefect(name) };
      const author = github.account("alice");
      const handle = await repository.openPullRequest({ branch: name, files, author, isDelivered: false });
      return { handle, names: [name], title: `${repository.fullName}#${handle.number}` };
    },
    push: (pull: FaultPull) => {
      const name = nameChange();
      const [first = name] = pull.names;
      pull.names.push(name);
      return pull.handle.push({ [fileOf(first)]: composeDefect(name) });
    },
    settle: (pulls: readonly FaultPull[], limitMs: number) => settleScene({ audit, living }, pulls, limitMs),
    audit,
    [Symbol.asyncDispose]: async () => {
      for (const process of living()) process.send("SIGKILL");
      await Promise.all(processes.map(({ ended }) => ended));
      await github.close();
      await model.close();
      rmSync(folder, { recursive: true, force: true });
      if (github.violations.length > 0) throw new Error(JSON.stringify(github.violations, null, 2));
    },
  });
}

async function settleScene(
  { audit, living }: { audit(pulls: readonly FaultPull[]): Audit; living(): readonly AppProcess[] },
  pulls: readonly FaultPull[],
  limitMs: number,
): Promise<Audit> {
  const endsAt = performance.now() + limitMs;
  const leftMs = () => Math.max(0, endsAt - performance.now());
  const isWaiting = ({ lost, openChecks }: Audit) => lost.length + openChecks.length > 0;
  for (;;) {
    const lookedAt = performance.now();
    if (!isWaiting(audit(pulls)) || leftMs() === 0) break;
    // Looking takes time of the doubles.
    await delay(15 + 10 * (performance.now() - lookedAt));
  }
  await Promise.all(living().map((process) => process.isIdleWithin(leftMs())));
  return audit(pulls);
}
