import { describe, expect, it } from "vitest";
import { holdModel } from "./hold-model.ts";
import { type AppScene, openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, showConversation, verdicts } from "./show-conversation.ts";

const defect = "1 security defect is detected in the code.";
const files = { "src/find.js": unsafeQuery };

/** A pull request whose review waits for its model. */
async function openDuringReview(
  options: { readonly isDraft?: boolean } = {},
): Promise<{ scene: AppScene; model: ReturnType<typeof holdModel>; pull: Awaited<ReturnType<typeof open>> }> {
  const model = holdModel();
  const scene = await openAppScene({ script: model.script });
  const pull = await open(scene, options);
  await model.asked;
  return { scene, model, pull };
}

async function open({ github, repository }: AppScene, options: { readonly isDraft?: boolean } = {}) {
  return repository.openPullRequest({
    branch: "feature",
    files,
    author: github.account("alice"),
    ...options,
  });
}

describe("a draft", () => {
  it("is left alone until it is ready", async () => {
    await using scene = await openAppScene();
    const pull = await open(scene, { isDraft: true });
    await scene.app.idle();
    expect(scene.github.writes).toEqual([]);
    await pull.readyForReview();
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["failure"]);
  });

  it("that a pull request becomes during its review gets none; the check says why", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    await pull.convertToDraft();
    model.release();
    await scene.app.idle();
    expect(pull.reviews()).toEqual([]);
    expect(conclusions(pull)).toEqual(["neutral"]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/becomes-a-draft.md");
    await pull.readyForReview();
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["neutral", "failure"]);
  });
});

describe("a pull request that is closed during its review", () => {
  it("gets no review, its check ends, and reopening begins anew", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    await pull.close();
    await scene.app.idle();
    expect(pull.reviews()).toEqual([]);
    expect(conclusions(pull)).toEqual(["neutral"]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/closed.md");
    model.release();
    await pull.reopen();
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["neutral", "failure"]);
    expect(scene.errors()).toEqual([]);
  });

  it("gets no review either when the webhook of the closing never came", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    scene.github.webhooks.settings.isDropping = true;
    await pull.merge();
    model.release();
    await scene.app.idle();

    expect(pull.reviews()).toEqual([]);
    expect(conclusions(pull)).toEqual(["neutral"]);
  });
});

describe("a pull request that moves during its review", () => {
  it("is reviewed at its new head only", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    await pull.push({ "src/find.js": safeQuery.replace("?", "? ") });
    model.release();
    await scene.app.idle();

    expect(verdicts(pull)).toEqual(["No security defects are detected in the code."]);
    expect(pull.reviews().map(({ commitId }) => commitId)).toEqual([pull.headSha]);
    expect(conclusions(pull)).toEqual(["neutral", "success"]);
    expect(scene.errors()).toEqual([]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/push-during-review.md");
  });

  it("gets no stale review when the webhook of the push is late", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    scene.github.webhooks.settings.isDropping = true;
    await pull.forcePush({ "src/find.js": safeQuery.replace("?", "? ") });
    model.release();
    await scene.app.idle();
    expect(pull.reviews()).toEqual([]);
    scene.github.webhooks.settings.isDropping = false;
    await pull.deliver("reopened");
    await scene.app.idle();

    expect(conclusions(pull)).toEqual(["neutral", "success"]);
  });

  it("owes a full review to whoever asked for one before the push", async () => {
    const model = holdModel();
    await using scene = await openAppScene({ script: model.script });
    const maintainer = scene.github.account("mona");
    scene.repository.setRole(maintainer, "write");
    const pull = await open(scene, { isDraft: true });
    await pull.comment(maintainer, "/review full");
    await model.asked;
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    model.release();
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
    expect(pull.reviews()[0]?.commitId).toBe(pull.headSha);
  });
});

describe("another base", () => {
  const branch = "release";

  it("makes another change of the same head, which is reviewed", async () => {
    await using scene = await openAppScene();
    scene.repository.commit({ branch, parent: scene.repository.tip("main"), files });
    const pull = await open(scene);
    await scene.app.idle();
    expect(conclusions(pull)).toEqual(["failure"]);
    scene.repository.setBranch(branch, pull.headSha);
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await scene.app.idle();
    await pull.retarget(branch);
    await scene.app.idle();

    expect(verdicts(pull).at(-1)).toBe("No security defects are detected in the code.");
    expect(conclusions(pull)).toEqual(["failure", "failure", "success"]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/retarget.md");
  });

  it("chosen during a review stops it", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    scene.repository.setBranch(branch, scene.repository.tip("main"));
    await pull.retarget(branch);
    model.release();
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["neutral", "failure"]);
  });

  it("is no matter of a new title or text", async () => {
    await using scene = await openAppScene();
    const pull = await open(scene);
    await scene.app.idle();
    scene.github.clearCalls();
    await pull.edit({ title: "Another title", body: "/review full" });
    await scene.app.idle();

    expect(scene.github.calls).toEqual([]);
  });
});

describe("a repository that is renamed during a review", () => {
  it("gets the review under its new name", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    scene.repository.rename("store");
    model.release();
    await scene.app.idle();
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect, defect]);
    expect(pull.reviews()[1]?.body).toContain("/octo-org/store/blob/");
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
  });
});

describe("a locked conversation", () => {
  it("takes no review, and the check still tells the result", async () => {
    const { scene, model, pull } = await openDuringReview();
    await using _ = scene;
    await pull.lock();
    model.release();
    await scene.app.idle();

    expect(pull.reviews()).toEqual([]);
    expect(pull.reviewComments()).toEqual([]);
    expect(conclusions(pull)).toEqual(["failure"]);
    expect(scene.errors()).toEqual([]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/locked.md");
    await pull.unlock();
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await scene.app.idle();
    expect(verdicts(pull)).toEqual([defect]);
  });
});
