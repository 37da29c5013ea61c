import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import { firstQuestions } from "../answers.ts";
import { judgeEnding, openCase } from "./fault-case.ts";
import { type HeldModel, holdModel } from "./hold-model.ts";
import { type AppScene, openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { createShortClock, createVirtualClock } from "./virtual-clock.ts";

const defect = { "src/find.js": unsafeQuery };

/** A scene whose model waits, so that something can happen in the middle of a review. */
async function openHeldScene(): Promise<AppScene & { readonly held: HeldModel }> {
  const held = holdModel();
  const scene = await openAppScene({ clock: createVirtualClock(), script: held.script });
  return { ...scene, held };
}

const conclusions = (pull: PullRequestHandle) =>
  pull.checkRuns().map(({ status, conclusion, summary }) => ({ status, conclusion, summary }));

describe("the same event more than once", () => {
  it("makes one review when one delivery comes twice at once", async () => {
    await using scene = await openAppScene({ clock: createVirtualClock() });
    const { github, app } = scene;
    const pull = await openCase(scene, 0).open(defect);
    const [first] = github.deliveries;
    await Promise.all([github.redeliver(first!), github.redeliver(first!)]);
    await app.idle();
    expect(judgeEnding(scene, pull, { isSafe: false })).toBe("one correct review");
    expect(pull.checkRuns()).toHaveLength(1);
  });

  it("makes one review when it comes under twenty names at once", async () => {
    await using scene = await openAppScene({ clock: createVirtualClock() });
    const { github, repository, app, model } = scene;
    const author = github.account("alice");
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: defect,
      author,
      isDelivered: false,
    });
    const event = await github.compose.pullRequest(pull.state, "opened", author, {});
    await Promise.all(Array.from({ length: 20 }, () => github.deliver(event, randomUUID())));
    await app.idle();
    expect(judgeEnding(scene, pull, { isSafe: false })).toBe("one correct review");
    expect(github.deliveries.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(202));
    expect(firstQuestions(model)).toHaveLength(1);
  });
});

describe("a push during the review", () => {
  it("aborts it, ends its check, and leaves one review: that of the newer head", async () => {
    await using scene = await openHeldScene();
    const { held, app, model } = scene;
    const pull = await openCase(scene, 0).open(defect);
    await held.asked;
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    while (model.openRequests() > 0 && model.requests.length < 2) await delay(5);
    held.release();
    await app.idle();
    expect(pull.reviews().map(({ commitId }) => commitId)).toEqual([pull.headSha]);
    expect(pull.reviewComments()).toHaveLength(1);
    expect(pull.checkRuns().map(({ headSha, conclusion }) => [headSha === pull.headSha, conclusion])).toEqual(
      [
        [false, "neutral"],
        [true, "failure"],
      ],
    );
  });

  it("that comes fifteen times leaves one review, and asks about no head in between twice", async () => {
    await using scene = await openHeldScene();
    const { held, app, model } = scene;
    const pull = await openCase(scene, 0).open(defect);
    await held.asked;
    for (let push = 0; push < 15; push += 1)
      await pull.push({ "src/other.js": `export const answer = ${push};\n` });
    held.release();
    await app.idle();
    expect(pull.reviews().map(({ commitId }) => commitId)).toEqual([pull.headSha]);
    expect(pull.checkRuns().filter(({ status }) => status !== "completed")).toEqual([]);
    expect(firstQuestions(model).length).toBeLessThanOrEqual(3);
  });
});

describe("a pull request that changes right before its review is posted, without an event that says so", () => {
  const moves: readonly (readonly [string, (pull: PullRequestHandle) => Promise<unknown>, string])[] = [
    ["is closed", (pull) => pull.close(), "The pull request was closed during the review."],
    ["is merged", (pull) => pull.merge(), "The pull request was closed during the review."],
    [
      "becomes a draft",
      (pull) => pull.convertToDraft(),
      "The pull request became a draft during the review.",
    ],
    ["is retargeted", (pull) => pull.retarget("release"), "A review of the new change follows."],
    ["has a newer head", (pull) => pull.push({ "b.js": "let b;\n" }), "The pull request has a newer head."],
  ];

  it.each(moves)("gets no review, and its check says why: it %s", async (_name, move, reason) => {
    await using scene = await openHeldScene();
    const { held, app, github } = scene;
    const one = openCase(scene, 0);
    one.repository.setBranch("release", one.repository.tip("main"));
    const pull = await one.open(defect);
    await held.asked;
    github.webhooks.settings.isDropping = true;
    await move(pull);
    held.release();
    await app.idle();
    expect(pull.reviews()).toEqual([]);
    expect(conclusions(pull)).toEqual([
      { status: "completed", conclusion: "neutral", summary: expect.stringContaining(reason) },
    ]);
  });

  it("gets its result in the check alone when its conversation is locked", async () => {
    await using scene = await openHeldScene();
    const pull = await openCase(scene, 0).open(defect);
    await scene.held.asked;
    await pull.lock();
    scene.held.release();
    await scene.app.idle();
    expect(pull.reviews()).toEqual([]);
    expect(pull.checkRuns().map(({ conclusion }) => conclusion)).toEqual(["failure"]);
  });
});

describe("stopping while a review runs", () => {
  it("ends its check and posts nothing", async () => {
    await using scene = await openHeldScene();
    const pull = await openCase(scene, 0).open(defect);
    await scene.held.asked;
    await scene.app.stop();
    expect(pull.reviews()).toEqual([]);
    expect(conclusions(pull)).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
    const late = await pull.push({ "src/find.js": safeQuery });
    expect(late.statusCode).toBe(0);
  });

  it("does not wait for a limit of GitHub to end", async () => {
    const sleep = (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal });
    await using scene = await openAppScene({ clock: { ...createShortClock(), sleep } });
    const one = openCase(scene, 0);
    one.fault("GraphQL: texts", { kind: "secondary-limit", retryAfterSeconds: 3_000 });
    const pull = await one.open(defect);
    while ((await scene.store.report.listJobs(["parked"], 9)).length === 0) await delay(5);
    await scene.app.stop();
    // GitHub may not be asked, so that the check stays as it is.
    expect(judgeEnding(scene, pull, { isSafe: false })).toBe("check never ended");
    expect(scene.errors()).toEqual([expect.stringContaining("a check run could not be ended")]);
  });
});
