import { describe, expect, it } from "vitest";
import { holdModel } from "./hold-model.ts";
import { type AppScene, openAppScene, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, verdicts } from "./show-conversation.ts";

const defect = "1 security defect is detected in the code.";
const files = { "src/find.js": unsafeQuery };

async function openDuringReview() {
  const model = holdModel();
  const scene = await openAppScene({ script: model.script });
  const author = scene.github.account("alice");
  const pull = await scene.repository.openPullRequest({ branch: "feature", files, author });
  await model.asked;
  return { scene, model, pull };
}

type Goodbye = (scene: AppScene) => Promise<unknown>;

const goodbyes: Readonly<Record<string, Goodbye>> = {
  suspended: ({ installation }) => installation.suspend(),
  removed: ({ installation }) => installation.uninstall(),
};

describe.each(Object.entries(goodbyes))("an installation that is %s", (_name, leave) => {
  it("during a review ends it quietly", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    await leave(scene);
    scene.github.clearCalls();
    model.release();
    await scene.app.idle();

    expect(pull.reviews()).toEqual([]);
    expect(pull.reviewComments()).toEqual([]);
    expect(scene.github.writes).toEqual([]);
    // One try to end the check, and whatever a token takes.
    expect(scene.github.calls.length).toBeLessThanOrEqual(6);
    expect(scene.errors()).toEqual([]);
  });

  it("is quiet also when its webhook is late", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    scene.github.webhooks.settings.isDropping = true;
    await leave(scene);
    scene.github.clearCalls();
    model.release();
    await scene.app.idle();

    expect(pull.reviews()).toEqual([]);
    expect(scene.github.calls.length).toBeLessThanOrEqual(12);
  });
});

describe("what was known of a pull request", () => {
  /** Reviews once, lets something happen, pushes something harmless, and tells whether the first review is still known. */
  async function isRemembered(between: Goodbye): Promise<boolean> {
    await using scene = await openAppScene();
    const { github, repository, app, model } = scene;
    const author = github.account("alice");
    const pull = await repository.openPullRequest({ branch: "feature", files, author });
    await app.idle();
    await between(scene);
    await app.idle();
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await app.idle();
    expect(verdicts(pull).length).toBe(2);
    const last = model.requests.at(-1)?.text ?? "";
    return !last.includes("src/find.js");
  }

  it("stays while nothing happens", async () => {
    expect(await isRemembered(async () => undefined)).toBe(true);
  });

  it("is gone after a suspension", async () => {
    const pauseAndReturn: Goodbye = async ({ installation }) => {
      await installation.suspend();
      await installation.unsuspend();
    };
    expect(await isRemembered(pauseAndReturn)).toBe(false);
  });

  it("is gone after the repository left the installation, and stays when another one left", async () => {
    const leaveAndReturn: Goodbye = async ({ installation, repository }) => {
      Object.assign(installation.state, { selection: "selected" });
      await installation.removeRepository(repository);
      await installation.addRepository(repository);
    };
    const otherLeaves: Goodbye = async ({ github, installation }) => {
      const other = github.repository({ fullName: "octo-org/other" });
      await installation.removeRepository(other);
    };
    expect(await isRemembered(leaveAndReturn)).toBe(false);
    expect(await isRemembered(otherLeaves)).toBe(true);
  });

  it("is gone also when a review was about to write it down", async () => {
    await using scene = await openAppScene();
    const { github, repository, installation, app, model } = scene;
    const author = github.account("alice");
    const pull = await repository.openPullRequest({ branch: "feature", files, author });
    await app.idle();
    // The new review is posted; marking the old one takes until the App is gone.
    const isMarking = { method: "PUT", route: "/pulls/{pull_number}/reviews/{review_id}" };
    const slow = github.fault({ ...isMarking, fault: { kind: "latency", ms: 500 } });
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await expect.poll(() => slow.hits, { timeout: 20_000 }).toBe(1);
    await installation.suspend();
    await app.idle();
    expect(verdicts(pull)).toHaveLength(2);
    await installation.unsuspend();
    await pull.push({ "src/third.js": "export const third = 3;\n" });
    await app.idle();

    expect(model.requests.at(-1)?.text).toContain("src/find.js");
    expect(verdicts(pull).at(-1)).toBe(defect);
  });
});

describe("a repository that leaves the installation during a review", () => {
  it("ends the review; the reviews of others go on", async () => {
    const model = holdModel();
    await using scene = await openAppScene({ script: model.script });
    const { github, repository, installation, app } = scene;
    const other = github.repository({ fullName: "octo-org/other" });
    const author = github.account("alice");
    const pull = await repository.openPullRequest({ branch: "feature", files, author });
    const stays = await other.openPullRequest({ branch: "feature", files, author });
    await model.asked;
    Object.assign(installation.state, { selection: "selected" });
    await installation.addRepository(other);
    await installation.removeRepository(repository);
    model.release();
    await app.idle();

    expect(pull.reviews()).toEqual([]);
    expect(verdicts(stays)).toEqual([defect]);
    expect(conclusions(stays)).toEqual(["failure"]);
    expect(scene.errors()).toEqual([]);
  });
});
