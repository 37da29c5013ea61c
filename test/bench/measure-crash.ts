import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readingModel } from "../app/answers.ts";
import { type GitHubDouble, startGitHubDouble } from "../fakes/github/start-github-double.ts";
import { delayed } from "../fakes/model-replies.ts";
import { type ModelServer, questionOf, startModelServer } from "../fakes/model-server.ts";
import { startAppProcess } from "../faults/app-process.ts";
import type { ChildOrder } from "../faults/child-messages.ts";
import { atMost, type Figure, type MeasureOptions, told } from "./figure.ts";
import { synthesizeChange, usualShape } from "./synthetic-change.ts";

/** Calls in flight, as without a setting. */
const limit = 8;
const longestWaitMs = 60_000;
const modelMs = 400;

/** Kills the App with as many calls in flight as it may have, several times in one review, and counts what is asked again. */
export async function measureCrash({ isQuick }: MeasureOptions): Promise<readonly Figure[]> {
  const kills = isQuick ? 1 : 2;
  const change = synthesizeChange(usualShape);
  await using model = await startModelServer((request) => {
    const reply = readingModel()(request);
    return reply === null ? null : delayed(modelMs, reply);
  });
  await using github = await startGitHubDouble();
  const directory = mkdtempSync(join(tmpdir(), "assay-bench-crash-"));
  const repository = github.repository({
    fullName: "octo-org/shop",
    files: Object.fromEntries(change.files.map(({ path, base }) => [path, base])),
  });
  github.install({ account: github.account("octo-org") });
  const heads = Object.fromEntries(change.files.map(({ path, head }) => [path, head]));
  const pull = await repository.openPullRequest({ branch: "feature", files: heads, isDelivered: false });
  const order = composeOrder(github, model, directory);
  let inFlight = 0;
  try {
    for (let kill = 0; kill <= kills; kill += 1) {
      const app = startAppProcess(order);
      const { port } = await app.ready;
      github.webhooks.settings.url = `http://127.0.0.1:${port}/api/github/webhooks`;
      if (kill === 0) await pull.deliver("opened");
      // The first time some answers are there already: those are not asked for again.
      const isFull = () => model.openRequests() >= limit && model.requests.length > limit;
      await waitUntil(() => (kill === kills ? pull.reviews().length > 0 : isFull()));
      if (kill < kills) inFlight += model.openRequests();
      app.send("SIGKILL");
      await app.ended;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const questions = model.requests.map(questionOf);
  const again = questions.length - new Set(questions).size;
  return [
    told("review killed with calls in flight: kills", "", kills),
    told("review killed with calls in flight: in flight at the deaths", "", inFlight),
    atMost(inFlight, {
      name: "review killed with calls in flight: questions asked again",
      unit: "",
      value: again,
    }),
  ];
}

function composeOrder(github: GitHubDouble, model: ModelServer, directory: string): ChildOrder {
  return {
    location: { kind: "sqlite", directory },
    encryptionKey: "for-tests-only-".repeat(3),
    app: {
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.webhookSecret,
      GITHUB_API_URL: github.url,
      OPENAI_BASE_URL: model.url,
      ASSAY_MODEL: "gpt-6.1-terra",
      ASSAY_CONCURRENCY: String(limit),
      PORT: "0",
      HOST: "127.0.0.1",
    },
    debounceMs: 20,
    pollMs: 100,
    leaseMs: 3_000,
    sweepEveryMs: null,
    requestTimeoutMs: 5_000,
    longestSleepMs: 50,
    aheadMs: 0,
    isHolding: false,
    isTracing: false,
  };
}

async function waitUntil(isSo: () => boolean): Promise<void> {
  const endsAt = performance.now() + longestWaitMs;
  while (!isSo()) {
    if (performance.now() > endsAt) throw new Error("what the bench waits for did not come");
    await delay(2);
  }
}
