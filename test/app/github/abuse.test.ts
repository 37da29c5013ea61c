import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import type { Delivery } from "../../fakes/github/webhook-sender.ts";
import { type AppScene, openAppScene, unsafeQuery } from "./open-app-scene.ts";
import { reactionsOf } from "./show-conversation.ts";

const files = { "src/find.js": unsafeQuery };

describe("two hundred times /review by somebody who may only read", () => {
  it("asks no model, writes no comment, and gets one reaction each until they run out", async () => {
    await using scene = await openAppScene();
    const { github, repository, app, model } = scene;
    const mallory = github.account("mallory");
    repository.setRole(mallory, "read");
    const pull = await repository.openPullRequest({ branch: "feature", files, isDelivered: false });
    const comments = await Promise.all(
      Array.from({ length: 200 }, async () => (await pull.comment(mallory, "/review full")).comment),
    );
    await app.idle();

    const reactions = comments.map(reactionsOf);
    expect(reactions.flat()).toEqual(Array(20).fill("-1"));
    expect(Math.max(...reactions.map(({ length }) => length))).toBe(1);
    expect(model.requests).toEqual([]);
    expect(pull.comments()).toHaveLength(200);
    expect([pull.reviews(), pull.checkRuns()]).toEqual([[], []]);
    expect(scene.errors()).toEqual([]);
  });
});

/** One review and one answered command, and the webhooks that brought them. */
async function openReplayed() {
  const scene = await openAppScene();
  const { github, repository, app } = scene;
  const maintainer = github.account("mona");
  repository.setRole(maintainer, "write");
  const pull = await repository.openPullRequest({ branch: "feature", files });
  await app.idle();
  const { delivery: help } = await pull.comment(maintainer, "/help");
  await app.idle();
  const opened = github.deliveries.find(
    ({ event, action }) => event === "pull_request" && action === "opened",
  );
  if (opened === undefined) throw new Error("no webhook of the opening");
  return { scene, pull, opened, help };
}

const replays: readonly (readonly [string, (opened: Delivery, help: Delivery) => readonly Delivery[]])[] = [
  [
    "its body under fifty new identifiers",
    (opened, help) =>
      Array.from({ length: 50 }, (_, index) => ({
        ...(index % 2 === 0 ? opened : help),
        guid: randomUUID(),
      })),
  ],
  [
    "its identifier with another body",
    (opened, help) => [
      { ...help, guid: opened.guid },
      { ...opened, payload: { ...opened.payload, replayed: true } },
    ],
  ],
  [
    "its body as another event",
    (opened, help) =>
      [
        { ...opened, event: "issue_comment" },
        { ...opened, event: "installation" },
        { ...opened, event: "check_run" },
        { ...help, event: "pull_request" },
        { ...help, event: "pull_request_review_comment" },
        { ...help, event: "merge_group" },
      ].map((delivery) => ({ ...delivery, guid: randomUUID() })),
  ],
];

describe("a valid webhook that somebody else sends again", () => {
  it.each(replays)("brings no further review and no further answer: %s", async (_, replay) => {
    const { scene, pull, opened, help } = await openReplayed();
    await using _scene = scene;
    const before = stateOf(scene, pull);
    const answers = await Promise.all(
      replay(opened, help).map((delivery) => scene.github.redeliver(delivery)),
    );
    await scene.app.idle();

    expect(stateOf(scene, pull)).toEqual(before);
    expect(answers.every(({ statusCode }) => statusCode >= 200 && statusCode < 500)).toBe(true);
    expect(scene.errors()).toEqual([]);
  });
});

function stateOf({ model, github }: AppScene, pull: PullRequestHandle) {
  return {
    questions: model.requests.length,
    reviews: pull.reviews().length,
    checks: pull.checkRuns().length,
    comments: pull.comments().length,
    writes: github.writes.length,
  };
}

describe("a stranger who installs the App where only some accounts are served", () => {
  it("costs nothing, whatever happens there", async () => {
    await using scene = await openAppScene({ environment: { ASSAY_ALLOWED_ACCOUNTS: "somebody-else" } });
    const { github, repository, installation, app, model } = scene;
    const { owner } = repository.state;
    const pull = await repository.openPullRequest({ branch: "feature", files, author: owner });
    await pull.push({ "src/more.js": "call();\n" });
    await pull.comment(owner, "/review full");
    await pull.comment(owner, "/review estimate");
    await repository.requestMergeGroup(pull);
    await installation.suspend();
    await installation.unsuspend();
    await pull.close();
    await pull.reopen();
    await app.idle();

    expect(github.calls).toEqual([]);
    expect(model.requests).toEqual([]);
    expect((await scene.store.report.listJobs([], 99)).filter(({ kind }) => kind !== "forget")).toEqual([]);
  });
});
