import { createHash, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { AppSettings } from "../../config/app-settings.ts";
import type { PriceTable } from "../../domain/model-answer.ts";
import { DurableWorker } from "../../pipeline/durable-worker.ts";
import type { Sleep } from "../../pipeline/pause-unless-aborted.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { Store } from "../../pipeline/ports-store.ts";
import { repeatCheckEnds } from "../../pipeline/repeat-check-ends.ts";
import type { PullRequestOutcome } from "../../pipeline/review-pull-request.ts";
import { openModels } from "../shared/open-models.ts";
import { openReviewTools } from "../shared/open-review-tools.ts";
import type { OpenedTraces } from "../shared/open-traces.ts";
import { createJobRunner, type JobRunnerParts } from "./create-job-runner.ts";
import { createThrottle } from "./create-throttle.ts";
import { deriveKeys } from "./derive-keys.ts";
import { openGitHub } from "./open-github.ts";
import { readGoverningPolicy } from "./read-governing-policy.ts";
import { repeatSweeps } from "./repeat-sweeps.ts";
import { watchJobs } from "./watch-jobs.ts";

/** Jobs that run at once. A review has many model calls in flight, which have a limit of their own. */
const jobsAtOnce = 20;
/** A process that says nothing for so long has lost its jobs. */
const defaultLeaseMs = 60_000;
/** How often the store is asked for work that nobody announced. */
const defaultPollMs = 1_000;
const commandsPerWindow = 20;
const commandWindowMs = 600_000;

export interface AppParts {
  readonly settings: AppSettings;
  /** PEM. */
  readonly privateKey: string;
  readonly prices: PriceTable;
  readonly log: Log;
  /** Open; whoever opened it closes it after `stop`. */
  readonly store: Store;
  /** Absent where nobody watches; closed like the store, after it. */
  readonly traces?: OpenedTraces;
  /** Waits between writes, before anything is tried again, and before an unanswered write is looked for. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Waits between looks at the store and between heartbeats, in real time; `sleep` when absent. */
  readonly rest?: Sleep;
  /** Milliseconds since 1970; the clock of this machine when absent. */
  readonly now?: () => number;
  /** For one request to GitHub; 15 s when absent. */
  readonly requestTimeoutMs?: number;
  readonly pollMs?: number;
  readonly leaseMs?: number;
  /** Between the beginnings of two sweeps, the first of which comes at once; null for none. */
  readonly sweepEveryMs: number | null;
  /** Told of every review that ended by itself. */
  readonly onReviewEnded?: (outcome: PullRequestOutcome, durationMs: number) => void;
  /** Told the code of every try of a job that broke off. */
  readonly onJobBroken?: (code: string) => void;
}

/** Brings to its end what the store holds, from its start on. */
export interface Worker {
  /** Once. Nothing is claimed and nothing is swept before. */
  readonly start: () => void;
  /** Settles when no job runs here and no end of a check run is due any more. */
  readonly idle: () => Promise<void>;
  /** Takes nothing more, aborts what is running, and settles when every check has ended that can be ended. */
  readonly stop: () => Promise<void>;
}

/** Builds the App's worker; whoever opened it starts it when everything else stands. */
export async function openAppWorker(parts: AppParts): Promise<Worker> {
  const { settings, log, sleep, store, now = Date.now, leaseMs = defaultLeaseMs } = parts;
  const markerKey = await store.keepSecret("marker-key", deriveKeys(parts.privateKey).marker);
  const github = openGitHub({ ...parts, markerKey });
  const ends = repeatCheckEnds(github.checks, { sleep, log });
  const throttle = createThrottle(commandsPerWindow, commandWindowMs, now);
  const runner = createJobRunner({
    store,
    deps: await openDependencies(parts, github),
    checks: ends.checks,
    conversation: github.conversation,
    // One key a person, so that nobody who may not uses up the commands of those who may.
    admitCommand: ({ pullRequest: { repository, number }, actor }) =>
      throttle(`${repository.repositoryId}#${number} ${actor.id}`),
    budgets: settings.budgets,
    leaseMs,
    now,
    onReviewEnded: parts.onReviewEnded ?? (() => undefined),
  });
  const worker = new DurableWorker({
    ...runner,
    jobs: watchJobs(store.jobs, parts.onJobBroken ?? (() => undefined)),
    onWake: (callback) => store.onWake(callback),
    name: `${hostname()}:${process.pid}:${randomUUID()}`,
    concurrency: jobsAtOnce,
    leaseMs,
    pollMs: parts.pollMs ?? defaultPollMs,
    now,
    sleep: parts.rest ?? sleep,
    log,
  });
  const { installations, deliveries, checks } = github;
  const { allowedAccounts } = settings;
  let sweeps: ReturnType<typeof repeatSweeps> | null = null;
  return {
    start: () => {
      sweeps = repeatSweeps(
        { installations, deliveries, store, checks, allowedAccounts, now, log },
        { store, everyMs: parts.sweepEveryMs, sleep: parts.rest ?? sleep },
      );
      worker.start();
    },
    idle: async () => {
      await worker.idle();
      await ends.settle();
    },
    stop: async () => {
      await Promise.all([sweeps?.stop(), worker.stop()]);
      await ends.stop();
    },
  };
}

async function openDependencies(
  { settings, privateKey, prices, log, sleep, traces }: AppParts,
  github: ReturnType<typeof openGitHub>,
): Promise<JobRunnerParts["deps"]> {
  const tools = await openReviewTools(log);
  const webUrl = webUrlOf(settings.apiUrl);
  return {
    ...tools,
    sleep,
    ...openModels(settings.model, prices, traces?.trace),
    ...(traces === undefined ? {} : { trace: traces.trace }),
    reader: github.reader,
    publisher: github.publisher,
    codeScanning: github.codeScanning,
    nonceKey: deriveKeys(privateKey).fence,
    readPolicy: readGoverningPolicy,
    maxCostUsd: settings.maxCostUsd,
    configuration: hashOf([settings.model?.name ?? "none", tools.template.hash, tools.refuteTemplate.hash]),
    repositoryUrl: ({ repository }) => `${webUrl}/${repository.owner}/${repository.name}`,
    docsUrl: null,
    today: () => new Date().toISOString().slice(0, 10),
    onProgress: () => undefined,
  };
}

function hashOf(values: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);
}

/** Where people look at repositories: GitHub's own site, a tenant of it, or the host of an Enterprise server. */
export function webUrlOf(apiUrl: string): string {
  const { origin, hostname } = new URL(apiUrl);
  const isHosted = hostname === "api.github.com" || hostname.endsWith(".ghe.com");
  return isHosted ? origin.replace("//api.", "//") : origin;
}
