import { describe, expect, it } from "vitest";
import { holdModel } from "./hold-model.ts";
import { openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, verdicts } from "./show-conversation.ts";

const defect = "1 security defect is detected in the code.";
const none = "No security defects are detected in the code.";

describe("two repositories at once", () => {
  it("get a review each, and keep what they know to themselves", async () => {
    await using scene = await openAppScene();
    const { github, repository, app } = scene;
    const other = github.repository({ fullName: "octo-org/stock", files: { "src/find.js": safeQuery } });
    const stranger = github.repository({ fullName: "else/where", files: { "src/find.js": safeQuery } });
    github.install({ account: github.account("else") });
    const author = github.account("alice");
    const request = { branch: "feature", files: { "src/find.js": unsafeQuery }, author };
    const pulls = await Promise.all(
      [repository, other, stranger].map((each) => each.openPullRequest(request)),
    );
    await app.idle();
    await pulls[1]?.push({ "src/find.js": safeQuery.replace("?", "? ") });
    await app.idle();

    expect(pulls.map((pull) => pull.number)).toEqual([1, 1, 1]);
    expect(pulls.map(verdicts)).toEqual([[defect], [defect, none], [defect]]);
    expect(pulls.map(conclusions)).toEqual([["failure"], ["failure", "success"], ["failure"]]);
    expect(scene.errors()).toEqual([]);
  });

  it("get tokens that are good for one of them only", async () => {
    await using scene = await openAppScene();
    const { github, repository, app } = scene;
    const other = github.repository({ fullName: "octo-org/stock", files: { "src/find.js": safeQuery } });
    const request = { branch: "feature", files: { "src/find.js": unsafeQuery } };
    await Promise.all([repository.openPullRequest(request), other.openPullRequest(request)]);
    await app.idle();

    const scopes = [...github.world.tokens.values()].map(({ repositoryIds }) => [...(repositoryIds ?? [])]);
    expect(scopes.every((ids) => ids.length === 1)).toBe(true);
    expect(scopes.flat()).toEqual(expect.arrayContaining([repository.id, other.id]));
  });
});

describe("pull requests of one repository", () => {
  it("do not wait for each other", async () => {
    const model = holdModel(undefined, (question) => question.includes("slow.js"));
    await using scene = await openAppScene({ script: model.script });
    const { repository } = scene;
    const slow = await repository.openPullRequest({ branch: "slow", files: { "slow.js": "1;\n" } });
    await model.asked;
    const quick = await repository.openPullRequest({
      branch: "quick",
      files: { "src/find.js": unsafeQuery },
    });
    await expect.poll(() => conclusions(quick), { timeout: 20_000 }).toEqual(["failure"]);
    expect(conclusions(slow)).toEqual([null]);
    model.release();
    await scene.app.idle();

    expect(verdicts(slow)).toEqual([none]);
    expect(verdicts(quick)).toEqual([defect]);
  });

  it("of one branch for two bases are two conversations", async () => {
    await using scene = await openAppScene();
    const { repository, app } = scene;
    repository.setBranch("release", repository.tip("main"));
    const files = { "src/find.js": unsafeQuery };
    const first = await repository.openPullRequest({ branch: "feature", files });
    const second = await repository.openPullRequest({ branch: "feature", base: "release" });
    await app.idle();

    expect(first.headSha).toBe(second.headSha);
    expect([verdicts(first), verdicts(second)]).toEqual([[defect], [defect]]);
    expect([first.reviewComments(), second.reviewComments()].map(({ length }) => length)).toEqual([1, 1]);
    expect(conclusions(first)).toEqual(["failure", "failure"]);
  });
});

describe("an owner who is not served", () => {
  it("gets nothing at all", async () => {
    await using scene = await openAppScene({ environment: { ASSAY_ALLOWED_ACCOUNTS: "somebody-else" } });
    const pull = await scene.repository.openPullRequest({ branch: "feature", files: { "a.js": "1;\n" } });
    await pull.comment(scene.repository.state.owner, "/review");
    await scene.app.idle();

    expect(scene.github.calls).toEqual([]);
    expect(scene.model.requests).toEqual([]);
  });
});
