import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import { completion } from "../../fakes/model-replies.ts";
import { questionOf, type Script } from "../../fakes/model-server.ts";
import { answeredDefect, readAll } from "../answers.ts";
import { holdModel } from "./hold-model.ts";
import {
  type AppScene,
  type AppSceneOptions,
  openAppScene,
  unsafeLine,
  unsafeQuery,
} from "./open-app-scene.ts";
import { conclusions, reactionsOf, verdicts } from "./show-conversation.ts";
import { createShortClock } from "./virtual-clock.ts";

const none = "No security defects are detected in the code.";
const dayMs = 24 * 3_600_000;
/** What the answers below cost by the price of the default model. */
const costUsd = 0.0215;
const dearModel: Script = (request) =>
  completion(readAll(questionOf(request)), {
    usage: { prompt_tokens: 1_500, completion_tokens: 4_000, total_tokens: 5_500 },
  });

interface Today {
  readonly scene: AppScene;
  /** Settles when nothing runs or is due: what waits for its budget to renew still does. */
  readonly settle: () => Promise<void>;
  /** The same, on the next day. */
  readonly sleepOver: () => Promise<void>;
  readonly open: (name: string, files?: Readonly<Record<string, string>>) => Promise<PullRequestHandle>;
  readonly spent: () => Promise<{ readonly usd: number; readonly tokens: number }>;
}

async function openToday(
  environment: Readonly<Record<string, string>>,
  options: AppSceneOptions = {},
): Promise<Today> {
  const clock = createShortClock();
  // No test passes midnight by chance.
  const noon = (days: number) => clock.advanceTo((Math.floor(clock.now() / dayMs) + days + 0.5) * dayMs);
  noon(1);
  const scene = await openAppScene({ clock, script: dearModel, ...options, environment });
  const { github, repository, store } = scene;
  const settle = async () => {
    for (;;) {
      const open = await store.report.listJobs(["ready", "active", "parked"], 1_000);
      const isAsleep = open.every(({ state, code }) => state === "parked" && code === "BUDGET");
      if (isAsleep) return;
      await delay(20);
    }
  };
  const sleepOver = async () => {
    noon(1);
    await delay(50);
    await settle();
  };
  const open = (name: string, files: Readonly<Record<string, string>> = { [`${name}.js`]: "call();\n" }) =>
    repository.openPullRequest({ branch: name, files, author: github.account("alice") });
  const spent = () => store.spend.sumSpend({ installationId: scene.installation.id, fromDay: "2000-01-01" });
  return { scene, settle, sleepOver, open, spent };
}

const summaries = (pull: PullRequestHandle) => pull.checkRuns().map(({ summary }) => summary ?? "");
const titles = (pull: PullRequestHandle) => pull.checkRuns().map(({ title }) => title);

describe("a budget of a dollar a day for a repository, and a hundred pull requests", () => {
  it("is not passed, and the rest is told so", { timeout: 300_000 }, async () => {
    const { scene, settle, open, spent } = await openToday({
      ASSAY_BUDGET_REPOSITORY_USD_PER_DAY: "1",
      ASSAY_OPERATOR_TOKEN: "operator-token-".repeat(3),
    });
    await using _ = scene;
    const pulls: PullRequestHandle[] = [];
    await Promise.all(Array.from({ length: 100 }, async (_, index) => pulls.push(await open(`b${index}`))));
    await settle();

    const today = await spent();
    expect(today.usd).toBeLessThanOrEqual(1);
    expect(today.usd).toBeGreaterThan(0.8);
    expect(today.usd).toBeCloseTo(scene.model.requests.length * costUsd, 6);
    const isReviewed = (pull: PullRequestHandle) => pull.reviews().length > 0;
    const refused = pulls.filter((pull) => !isReviewed(pull));
    expect(pulls.filter(isReviewed).length).toBeGreaterThan(10);
    expect(refused.length).toBeGreaterThan(10);
    for (const pull of refused) {
      expect(conclusions(pull)).toEqual(["neutral"]);
      expect(titles(pull)).toEqual(["Inconclusive: a budget is used up."]);
      expect(summaries(pull)[0]).toMatch(
        /today's budget of this repository is used up: only the deterministic checks ran\. It renews on \d{4}-\d\d-\d\d at 00:00 UTC/,
      );
    }
    const metrics = await fetch(`http://127.0.0.1:${scene.app.port}/metrics`, {
      headers: { authorization: `Bearer ${"operator-token-".repeat(3)}` },
    });
    expect((await metrics.text()).split("\n")).toContain(
      `assay_budget_refusals_total{budget="repository-day"} ${refused.length}`,
    );
    expect(scene.errors()).toEqual([]);
  });
});

describe("a used up budget", () => {
  it("renews at midnight, and what waited is reviewed then", async () => {
    // One call is as much as this budget holds.
    const { scene, settle, sleepOver, open, spent } = await openToday({
      ASSAY_BUDGET_REPOSITORY_USD_PER_DAY: "0.04",
      ASSAY_MAX_COST_USD: "1",
    });
    await using _ = scene;
    const pulls = [await open("first"), await open("second")];
    await settle();
    const reviewed = () => pulls.map((pull) => pull.reviews().length).toSorted();
    expect(reviewed()).toEqual([0, 1]);
    expect((await spent()).usd).toBeCloseTo(costUsd, 6);
    expect(await scene.store.report.listJobs(["parked"], 9)).toMatchObject([
      { code: "BUDGET", reason: "the budget repository-day is used up" },
    ]);

    await sleepOver();
    expect(reviewed()).toEqual([1, 1]);
    expect(pulls.map((pull) => conclusions(pull).at(-1))).toEqual(["success", "success"]);
    expect((await spent()).usd).toBeCloseTo(2 * costUsd, 6);
    expect(scene.errors()).toEqual([]);
  });

  const tiny = { ASSAY_BUDGET_AUTHOR_USD_PER_DAY: "0.000001" };

  it("leaves the deterministic checks, whose finding still fails the check", async () => {
    const { scene, settle, open } = await openToday(tiny);
    await using _ = scene;
    const key = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");
    const pull = await open("leak", { "src/keys.js": `export const key = "${key}";\n` });
    await settle();

    expect(scene.model.requests).toEqual([]);
    expect(conclusions(pull)).toEqual(["failure"]);
    expect(titles(pull)).toEqual(["1 security defect is detected in the code."]);
    expect(summaries(pull)[0]).toContain("today's budget of this author is used up");
    expect(pull.reviews()).toEqual([]);
  });

  it("is told for a new head as well, and a maintainer does not get around it", async () => {
    const { scene, settle, open } = await openToday(tiny);
    await using _ = scene;
    const maintainer = scene.github.account("mona");
    scene.repository.setRole(maintainer, "admin");
    const pull = await open("feature");
    await settle();
    await pull.push({ "feature.js": "call();\ncall();\n" });
    await settle();
    const { comment } = await pull.comment(maintainer, "/review full");
    await settle();

    expect(scene.model.requests).toEqual([]);
    expect(reactionsOf(comment)).toEqual(["eyes"]);
    expect(conclusions(pull)).toEqual(["neutral", "neutral", "neutral"]);
    expect(new Set(pull.checkRuns().map(({ headSha }) => headSha)).size).toBe(2);
  });

  it("lets a decision about a finding through, and a push keeps the check red", async () => {
    const defect = answeredDefect({ file: 0, line: 2, quote: unsafeLine.trim() });
    const usage = { prompt_tokens: 1_500, completion_tokens: 20_000, total_tokens: 21_500 };
    const { scene, settle, open } = await openToday(
      { ASSAY_BUDGET_REPOSITORY_USD_PER_DAY: "0.06", ASSAY_MAX_COST_USD: "1" },
      { script: (request) => completion(readAll(questionOf(request), [defect]), { usage }) },
    );
    await using _ = scene;
    const maintainer = scene.github.account("mona");
    scene.repository.setRole(maintainer, "write");
    const pull = await open("feature", { "src/find.js": unsafeQuery });
    await settle();
    const id = /`(A-[0-9a-f]{8})`/.exec(pull.reviews()[0]?.body ?? "")?.[1] ?? "none";
    await pull.push({ "src/more.js": "call();\n" });
    await settle();
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
    expect(summaries(pull)[1]).toContain("today's budget of this repository is used up");

    await pull.forcePush({ "src/find.js": unsafeQuery });
    await settle();
    await pull.comment(maintainer, `/dismiss ${id} accepted-risk because it is a sample`);
    await settle();
    expect(conclusions(pull).at(-1)).not.toBe("failure");
    expect(scene.model.requests).toHaveLength(1);
  });

  it("lets through what asks nothing", async () => {
    const { scene, settle, open } = await openToday(tiny);
    await using _ = scene;
    const pull = await open("docs", { "package-lock.json": '{\n  "lockfileVersion": 3\n}\n' });
    await settle();

    expect(pull.checkRuns().map(({ title }) => title)).not.toContain("Inconclusive: a budget is used up.");
    expect(await scene.store.report.listJobs(["parked"], 9)).toEqual([]);
  });

  it("is one in tokens where the price of the model is not known", async () => {
    const { scene, settle, open, spent } = await openToday({
      ASSAY_MODEL: "own-model",
      ASSAY_BUDGET_INSTALLATION_TOKENS_PER_MONTH: "40000",
    });
    await using _ = scene;
    const pulls: PullRequestHandle[] = [];
    for (let index = 0; index < 9; index += 1) {
      pulls.push(await open(`b${index}`));
      await settle();
    }

    const { usd, tokens } = await spent();
    expect(usd).toBe(0);
    expect(tokens).toBeLessThanOrEqual(40_000);
    expect(tokens).toBe(scene.model.requests.length * 5_500);
    expect(verdicts(pulls[0] ?? (await open("none")))).toEqual([none]);
    expect(summaries(pulls.at(-1) ?? (await open("none")))[0]).toContain(
      "this month's budget of this installation of Assay is used up",
    );
  });
});

describe("a review that is broken off", () => {
  it("by one push after another costs what was asked, answered or not", async () => {
    const model = holdModel(dearModel);
    const { scene, settle, open, spent } = await openToday(
      { ASSAY_BUDGET_AUTHOR_USD_PER_DAY: "0.25" },
      { script: model.script },
    );
    await using _ = scene;
    const pull = await open("feature");
    const patient = { timeout: 30_000, interval: 5 };
    let asked = 0;
    for (let index = 1; index <= 20; index += 1) {
      const isUnderWay = () => scene.model.requests.length > asked || conclusions(pull).at(-1) !== null;
      await expect.poll(() => pull.checkRuns().length === index && isUnderWay(), patient).toBe(true);
      asked = scene.model.requests.length;
      await pull.push({ "feature.js": `call(${index});\n` });
    }
    model.release();
    await settle();

    const { usd } = await spent();
    expect(usd).toBeGreaterThan(0.2);
    expect(usd).toBeLessThanOrEqual(0.25);
    expect(scene.model.requests.length * costUsd).toBeLessThanOrEqual(0.25);
    expect(pull.reviews()).toEqual([]);
    expect(conclusions(pull).every((conclusion) => conclusion === "neutral")).toBe(true);
    expect(titles(pull).at(-1)).toBe("Inconclusive: a budget is used up.");
  });

  it("for its share says so, and asks about the rest when it is told to", async () => {
    const { scene, settle, open, spent } = await openToday({ ASSAY_BUDGET_AUTHOR_USD_PER_DAY: "0.2" });
    await using _ = scene;
    const maintainer = scene.github.account("mona");
    scene.repository.setRole(maintainer, "write");
    const line = "call('a line that is long enough to fill a question soon enough', 1, 2, 3);\n";
    const files = Object.fromEntries(
      Array.from({ length: 4 }, (_, index) => [`f${index}.js`, line.repeat(150)]),
    );
    const pull = await open("large", files);
    await settle();
    const asked = scene.model.requests.length;
    expect(verdicts(pull)).toEqual(["Inconclusive."]);
    expect(pull.reviews()[0]?.body).toContain(
      "it came to the end of its share of today's budget of this author",
    );
    expect(await scene.store.report.listJobs(["parked"], 9)).toEqual([]);

    await pull.comment(maintainer, "/review");
    await settle();
    expect(scene.model.requests.length).toBeGreaterThan(asked);
    expect((await spent()).usd).toBeLessThanOrEqual(0.2);
  });
});
