import { createHash } from "node:crypto";
import { createCheckReporter } from "../../adapters/github/create-check-reporter.ts";
import { createConversation } from "../../adapters/github/create-conversation.ts";
import { createGitHubClients } from "../../adapters/github/create-github-clients.ts";
import { createPullRequestReader } from "../../adapters/github/create-pull-request-reader.ts";
import { createReviewPublisher } from "../../adapters/github/create-review-publisher.ts";
import { createMemoryStore } from "../../adapters/memory/create-memory-store.ts";
import { createLimiter } from "../../adapters/queue/create-limiter.ts";
import type { AppSettings } from "../../config/app-settings.ts";
import type { Intent } from "../../domain/intent.ts";
import type { PriceTable } from "../../domain/model-answer.ts";
import { answerMergeGroup } from "../../pipeline/answer-merge-group.ts";
import { createCommandOrder } from "../../pipeline/command-order.ts";
import { Dispatcher } from "../../pipeline/dispatch-intents.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { PullRequestDependencies } from "../../pipeline/pull-request-job.ts";
import { type CheckEnds, repeatCheckEnds } from "../../pipeline/repeat-check-ends.ts";
import { reviewPullRequest } from "../../pipeline/review-pull-request.ts";
import { type CommandDependencies, runCommand } from "../../pipeline/run-command.ts";
import { readMarkers, signMarker } from "../../review/pull-request/sign-marker.ts";
import { signReply } from "../../review/pull-request/sign-reply.ts";
import { renderMoved } from "../../review/render/render-moved.ts";
import { renderSuperseded } from "../../review/render/render-superseded.ts";
import { openModels } from "../shared/open-models.ts";
import { openReviewTools } from "../shared/open-review-tools.ts";
import { createThrottle } from "./create-throttle.ts";
import { deriveKeys } from "./derive-keys.ts";
import { readGoverningPolicy } from "./read-governing-policy.ts";

/** Reviews that run at once. Each has many model calls in flight, which have a limit of their own. */
const reviewsAtOnce = 20;
const commandsPerWindow = 20;
const commandWindowMs = 600_000;

export interface AppParts {
  readonly settings: AppSettings;
  /** PEM. */
  readonly privateKey: string;
  readonly prices: PriceTable;
  readonly log: Log;
  /** Waits between writes, before anything is tried again, and before an unanswered write is looked for. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970; the clock of this machine when absent. */
  readonly now?: () => number;
  /** For one request to GitHub; 15 s when absent. */
  readonly requestTimeoutMs?: number;
}

/** Takes intents over and brings them to their end. */
export interface Worker {
  /** Returns at once. */
  readonly accept: (intent: Intent) => void;
  /** Settles when nothing is running or waiting. */
  readonly idle: () => Promise<void>;
  /** Takes nothing more, aborts what is running, and settles when every check has ended that can be ended. */
  readonly stop: () => Promise<void>;
}

/** GitHub stops a request after ten seconds; five more are for clocks and networks. */
const settleMs = 15_000;

/** Builds the App's worker. */
export async function assembleApp(parts: AppParts): Promise<Worker> {
  const { log, sleep, now = Date.now } = parts;
  const github = openGitHub(parts);
  const ends = repeatCheckEnds(github.checks, { sleep, log });
  const deps = await openDependencies(parts, { ...github, checks: ends.checks });
  const throttle = createThrottle(commandsPerWindow, commandWindowMs, now);
  const dispatcher: Dispatcher = new Dispatcher({
    handlers: {
      review: async (intent, signal) => {
        const startedAt = Date.now();
        const outcome = await reviewPullRequest(intent, deps, signal);
        const { repository, number } = intent.pullRequest;
        log.info("review ended", {
          outcome: outcome.kind,
          repository: repository.repositoryId,
          pullRequest: number,
          durationMs: Date.now() - startedAt,
        });
      },
      command: (intent) => runCommand(intent, commandDependencies),
      mergeGroup: (intent) => answerMergeGroup(intent, deps),
      forget: (installationId, repositoryIds) => deps.memory.forget(installationId, repositoryIds),
    },
    limit: createLimiter(reviewsAtOnce),
    log,
    sleep,
  });
  const commandDependencies: CommandDependencies = {
    ...deps,
    conversation: github.conversation,
    inOrder: createCommandOrder(),
    // One key a person, so that nobody who may not uses up the commands of those who may.
    admitCommand: ({ pullRequest: { repository, number }, actor }) =>
      throttle(`${repository.repositoryId}#${number} ${actor.id}`),
    dispatch: dispatcher,
  };
  return openWorker(dispatcher, ends);
}

/** Ends of checks may still be due when everything else is done. */
function openWorker(dispatcher: Dispatcher, ends: CheckEnds): Worker {
  return {
    accept: (intent) => dispatcher.accept(intent),
    idle: async () => {
      await dispatcher.idle();
      await ends.settle();
    },
    stop: async () => {
      await dispatcher.stop();
      await ends.stop();
    },
  };
}

function openGitHub({ settings, privateKey, log, sleep, now = Date.now, requestTimeoutMs }: AppParts) {
  const { appId, apiUrl } = settings;
  const timeout = requestTimeoutMs === undefined ? {} : { timeoutMs: requestTimeoutMs };
  const clients = createGitHubClients({ appId, privateKey, apiUrl, log, now, sleep, ...timeout });
  const { marker } = deriveKeys(privateKey);
  const shared = { clients, log, pace: { sleep, settleMs } };
  return {
    reader: createPullRequestReader({ clients, log, now }),
    checks: createCheckReporter({ ...shared, now }),
    conversation: createConversation({
      ...shared,
      composeReplyMarker: ({ repository, number }, { commentId }) =>
        signReply({ repositoryId: repository.repositoryId, pullRequest: number, commentId }, marker),
    }),
    publisher: createReviewPublisher({
      ...shared,
      renderMoved,
      renderSuperseded,
      composeMarker: (identity) => signMarker(identity, marker),
      readMarkers: (body) => readMarkers(body, marker),
    }),
  };
}

async function openDependencies(
  { settings, privateKey, prices, log, sleep }: AppParts,
  github: ReturnType<typeof openGitHub>,
): Promise<PullRequestDependencies> {
  const tools = await openReviewTools(log);
  const webUrl = webUrlOf(settings.apiUrl);
  return {
    ...tools,
    sleep,
    ...openModels(settings.model, prices),
    reader: github.reader,
    publisher: github.publisher,
    checks: github.checks,
    memory: createMemoryStore(),
    nonceKey: deriveKeys(privateKey).fence,
    readPolicy: readGoverningPolicy,
    maxCostUsd: settings.maxCostUsd,
    configuration: hashOf([settings.model?.name ?? "none", tools.template.hash]),
    repositoryUrl: ({ repository }) => `${webUrl}/${repository.owner}/${repository.name}`,
    docsUrl: null,
    today: () => new Date().toISOString().slice(0, 10),
    onProgress: () => undefined,
  };
}

function hashOf(values: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);
}

/** Where people look at repositories: GitHub's own site, or the host of an Enterprise server. */
function webUrlOf(apiUrl: string): string {
  const { origin, hostname } = new URL(apiUrl);
  return hostname === "api.github.com" ? "https://github.com" : origin;
}
