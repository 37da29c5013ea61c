import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { readingModel } from "../app/answers.ts";
import type { PullRequestHandle } from "../fakes/github/act-on-pull-request.ts";
import { type GitHubDouble, startGitHubDouble } from "../fakes/github/start-github-double.ts";
import { delayed } from "../fakes/model-replies.ts";
import { startModelServer } from "../fakes/model-server.ts";
import { type Figure, larger, type MeasureOptions, plain, told } from "./figure.ts";
import { startApp } from "./start-app.ts";
import { quantile } from "./store/quantile.ts";

const modelMs = 2_000;
const smallInstallations = 9;
const longestMs = 900_000;

interface Delivered {
  readonly pull: PullRequestHandle;
  readonly isOfLarge: boolean;
  readonly atMs: number;
}

/** Many pull requests at once on one process: one installation with most of them, nine with a few. */
export async function measureThroughput({ isQuick }: MeasureOptions): Promise<readonly Figure[]> {
  const [ofLarge, ofEach] = isQuick ? [11, 1] : [55, 5];
  const reply = readingModel();
  await using model = await startModelServer((request) => {
    const answer = reply(request);
    return answer === null ? null : delayed(modelMs, answer);
  });
  await using github = await startGitHubDouble();
  const app = await startApp({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.webhookSecret,
    GITHUB_API_URL: github.url,
    OPENAI_BASE_URL: model.url,
    ASSAY_MODEL: "gpt-6.1-terra",
  });
  github.webhooks.settings.url = app.webhookUrl;
  try {
    const large = await openPulls(github, "large", ofLarge);
    const small: PullRequestHandle[] = [];
    for (let index = 0; index < smallInstallations; index += 1)
      small.push(...(await openPulls(github, `small-${index}`, ofEach)));
    const beganAtMs = Date.now();
    const send = async (pull: PullRequestHandle, isOfLarge: boolean): Promise<Delivered> => {
      const atMs = Date.now();
      await pull.deliver("opened");
      return { pull, isOfLarge, atMs };
    };
    const sent = [...large.map((pull) => send(pull, true)), ...small.map((pull) => send(pull, false))];
    const delivered = await Promise.all(sent);
    await waitForReviews(delivered);
    return [...composeFigures(github, delivered, beganAtMs), ...quoteReplicas()];
  } finally {
    await app.stop();
  }
}

async function openPulls(
  github: GitHubDouble,
  login: string,
  count: number,
): Promise<readonly PullRequestHandle[]> {
  const owner = github.account(login, "Organization");
  const repository = github.repository({ fullName: `${login}/shop` });
  github.install({ account: owner });
  const pulls: PullRequestHandle[] = [];
  for (let index = 0; index < count; index += 1) {
    const files = { [`src/values-${index}.js`]: `export const value = read("${login} ${index}");\n` };
    pulls.push(await repository.openPullRequest({ branch: `feature-${index}`, files, isDelivered: false }));
  }
  return pulls;
}

async function waitForReviews(delivered: readonly Delivered[]): Promise<void> {
  const endsAt = performance.now() + longestMs;
  while (delivered.some(({ pull }) => pull.checkRuns().at(-1)?.conclusion == null)) {
    if (performance.now() > endsAt) throw new Error("not every pull request was reviewed in time");
    await delay(100);
  }
}

function composeFigures(
  github: GitHubDouble,
  delivered: readonly Delivered[],
  beganAtMs: number,
): readonly Figure[] {
  const count = delivered.length;
  const timesOf = (route: string, headOf: (body: Readonly<Record<string, unknown>>) => unknown) =>
    new Map(
      github.calls.flatMap((call): readonly (readonly [unknown, number])[] => {
        const isMeant = call.method === "POST" && call.route === route && call.isApplied;
        // The double takes only bodies that GitHub's own description allows.
        return isMeant ? [[headOf(call.body as Readonly<Record<string, unknown>>), call.receivedAt]] : [];
      }),
    );
  const begun = timesOf("/repos/{owner}/{repo}/check-runs", (body) => body["head_sha"]);
  const posted = timesOf("/repos/{owner}/{repo}/pulls/{pull_number}/reviews", (body) => body["commit_id"]);
  const waits = (times: ReadonlyMap<unknown, number>, isOfLarge: boolean) =>
    delivered
      .filter((one) => one.isOfLarge === isOfLarge)
      .flatMap(({ pull, atMs }) => {
        const time = times.get(pull.headSha);
        return time === undefined ? [] : [(time - atMs) / 1_000];
      });
  const p95 = (times: ReadonlyMap<unknown, number>, isOfLarge: boolean) =>
    quantile(waits(times, isOfLarge), 0.95);
  const lastMs = Math.max(...posted.values());
  const largeCount = delivered.filter(({ isOfLarge }) => isOfLarge).length;
  const name = `${count} pull requests at once`;
  return [
    told(`${name}: of one installation (nine others share the rest)`, "", largeCount),
    plain(`${name}: until all are reviewed`, "s", (lastMs - beganAtMs) / 1_000),
    larger(`${name}: reviews a minute`, "", count / ((lastMs - beganAtMs) / 60_000)),
    plain(`${name}: p95 until a review begins, installations with few`, "s", p95(begun, false)),
    plain(`${name}: p95 until a review is posted, installations with few`, "s", p95(posted, false)),
    plain(`${name}: p95 until a review begins, installation with most`, "s", p95(begun, true)),
    plain(`${name}: p95 until a review is posted, installation with most`, "s", p95(posted, true)),
  ];
}

interface QuotedRow {
  readonly row: string;
  readonly fault: string;
  readonly result: string;
}

/** What the fault suite measured with several processes on one database; it is not run again here. */
function quoteReplicas(): readonly Figure[] {
  const file = new URL("../../docs/reliability.json", import.meta.url);
  const { rows } = JSON.parse(readFileSync(file, "utf8")) as { readonly rows: readonly QuotedRow[] };
  return rows.flatMap(({ row, fault, result }) => {
    const ratio = /×([\d.]+)/.exec(result)?.[1];
    const replicas = /^(\d+) on one PostgreSQL$/.exec(fault)?.[1];
    if (row !== "replicas" || ratio === undefined || replicas === undefined) return [];
    return [
      larger(
        `${replicas} replicas, from \`npm run faults -- replicas\`: reviews over those of one`,
        "×",
        Number(ratio),
      ),
    ];
  });
}
