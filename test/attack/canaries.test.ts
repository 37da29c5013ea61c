import { describe, expect, it } from "vitest";
import { readingModel } from "../app/answers.ts";
import { faultKinds, nameCall, readOwner } from "../app/github/fault-kinds.ts";
import { unsafeLine } from "../app/github/open-app-scene.ts";
import type { PullRequestHandle } from "../fakes/github/act-on-pull-request.ts";
import type { Fault } from "../fakes/github/faults.ts";
import {
  apiError,
  brokenGzip,
  completion,
  hang,
  html,
  raw,
  refusing,
  reset,
} from "../fakes/model-replies.ts";
import { questionOf, type Reply } from "../fakes/model-server.ts";
import { choose, tellFigure } from "./attack-figures.ts";
import { type Canary, findCanaries, hatchCanary } from "./canary.ts";
import { type CanaryScene, openCanaryScene } from "./open-canary-scene.ts";

/** Calls of a review on GitHub that can go wrong. */
const calls = [
  "token for the repository",
  "GraphQL: pull request",
  "token for the organisation",
  "GraphQL: policy of the organisation",
  "POST /check-runs",
  "GET /compare/{basehead}",
  "GET /pulls/{pull_number}/files",
  "GraphQL: texts",
  "GraphQL: reviews so far",
  "POST /pulls/{pull_number}/reviews",
  "PATCH /check-runs/{check_run_id}",
];

const code = hatchCanary("code of the change");
const people = hatchCanary("words of the author");
const echo = `You sent ${code.value} ${people.value}`;
const echoing = (status: number): Fault => ({
  kind: "status",
  status,
  body: { message: echo, errors: [{ message: echo, field: "body" }], documentation_url: echo },
});

/** One round of reviews for each: the fault hits its call in one pull request each. */
const rounds: Readonly<Record<string, Fault>> = {
  ...choose(faultKinds, {
    reset: faultKinds["reset"]!,
    "half an answer, called whole": faultKinds["half an answer, called whole"]!,
  }),
  "422 that repeats what was sent": echoing(422),
  "403 that repeats what was sent": echoing(403),
  ...choose({ "404 that repeats what was sent": echoing(404) }, {}),
};

/** What the model may do wrong, some with an echo of what it was sent. */
const modelFaults: readonly Reply[] = [
  apiError(400, { message: echo, code: echo, param: echo }),
  apiError(401, { message: `Incorrect API key provided: ${echo}`, code: "invalid_api_key" }),
  apiError(429, { message: echo, type: "insufficient_quota", code: "insufficient_quota" }),
  apiError(500, { message: echo }),
  refusing(["json_schema", "store"], apiError(500, { message: echo })),
  completion(null, { refusal: echo }),
  completion(`{"reviewed": ["0.0"], "defects": [{"quote": "${echo}`, { finish: "length" }),
  completion({ other: echo }),
  raw(200, echo),
  html(200),
  brokenGzip(),
  reset("within"),
  hang(),
];

interface Row {
  readonly call: string;
  readonly login: string;
  readonly pull: PullRequestHandle;
}

/** Accounts of their own, so that neither limits nor faults of one reach another. */
async function openRows({ github }: CanaryScene): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [index, call] of calls.entries()) {
    const login = `owner-${index}`;
    const owner = github.account(login, "Organization");
    const path = `src/find-${index}.js`;
    const repository = github.repository({ fullName: `${login}/shop`, files: { [path]: "// empty\n" } });
    if (call.endsWith("the organisation"))
      github.repository({ fullName: `${login}/.github`, files: { "assay.yml": "{}\n" } });
    github.install({ account: owner });
    const text = `export function find(db, name) {\n  const ${code.value.replaceAll("-", "_")} = "${code.value}";\n${unsafeLine}\n}\n`;
    const pull = await repository.openPullRequest({
      branch: `feature/${people.value}`,
      files: { [path]: text },
      author: github.account("alice"),
      title: people.value,
      body: people.value,
    });
    rows.push({ call, login, pull });
  }
  return rows;
}

/** Every review once more, each with its fault. */
async function runRound(scene: CanaryScene, rows: readonly Row[], fault: Fault): Promise<number> {
  const { github } = scene;
  const planned = rows.map(({ call, login, pull }) => {
    const starts = [`/repositories/${pull.state.repository.id}/`, "/app/installations/"];
    return github.fault({
      fault,
      when: (target) =>
        nameCall(target) === call &&
        (starts.some((start) => `${target.path}/`.startsWith(start)) || readOwner(target) === login),
    });
  });
  await askAgain(scene, rows);
  github.clearFaults();
  return planned.reduce((sum, { hits }) => sum + hits, 0);
}

async function askAgain({ idle }: CanaryScene, rows: readonly Row[]): Promise<void> {
  await Promise.all(
    rows.map(async ({ pull }) => {
      const run = pull.checkRuns().at(-1);
      await (run === undefined ? pull.deliver("reopened") : pull.rerequestCheck(run));
    }),
  );
  await idle();
}

/** What the operator sees, and strangers who ask for it. */
async function readOperator({ url, operatorToken }: CanaryScene): Promise<readonly string[]> {
  const ask = async (path: string, token: string | null, method = "GET") => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}${path}`, { method, headers });
    return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
  };
  return Promise.all([
    ask("/metrics", operatorToken),
    ask("/jobs?limit=1000", operatorToken),
    ask("/jobs?state=failed&state=done", operatorToken),
    ask("/jobs?state=nonsense", operatorToken),
    ask("/jobs?limit=0", operatorToken),
    ask("/jobs/review%3A1%231", operatorToken),
    ask("/jobs/%00%ff", operatorToken),
    ask("/jobs/nothing/retry", operatorToken, "POST"),
    ask("/jobs/nothing/cancel", operatorToken, "POST"),
    ask("/jobs", operatorToken, "DELETE"),
    ask("/metrics", `${operatorToken}x`),
    ask("/jobs", null),
    ask("/healthz", null),
    ask("/readyz", null),
    ask(`/${people.value}`, null),
  ]);
}

/** Webhooks that are refused, each with words of its author. */
async function sendForgeries({ url }: CanaryScene): Promise<number> {
  const body = JSON.stringify({ action: "opened", title: people.value, code: code.value });
  const headers = { "content-type": "application/json", "x-github-event": "pull_request" };
  const forged: readonly RequestInit[] = [
    { body, headers },
    { body, headers: { ...headers, "x-hub-signature-256": `sha256=${"0".repeat(64)}` } },
    { body, headers: { ...headers, "x-github-delivery": people.value } },
    { body, headers: { ...headers, "x-github-event": people.value } },
    { body, headers: { "content-type": people.value } },
  ];
  for (const init of forged) {
    const response = await fetch(`${url}/api/github/webhooks`, { method: "POST", ...init });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain(people.value);
  }
  return forged.length;
}

describe("a canary in every secret, and in every text of the change", () => {
  it(
    "comes to light on none of the error paths",
    async () => {
      const replies = new Map<number, Reply>();
      const reads = readingModel();
      await using scene = await openCanaryScene((request) => {
        const index = Number(/src\/find-(\d+)\.js/.exec(questionOf(request))?.[1]);
        return replies.get(index) ?? reads(request);
      });
      const { github, model } = scene;
      const rows = await openRows(scene);
      await scene.idle();
      let paths = 0;
      for (const fault of Object.values(rounds)) paths += await runRound(scene, rows, fault);
      for (let from = 0; from < modelFaults.length; from += rows.length) {
        const chosen = modelFaults.slice(from, from + rows.length);
        for (const [index, reply] of chosen.entries()) replies.set(index, reply);
        await askAgain(scene, rows.slice(0, chosen.length));
        paths += chosen.length;
        replies.clear();
      }
      paths += await sendForgeries(scene);
      const operator = await readOperator(scene);
      paths += operator.length;

      const credentials = scene.credentials();
      const posted = github.writes.map(({ body }) => JSON.stringify(body)).join("\n");
      const asked = model.requests.map(({ text }) => text).join("\n");
      const texts: readonly Canary[] = [code, people];
      expect({
        logged: findCanaries(scene.logged(), [...credentials, ...texts]),
        operator: findCanaries(operator.join("\n"), [...credentials, ...texts]),
        stored: findCanaries(scene.stored(), [...credentials, ...texts]),
        posted: findCanaries(posted, [...credentials, people]),
        asked: findCanaries(asked, [...credentials, people]),
      }).toEqual({ logged: [], operator: [], stored: [], posted: [], asked: [] });

      // All of these would be found.
      expect(findCanaries(asked, texts)).toEqual([code.what]);
      expect(scene.logged()).toContain('"level":');
      expect(scene.stored()).toContain("SQLite format 3");
      expect(operator[0]).toContain("assay_");
      const tokens = credentials.filter(({ what }) => what === "installation token");
      expect(tokens.length).toBeGreaterThan(0);
      expect(paths).toBeGreaterThanOrEqual(choose(160, 60));
      tellFigure({
        row: "C2",
        tried: `${paths} error paths, ${credentials.length + texts.length} canaries: 0 in log lines, streams, store, reviews, checks, questions, metrics`,
      });
    },
    choose(900_000, 240_000),
  );
});
