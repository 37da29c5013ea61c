import { setTimeout as delay } from "node:timers/promises";
import { readingModel } from "../app/answers.ts";
import type { PullRequestHandle } from "../fakes/github/act-on-pull-request.ts";
import { type GitHubDouble, startGitHubDouble } from "../fakes/github/start-github-double.ts";
import type { WebhookEvent } from "../fakes/github/webhook-sender.ts";
import { delayed } from "../fakes/model-replies.ts";
import { type ModelServer, type Script, startModelServer } from "../fakes/model-server.ts";
import { atMost, type Figure, plain, told } from "./figure.ts";
import { type BenchApp, startApp } from "./start-app.ts";
import { median } from "./store/quantile.ts";

const reviews = 20;
const webhooks = 200;
/** GitHub delivers many events at the same time. */
const atOnce = 10;
const modelMs = 10_000;

/**
 * How long GitHub waits for an answer to a webhook while 20 reviews wait for a model that takes ten seconds, and while
 * 20 reviews begin. The App is a process of its own, started as its operator would.
 */
export async function measureAcknowledgement(): Promise<readonly Figure[]> {
  const reply = readingModel();
  const slow: Script = (request) => {
    const answer = reply(request);
    return answer === null ? null : delayed(modelMs, answer);
  };
  await using model = await startModelServer(slow);
  await using github = await startGitHubDouble();
  const app = await startFor(github, model);
  try {
    const running = await openPullRequests(github, "running");
    const queued = await openPullRequests(github, "queued");
    const events = await composeEvents(github, [...running, ...queued]);
    const begun = Promise.all(running.map((pull) => pull.deliver("opened")));
    const beginning = await sendAll(github, "20 reviews begin", events);
    await begun;
    while (model.openRequests() < reviews) await delay(20);
    return [...(await sendAll(github, "20 reviews wait for the model", events)), ...beginning];
  } finally {
    await app.stop();
  }
}

async function startFor(github: GitHubDouble, model: ModelServer): Promise<BenchApp> {
  const app = await startApp({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.webhookSecret,
    GITHUB_API_URL: github.url,
    OPENAI_BASE_URL: model.url,
    ASSAY_MODEL: "gpt-6.1-terra",
    ASSAY_CONCURRENCY: "64",
  });
  github.webhooks.settings.url = app.webhookUrl;
  return app;
}

/** Each in an account of its own: writes of one installation are a second apart. */
async function openPullRequests(github: GitHubDouble, name: string): Promise<readonly PullRequestHandle[]> {
  const pulls: PullRequestHandle[] = [];
  for (let index = 0; index < reviews; index += 1) {
    const owner = github.account(`${name}-${index}`, "Organization");
    const repository = github.repository({ fullName: `${owner.login}/shop` });
    github.install({ account: owner });
    const lines = Array.from({ length: 200 }, (_, line) => `export const value${line} = read("${line}");\n`);
    const files = { "src/values.js": lines.join("") };
    pulls.push(await repository.openPullRequest({ branch: "feature", files, isDelivered: false }));
  }
  return pulls;
}

/** Events of three kinds: talk among people, a label, and a pull request that has to wait for its turn. */
async function composeEvents(
  { compose, account, world }: GitHubDouble,
  pulls: readonly PullRequestHandle[],
): Promise<readonly WebhookEvent[]> {
  const events: WebhookEvent[] = [];
  for (let index = 0; index < webhooks; index += 1) {
    const { state } = pulls[index % pulls.length]!;
    const label = { id: 1, name: "later", color: "ededed", default: false, description: null };
    const comment = {
      id: world.nextId(),
      pull: state,
      author: account("alice"),
      body: "I like it.",
      createdAt: new Date().toISOString(),
      updatedAt: new Date().toISOString(),
      reactions: [],
      minimizedReason: null,
    };
    if (index % 3 === 0) events.push(compose.issueComment(comment, "created", comment.author));
    else if (index % 3 === 1)
      events.push(await compose.pullRequest(state, "labeled", state.author, { label }));
    else events.push(await compose.pullRequest(state, "opened", state.author, {}));
  }
  return events;
}

async function sendAll(
  github: GitHubDouble,
  name: string,
  events: readonly WebhookEvent[],
): Promise<readonly Figure[]> {
  const durations: number[] = [];
  let refused = 0;
  const waiting = [...events];
  const send = async () => {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      const { durationMs, status } = await github.deliver(event);
      durations.push(durationMs);
      if (status !== "OK") refused += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  return [
    told(`while ${name}: webhooks`, "", durations.length),
    plain(`while ${name}: answered after, median`, "ms", median(durations)),
    plain(`while ${name}: answered after, worst`, "ms", Math.max(...durations)),
    atMost(0, { name: `while ${name}: refused`, unit: "", value: refused }),
  ];
}
