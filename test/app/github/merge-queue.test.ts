import { describe, expect, it } from "vitest";
import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import { completion } from "../../fakes/model-replies.ts";
import { holdModel } from "./hold-model.ts";
import { type AppScene, openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";

const safeChange = { "src/find.js": safeQuery.replace("?", "? ") };

async function open(scene: AppScene, files: Readonly<Record<string, string>>): Promise<PullRequestHandle> {
  const author = scene.github.account("alice");
  return scene.repository.openPullRequest({
    branch: `feature-${scene.github.world.nextId()}`,
    files,
    author,
  });
}

/** Puts the pull request into the queue; how the check on the group's own commit ends. */
async function queue({ github, repository, app }: AppScene, pull: PullRequestHandle) {
  const { headSha } = await repository.requestMergeGroup(pull);
  await app.idle();
  return [...github.world.checkRuns.values()]
    .filter((run) => run.headSha === headSha)
    .map(({ name, status, conclusion, title }) => ({ name, status, conclusion, title }));
}

const answer = { name: "Assay", status: "completed" };
const inconclusive = { ...answer, conclusion: "neutral", title: "Inconclusive." };

describe("a merge queue", () => {
  it("is told what the review of the pull request concluded", async () => {
    await using scene = await openAppScene();
    const [safe, unsafe] = [await open(scene, safeChange), await open(scene, { "src/find.js": unsafeQuery })];
    await scene.app.idle();
    const asked = scene.model.requests.length;

    expect(await queue(scene, safe)).toEqual([
      { ...answer, conclusion: "success", title: "No security defects are detected in the code." },
    ]);
    expect(await queue(scene, unsafe)).toEqual([
      { ...answer, conclusion: "failure", title: "1 security defect is detected in the code." },
    ]);
    expect(scene.model.requests).toHaveLength(asked);
    expect(safe.reviews()).toHaveLength(1);
  });

  it("gets no green from a review of another head", async () => {
    await using scene = await openAppScene();
    const pull = await open(scene, safeChange);
    await scene.app.idle();
    scene.github.webhooks.settings.isDropping = true;
    await pull.push({ "src/find.js": unsafeQuery });
    scene.github.webhooks.settings.isDropping = false;

    expect(await queue(scene, pull)).toEqual([inconclusive]);
  });

  it("gets no green from a review that has not ended", async () => {
    const model = holdModel();
    await using scene = await openAppScene({ script: model.script });
    const pull = await open(scene, safeChange);
    await model.asked;
    const { headSha } = await scene.repository.requestMergeGroup(pull);
    const isAnswered = () =>
      [...scene.github.world.checkRuns.values()].some(
        (run) => run.headSha === headSha && run.conclusion === "neutral",
      );
    await expect.poll(isAnswered).toBe(true);
    model.release();
    await scene.app.idle();

    expect(pull.checkRuns().map(({ conclusion }) => conclusion)).toEqual(["success"]);
  });

  it("gets no green from a review that failed, and none for a change that was never reviewed", async () => {
    await using scene = await openAppScene({ script: () => completion("I cannot help with that.") });
    const failed = await open(scene, safeChange);
    await scene.app.idle();
    const unseen = await scene.repository.openPullRequest({
      branch: "unseen",
      files: safeChange,
      isDelivered: false,
    });

    expect(await queue(scene, failed)).toEqual([inconclusive]);
    expect(await queue(scene, unseen)).toEqual([inconclusive]);
  });

  it("is answered, and never green, when the pull request cannot be read", async () => {
    await using scene = await openAppScene();
    const pull = await open(scene, safeChange);
    await scene.app.idle();
    scene.github.fault({ route: "/graphql", times: 50, fault: { kind: "status", status: 500 } });

    expect(await queue(scene, pull)).toEqual([inconclusive]);
  });

  it("is answered again when its check is asked for again", async () => {
    await using scene = await openAppScene();
    const pull = await open(scene, safeChange);
    await scene.app.idle();
    const { headSha } = await scene.repository.requestMergeGroup(pull);
    await scene.app.idle();
    const runs = () => [...scene.github.world.checkRuns.values()].filter((run) => run.headSha === headSha);
    const [run] = runs();
    if (run !== undefined) await pull.rerequestCheck(run);
    await scene.app.idle();

    expect(runs().map(({ conclusion }) => conclusion)).toEqual(["success", "success"]);
    expect(pull.checkRuns()).toHaveLength(1);
  });
});
