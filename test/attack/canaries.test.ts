import { describe, expect, it } from "vitest";
import type { PullRequestMemory } from "../../src/domain/memory.ts";
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
import { madeUp } from "../unit/checks/made-up-secrets.ts";
import { choose, tellFigure } from "./attack-figures.ts";
import { findCanaries, hatchCanary } from "./canary.ts";
import { readOperator, sendBrokenWebhooks } from "./canary-visits.ts";
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
/** Known to the scanner by its form: it leaves neither for the model nor for the review. */
const secret = { what: "secret of the change", value: `ghp_${madeUp(36, 606)}` };
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
    const text = `export function find(db, name) {\n  const ${code.value.replaceAll("-", "_")} = "${code.value}";\n  const token = "${secret.value}";\n${unsafeLine}\n}\n`;
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

/** Reviews again while the model does one thing wrong in each. */
async function runModelFaults(
  scene: CanaryScene,
  rows: readonly Row[],
  replies: Map<number, Reply>,
): Promise<number> {
  for (let from = 0; from < modelFaults.length; from += rows.length) {
    const chosen = modelFaults.slice(from, from + rows.length);
    for (const [index, reply] of chosen.entries()) replies.set(index, reply);
    await askAgain(scene, rows.slice(0, chosen.length));
    replies.clear();
  }
  return modelFaults.length;
}

/** A lease that is not given back runs out, in a day of this scene's clock: these are for the fault suite. */
const ends = /^(?:jobs\.(?:settle|release|claim|renew)|report\.|control\.)/;

/** A defect of ours whose message says everything that it should not. */
function composeCrash(scene: CanaryScene): Error {
  const credentials = scene.credentials().map(({ value }) => value);
  const text = [echo, secret.value, ...credentials].join(" ");
  return Object.assign(new TypeError(text, { cause: new Error(text) }), { detail: text, query: text });
}

/** A crash at each call of the store, in the middle of a review or of a webhook. */
async function runCrashesOfStore(scene: CanaryScene, row: Row): Promise<number> {
  const phases = choose(["before", "after"] as const, ["before"] as const);
  let hits = 0;
  for (const call of scene.storeCalls().filter((name) => !ends.test(name))) {
    for (const phase of phases) {
      const isHit = scene.breakStore(call, phase, () => {
        throw composeCrash(scene);
      });
      await askAgain(scene, [row]);
      if (isHit()) hits += 1;
    }
  }
  return hits;
}

/** A crash where the story first looks at a part of an earlier finding: where it compares, places or renders it. */
async function runCrashesOfStory(scene: CanaryScene, row: Row): Promise<number> {
  const parts = ["id", "title", "explanation", "attack", "fix", "place", "severity", "rule", "cwe", "status"];
  let hits = 0;
  for (const part of parts) {
    scene.breakStore("memory.load", "after", (result) => {
      const { lastReview } = result as PullRequestMemory;
      for (const { finding } of lastReview?.findings ?? []) {
        const get = () => {
          hits += 1;
          throw composeCrash(scene);
        };
        Object.defineProperty(finding, part, { get, enumerable: true });
      }
    });
    await askAgain(scene, [row]);
  }
  return hits;
}

/** Where each canary must not be, and is. */
function findLeaks(scene: CanaryScene, operator: readonly string[], more = "") {
  const { github, model } = scene;
  const credentials = scene.credentials();
  const all = [...credentials, code, people, secret];
  const posted = github.writes.map(({ body }) => JSON.stringify(body)).join("\n");
  const asked = model.requests.map(({ text }) => text).join("\n");
  return {
    logged: findCanaries(scene.logged() + more, all),
    operator: findCanaries(operator.join("\n") + more, all),
    stored: findCanaries(scene.stored() + more, all),
    posted: findCanaries(posted + more, [...credentials, people, secret]),
    asked: findCanaries(asked + more, [...credentials, people, secret]),
  };
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
      const rows = await openRows(scene);
      await scene.idle();
      const paths = { github: 0, model: 0, store: 0, story: 0, webhooks: 0, operator: 0 };
      for (const fault of Object.values(rounds)) paths.github += await runRound(scene, rows, fault);
      paths.model = await runModelFaults(scene, rows, replies);
      paths.store = await runCrashesOfStore(scene, rows[0]!);
      paths.story = await runCrashesOfStory(scene, rows[0]!);
      paths.webhooks = await sendBrokenWebhooks(scene, people);
      const operator = await readOperator(scene, people.value);
      paths.operator = operator.length;

      const none = { logged: [], operator: [], stored: [], posted: [], asked: [] };
      expect(findLeaks(scene, operator)).toEqual(none);

      // The texts are those that would tell, and one leak in each of them is found.
      const asked = scene.model.requests.map(({ text }) => text).join("\n");
      expect(findCanaries(asked, [code])).toEqual([code.what]);
      expect(scene.logged()).toContain('"level":');
      expect(scene.stored()).toContain("SQLite format 3");
      expect(operator[0]).toContain("assay_");
      const credentials = scene.credentials();
      const leak = [...credentials, secret].map(({ value }) =>
        Buffer.from(`key=${value.split("\n").at(1) ?? value}`).toString("base64"),
      );
      const found = Object.values(findLeaks(scene, operator, leak.join("\n")));
      expect(found).toEqual(found.map(() => [...credentials, secret].map(({ what }) => what)));
      console.error(`Bearer ${scene.operatorToken}`);
      expect(findLeaks(scene, operator)).toEqual({ ...none, logged: ["operator token"] });

      expect(new Set(credentials.map(({ what }) => what)).size).toBe(6);
      const count = Object.values(paths).reduce((sum, each) => sum + each, 0);
      const { story, ...others } = paths;
      // What a story does not look at cannot break it.
      expect(story).toBeGreaterThan(0);
      expect(Math.min(...Object.values(others))).toBeGreaterThan(10);
      expect(count).toBeGreaterThanOrEqual(choose(160, 60));
      tellFigure({
        row: "C2",
        tried: `${count} error paths (${JSON.stringify(paths).replaceAll(/[{}"]/g, "").replaceAll(/[:,]/g, "$& ")}), ${credentials.length + 3} canaries: 0 in log lines, streams, store, reviews, checks, questions, metrics`,
      });
    },
    choose(1_800_000, 600_000),
  );
});
