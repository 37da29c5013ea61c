import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { AnsweredDefect } from "../../../src/domain/answer.ts";
import { deriveKeys } from "../../../src/entrypoints/app/derive-keys.ts";
import { readMarkers, signMarker } from "../../../src/review/pull-request/sign-marker.ts";
import { answeredDefect, readingModel } from "../answers.ts";
import { judgeEnding, openCase } from "./fault-case.ts";
import { holdModel } from "./hold-model.ts";
import { openAppScene, safeQuery, unsafeLine, unsafeQuery } from "./open-app-scene.ts";
import { createShortClock, createVirtualClock } from "./virtual-clock.ts";

const defect = { "src/find.js": unsafeQuery };
const heldScene = async () => {
  const held = holdModel();
  const scene = await openAppScene({ clock: createVirtualClock(), script: held.script });
  return { ...scene, held };
};

describe("rights that are lost in the middle of a review", () => {
  it("come back with a new token when the old one expired", async () => {
    await using scene = await heldScene();
    const pull = await scene.repository.openPullRequest({
      branch: "feature",
      files: defect,
      author: scene.github.account("alice"),
    });
    await scene.held.asked;
    scene.installation.expireTokens();
    scene.held.release();
    await scene.app.idle();
    expect(judgeEnding(scene, pull, { isSafe: false })).toBe("one correct review");
  });

  it("end the check when the App may not see pull requests any more", async () => {
    await using scene = await heldScene();
    const { repository, installation, github, held, app } = scene;
    const author = github.account("alice");
    const pull = await repository.openPullRequest({ branch: "feature", files: defect, author });
    await held.asked;
    await installation.setPermissions({ checks: "write", contents: "read", metadata: "read" });
    held.release();
    await app.idle();
    expect(judgeEnding(scene, pull, { isSafe: false })).toBe("visibly inconclusive");
  });

  it("end the check, and it says what to do, when the App may not write reviews any more", async () => {
    await using scene = await openAppScene({ clock: createVirtualClock() });
    const one = openCase(scene, 0);
    const body = { message: "Resource not accessible by integration" };
    const times = Number.POSITIVE_INFINITY;
    const fault = { kind: "status", status: 403, body } as const;
    const refusal = one.fault("POST /pulls/{pull_number}/reviews", fault, { times });
    const pull = await one.open(defect);
    await scene.app.idle();
    expect(judgeEnding(scene, pull, { isSafe: false })).toBe("visibly inconclusive");
    expect(pull.checkRuns().map(({ summary }) => summary)).toEqual([
      "The review could not be finished (GITHUB_FORBIDDEN): GitHub answered 403 to " +
        "POST /repositories/{repository_id}/pulls/{pull_number}/reviews. Accept the permissions that the App asks " +
        "for, and check that it is not suspended. Comment `/review` to try again.",
    ]);
    expect(refusal.hits).toBe(1);
  });

  it.each(["uninstall", "suspend"] as const)(
    "leave nothing behind and start no storm: %s",
    async (action) => {
      await using scene = await heldScene();
      const { repository, installation, github, held, app } = scene;
      const author = github.account("alice");
      const pull = await repository.openPullRequest({ branch: "feature", files: defect, author });
      await held.asked;
      const before = github.calls.length;
      await installation[action]();
      held.release();
      await app.idle();
      expect(pull.reviews()).toEqual([]);
      expect(github.calls.length - before).toBeLessThanOrEqual(4);
    },
  );
});

describe("GitHub refusing", () => {
  it("one anchor among thirty moves that one into the body of the one review", async () => {
    const everyUnsafeLine = readingModel((question) => {
      const found: AnsweredDefect[] = [];
      let file = 0;
      for (const line of question.split("\n")) {
        file = Number(/^file (\d+) /.exec(line)?.[1] ?? file);
        const number = /^R(\d+) \+ {3}return db\.query\("SELECT/.exec(line)?.[1];
        if (number !== undefined)
          found.push(answeredDefect({ file, line: Number(number), quote: unsafeLine.trim() }));
      }
      return found;
    });
    // GitHub shows no patch of a file that is longer, and takes no comment there.
    await using scene = await openAppScene({
      clock: createVirtualClock(),
      script: everyUnsafeLine,
      limits: { filePatchLines: 40 },
    });
    const long = Array.from({ length: 60 }, (_, index) => `export const value${index} = ${index};\n`).join(
      "",
    );
    const names = Array.from({ length: 30 }, (_, index) => `src/find-${String(index).padStart(2, "0")}.js`);
    const files = names.map((name, index) => [name, index === 17 ? `${long}${unsafeQuery}` : unsafeQuery]);
    const pull = await openCase(scene, 0).open(Object.fromEntries(files) as Record<string, string>);
    await scene.app.idle();
    expect(pull.reviews()).toHaveLength(1);
    expect(pull.reviewComments().map(({ path }) => path)).toEqual(names.filter((_, index) => index !== 17));
    expect(pull.reviews()[0]?.body).toContain("src/find-17.js");
    expect(pull.checkRuns().map(({ conclusion }) => conclusion)).toEqual(["failure"]);
  });

  it.each([
    ["nothing was found", { data: { repository: null }, errors: [{ type: "NOT_FOUND", message: "x" }] }],
    ["something went wrong", { data: null, errors: [{ message: "Something went wrong while executing." }] }],
    ["the query takes too long", { errors: [{ type: "TIMEOUT", message: "x" }] }],
    ["a limit is reached", { errors: [{ type: "RATE_LIMITED", message: "x" }] }],
    ["no data, no errors", {}],
    ["nothing at all", null],
  ])("a GraphQL query in a good answer, once: %s", async (_name, body) => {
    await using scene = await openAppScene({ clock: createVirtualClock() });
    const queries = ["pull request", "texts", "reviews so far"].map((name) => `GraphQL: ${name}`);
    const pulls = [];
    for (const [index, query] of queries.entries()) {
      const one = openCase(scene, index);
      one.fault(query, { kind: "status", status: 200, body });
      pulls.push(await one.open(defect));
    }
    await scene.app.idle();
    expect(pulls.map((pull) => judgeEnding(scene, pull, { isSafe: false }))).toEqual(
      queries.map(() => "one correct review"),
    );
  });
});

describe("what others wrote", () => {
  it("is never taken for a review of ours, even with our marker in it", async () => {
    await using scene = await openAppScene({ clock: createVirtualClock() });
    const mallory = scene.github.account("mallory");
    const one = openCase(scene, 0);
    const pull = await one.open(defect);
    await scene.app.idle();
    const marker = /<!-- assay:1 [^>]+-->/.exec(pull.reviews()[0]?.body ?? "")?.[0] ?? "none";
    expect(marker).toContain("assay:1");
    const second = await one.repository.openPullRequest({
      branch: "second",
      files: { "src/find.js": `${unsafeQuery}\n` },
      author: mallory,
      isDelivered: false,
    });
    // A marker of another pull request, one whose signature is none, and one that only its author gives away.
    const key = deriveKeys(scene.github.app.privateKey).marker;
    const [identity] = readMarkers(pull.reviews()[0]?.body ?? "", key);
    const stolen = signMarker({ ...identity!, pullRequest: second.number, head: second.headSha }, key);
    const bodies = [marker, marker.replace(pull.headSha, second.headSha), stolen];
    for (const body of bodies) {
      second.addReview({ author: mallory, body });
      await second.comment(mallory, body);
    }
    await second.deliver("opened");
    await scene.app.idle();
    const own = second.reviews().filter(({ author }) => author === scene.github.app.bot);
    expect(own.map(({ commitId }) => commitId)).toEqual([second.headSha]);
    const theirs = second.reviews().filter(({ author }) => author === mallory);
    expect(theirs.map(({ body }) => body)).toEqual(bodies);
  });
});

describe("a limit of one installation", () => {
  it("keeps no other one waiting, and nothing is asked before it is over", async () => {
    const sleep = (ms: number, signal?: AbortSignal) => delay(Math.min(ms, 3_000), undefined, { signal });
    await using scene = await openAppScene({ clock: { ...createShortClock(), sleep } });
    // As many as may run at once: if one of them held its place, the last one could not begin.
    const limited = Array.from({ length: 20 }, (_, index) => openCase(scene, index));
    for (const one of limited) {
      one.fault("GraphQL: pull request", { kind: "secondary-limit", retryAfterSeconds: 3_000 });
      await one.open(defect);
    }
    const free = openCase(scene, 20);
    const pull = await free.open({ "src/find.js": safeQuery.replace("?", "$1") });
    while (pull.checkRuns().at(-1)?.status !== "completed") await delay(10);
    expect(judgeEnding(scene, pull, { isSafe: true })).toBe("one correct review");
    for (const one of limited)
      expect(one.calls().map(({ fault }) => fault)).toEqual([null, "secondary-limit"]);
    await scene.app.stop();
  });
});
