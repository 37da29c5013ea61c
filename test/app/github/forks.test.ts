import { describe, expect, it } from "vitest";
import { firstQuestions } from "../answers.ts";
import { type AppScene, openAppScene, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, reactionsOf, showConversation, verdicts } from "./show-conversation.ts";

const defect = "1 security defect is detected in the code.";

async function openFromFork({ github, repository, app }: AppScene) {
  const stranger = github.account("stranger");
  const fork = repository.fork(stranger);
  const pull = await repository.openPullRequest({
    branch: "feature",
    from: fork,
    files: { "src/find.js": unsafeQuery },
    author: stranger,
  });
  await app.idle();
  return { pull, fork, stranger };
}

describe("a pull request from a fork", () => {
  it("is reviewed like any other", async () => {
    await using scene = await openAppScene();
    const { pull } = await openFromFork(scene);
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect, defect]);
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
    expect(pull.reviewComments()).toHaveLength(1);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/fork.md");
  });

  it("is reviewed when the fork is gone", async () => {
    await using scene = await openAppScene();
    const { pull, fork } = await openFromFork(scene);
    const maintainer = scene.github.account("mona");
    scene.repository.setRole(maintainer, "write");
    fork.delete();
    await pull.comment(maintainer, "/review full");
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
    expect(firstQuestions(scene.model)).toHaveLength(2);
  });

  it("gives its author no right to command, whatever the author owns", async () => {
    await using scene = await openAppScene();
    const { pull, fork, stranger } = await openFromFork(scene);
    fork.setRole(stranger, "admin");
    const { comment } = await pull.comment(stranger, "/review full");
    await scene.app.idle();

    expect(reactionsOf(comment)).toEqual(["-1"]);
    expect(firstQuestions(scene.model)).toHaveLength(1);
  });
});

describe("the button that runs a check again", () => {
  it("runs a full review of the same head", async () => {
    await using scene = await openAppScene();
    const { github, repository, app, model } = scene;
    const files = { "src/find.js": unsafeQuery };
    const pull = await repository.openPullRequest({ branch: "f", files, author: github.account("alice") });
    await app.idle();
    const [run] = pull.checkRuns();
    if (run !== undefined) await pull.rerequestCheck(run);
    await app.idle();

    expect(firstQuestions(model)).toHaveLength(2);
    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/run-again.md");
  });

  it("works for a fork, whose check names no pull request", async () => {
    await using scene = await openAppScene();
    const { pull } = await openFromFork(scene);
    const [run] = pull.checkRuns();
    if (run !== undefined) await pull.rerequestCheck(run);
    await scene.app.idle();
    const sent = scene.github.deliveries.at(-1)?.payload["check_run"];

    expect(Object(sent)["pull_requests"]).toEqual([]);
    expect(firstQuestions(scene.model)).toHaveLength(2);
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
  });

  it("works for a whole suite", async () => {
    await using scene = await openAppScene();
    const { github, repository, app, model } = scene;
    const files = { "src/find.js": unsafeQuery };
    const pull = await repository.openPullRequest({ branch: "f", files, author: github.account("alice") });
    await app.idle();
    const suite = pull.checkRuns()[0]?.suite;
    if (suite !== undefined) await github.deliver(github.compose.checkSuite(suite, github.account("alice")));
    await app.idle();

    expect(firstQuestions(model)).toHaveLength(2);
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
  });

  it("does nothing for a pull request that is closed", async () => {
    await using scene = await openAppScene();
    const { pull } = await openFromFork(scene);
    await pull.close();
    const [run] = pull.checkRuns();
    if (run !== undefined) await pull.rerequestCheck(run);
    await scene.app.idle();

    expect(firstQuestions(scene.model)).toHaveLength(1);
    expect(conclusions(pull)).toEqual(["failure"]);
  });
});
