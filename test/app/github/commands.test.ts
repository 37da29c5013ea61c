import { describe, expect, it } from "vitest";
import { answeredDefect, firstQuestions, readingModel } from "../answers.ts";
import { holdModel } from "./hold-model.ts";
import { type AppScene, openAppScene, safeQuery, unsafeQuery, watchfulModel } from "./open-app-scene.ts";
import { conclusions, reactionsOf, settle, showConversation, verdicts } from "./show-conversation.ts";

/** A pull request with one defect, and somebody who may give orders. */
async function openConversation(scene: AppScene) {
  const { github, repository, app } = scene;
  const maintainer = github.account("mona");
  repository.setRole(maintainer, "write");
  const files = { "src/find.js": unsafeQuery };
  const pull = await repository.openPullRequest({
    branch: "feature",
    files,
    author: github.account("alice"),
  });
  await app.idle();
  const id = /`(A-[0-9a-f]{8})`/.exec(pull.reviews()[0]?.body ?? "")?.[1] ?? "none";
  const say = async (body: string) => {
    const { comment } = await pull.comment(maintainer, body);
    await app.idle();
    return comment;
  };
  const answers = () =>
    pull
      .comments()
      .filter(({ author }) => author === github.app.bot)
      .map(({ body }) => settle(body));
  return { pull, id, say, answers, maintainer };
}

describe("/review", () => {
  it("says the same head once: nothing is asked again, the review is brought up to date", async () => {
    await using scene = await openAppScene();
    const { pull, say } = await openConversation(scene);
    const comment = await say("/review");

    expect(reactionsOf(comment)).toEqual(["eyes"]);
    expect(firstQuestions(scene.model)).toHaveLength(1);
    expect(pull.reviews()).toHaveLength(1);
    expect(pull.reviewComments()).toHaveLength(1);
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
    expect(scene.errors()).toEqual([]);
  });

  it("asks everything again when it is told to be full", async () => {
    await using scene = await openAppScene();
    const { pull, say } = await openConversation(scene);
    await say("/review full");

    expect(firstQuestions(scene.model)).toHaveLength(2);
    expect(verdicts(pull)).toEqual(["1 security defect is detected in the code."]);
    expect(pull.reviewComments()).toHaveLength(1);
  });

  it("estimates without asking the model and without a review", async () => {
    await using scene = await openAppScene();
    const { pull, say, answers } = await openConversation(scene);
    const checks = pull.checkRuns().length;
    await say("/review estimate");

    expect(firstQuestions(scene.model)).toHaveLength(1);
    expect(pull.reviews()).toHaveLength(1);
    expect(pull.checkRuns()).toHaveLength(checks);
    const [answer = ""] = answers();
    await expect(`${answer}\n`).toMatchFileSnapshot("conversations/estimate.md");
  });
});

describe("/dismiss and /reopen", () => {
  it("change the verdict without the model, and the review says by whom, why and until when", async () => {
    await using scene = await openAppScene();
    const { pull, id, say } = await openConversation(scene);
    await say(`/dismiss ${id} accepted-risk because only we can reach it until 2099-12-31`);
    expect(verdicts(pull).at(-1)).toBe("No security defects are detected in the code.");
    const [review] = pull.reviews();
    expect(review?.body).toContain("mona");
    expect(review?.body).toContain("only we can reach it");
    expect(review?.body).toContain("2099-12-31");
    await expect(settle(review?.body ?? "")).toMatchFileSnapshot("conversations/dismissed-review.md");
    await say(`/reopen ${id}`);

    expect(verdicts(pull)).toEqual(["1 security defect is detected in the code."]);
    expect(conclusions(pull)).toEqual(["failure", "success", "failure"]);
    expect(firstQuestions(scene.model)).toHaveLength(1);
    expect(pull.reviewComments()).toHaveLength(1);
    expect(scene.errors()).toEqual([]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/dismiss-and-reopen.md");
  });

  it("hold over a push that leaves the code alone, and lapse with the code", async () => {
    const eitherWay = readingModel((question) => {
      const [, file, line, quote] =
        /^file (\d+) [^\n]*find\.js[\s\S]*?^R(\d+) \+ +(return .*name \+ .*)$/m.exec(question) ?? [];
      return quote === undefined ? [] : [answeredDefect({ file: Number(file), line: Number(line), quote })];
    });
    await using scene = await openAppScene({ script: eitherWay });
    const { pull, id, say } = await openConversation(scene);
    await say(`/dismiss ${id} false-positive because the name is checked before`);
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await scene.app.idle();
    expect(verdicts(pull).at(-1)).toBe("No security defects are detected in the code.");
    const changed = unsafeQuery.replace('name + "\'");', 'name + "\'" + " LIMIT 1");');
    await pull.push({ "src/find.js": changed });
    await scene.app.idle();

    expect(verdicts(pull).at(-1)).toBe("1 security defect is detected in the code.");
    expect(conclusions(pull)).toEqual(["failure", "success", "success", "failure"]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/dismissal-lapses.md");
  });

  it("are confirmed once, however often the comment is delivered", async () => {
    await using scene = await openAppScene();
    const { id, say, answers } = await openConversation(scene);
    await say(`/dismiss ${id} wont-fix because the page is going away`);
    const delivery = scene.github.deliveries.findLast(({ event }) => event === "issue_comment");
    expect(delivery).toBeDefined();
    if (delivery !== undefined) await scene.github.redeliver(delivery);
    await scene.app.idle();

    expect(answers()).toEqual([expect.stringMatching(/^\*\*Dismissed\*\*: [\s\S]*wont fix, by `mona`/)]);
  });

  it("are answered when nobody knows the finding, and nothing else happens", async () => {
    await using scene = await openAppScene();
    const { pull, say, answers } = await openConversation(scene);
    for (const command of ["/dismiss A-00000000 wont-fix because so it is", "/reopen A-00000000"]) {
      const comment = await say(command);
      expect(reactionsOf(comment)).toEqual(["eyes"]);
    }

    const answer =
      "There is no open finding `A-00000000` on this pull request. The review names each finding's id.";
    expect(answers()).toEqual(Array(2).fill(`${answer}\n\n<!-- marker -->`));
    expect(pull.reviews()).toHaveLength(1);
    expect(conclusions(pull)).toEqual(["failure"]);
  });
});

describe("/explain and /help", () => {
  it("are answered once each, in the conversation", async () => {
    await using scene = await openAppScene();
    const { pull, id, say, answers } = await openConversation(scene);
    await say(`/explain ${id}`);
    await say("/explain A-ffffffff");
    await say("/help");

    expect(answers()).toHaveLength(3);
    expect(pull.reviews()).toHaveLength(1);
    expect(firstQuestions(scene.model)).toHaveLength(1);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/explain-and-help.md");
  });

  it("are answered once when the same comment is delivered again", async () => {
    await using scene = await openAppScene();
    const { say, answers } = await openConversation(scene);
    await say("/help");
    const delivery = scene.github.deliveries.at(-1);
    if (delivery !== undefined) await scene.github.redeliver(delivery);
    await scene.app.idle();

    expect(delivery?.event).toBe("issue_comment");
    expect(answers()).toHaveLength(1);
  });
});

describe("/pause and /resume", () => {
  it("leave out what is pushed between them, and take it up afterwards", async () => {
    await using scene = await openAppScene();
    const { pull, say } = await openConversation(scene);
    const comment = await say("/pause");
    expect(reactionsOf(comment)).toEqual(["eyes", "+1"]);
    await pull.push({ "src/find.js": safeQuery.replace("?", "? ") });
    await scene.app.idle();
    expect(pull.reviews()).toHaveLength(1);
    expect(conclusions(pull)).toEqual(["failure"]);
    await say("/resume");

    expect(verdicts(pull)).toEqual([
      "1 security defect is detected in the code.",
      "No security defects are detected in the code.",
    ]);
    expect(conclusions(pull)).toEqual(["failure", "success"]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/pause-and-resume.md");
  });

  it("hold in the order in which they were written, however slowly GitHub answers about the first", async () => {
    await using scene = await openAppScene();
    const { pull, maintainer } = await openConversation(scene);
    scene.github.fault({ route: "/permission", fault: { kind: "latency", ms: 300 } });
    await pull.comment(maintainer, "/pause");
    await pull.comment(maintainer, "/resume");
    await scene.app.idle();
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await scene.app.idle();

    expect(pull.reviews()).toHaveLength(2);
  });

  it("are acknowledged at once while a review runs, and so is what comes after them", async () => {
    const model = holdModel(watchfulModel, (question) => question.includes("slow.js"));
    await using scene = await openAppScene({ script: model.script });
    const { pull, maintainer, answers } = await openConversation(scene);
    await pull.push({ "slow.js": "1;\n" });
    await model.asked;
    const { comment } = await pull.comment(maintainer, "/pause");
    await pull.comment(maintainer, "/help");
    await expect.poll(() => answers().length, { timeout: 20_000 }).toBe(1);
    expect(reactionsOf(comment)).toEqual(["eyes"]);
    model.release();
    await scene.app.idle();

    expect(reactionsOf(comment)).toEqual(["eyes", "+1"]);
    expect(pull.reviews()).toHaveLength(2);
  });

  it("do not keep a person from asking for a review", async () => {
    await using scene = await openAppScene();
    const { pull, say } = await openConversation(scene);
    await say("/pause");
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await say("/review");
    expect(pull.reviews()).toHaveLength(2);
    await pull.push({ "src/third.js": "export const third = 3;\n" });
    await scene.app.idle();

    expect(pull.reviews()).toHaveLength(2);
  });
});

describe("a command that is none", () => {
  it.each([
    "/review everything",
    "/dismiss",
    "/dismiss A-12345678 because of me",
    "/dismiss A-12345678 false-positive because ok until 2099-02-30",
    "/explain all",
    "/pause now",
    "/help me",
    "/reopen",
    "/dismis",
    "/Review",
  ])("gets one reaction and is shown the right form, once: %s", async (body) => {
    await using scene = await openAppScene();
    const { pull, say, answers } = await openConversation(scene);
    const comment = await say(body);

    const name = /^\/[a-z]{4,6}/.exec(body.toLowerCase())?.[0] ?? "";
    expect(reactionsOf(comment)).toEqual(["confused"]);
    expect(answers()).toEqual([expect.stringContaining(`Nothing was done. Write \`${name}`)]);
    expect(pull.reviews()).toHaveLength(1);
  });

  it.each([
    ["/review everything", ["-1"]],
    ["/dismis", []],
  ])("gets no words where its author may not command: %s", async (body, reactions) => {
    await using scene = await openAppScene();
    const { pull, answers } = await openConversation(scene);
    const { comment } = await pull.comment(scene.github.account("mallory"), body);
    await scene.app.idle();

    expect([reactionsOf(comment), answers()]).toEqual([reactions, []]);
  });

  it("of another program is left alone", async () => {
    await using scene = await openAppScene();
    const { say } = await openConversation(scene);
    scene.github.clearCalls();
    const comment = await say("/reviewers add mona");

    expect(reactionsOf(comment)).toEqual([]);
    expect(scene.github.calls).toEqual([]);
  });
});

describe("a command in a review thread", () => {
  it("is answered in the thread", async () => {
    await using scene = await openAppScene();
    const { pull, id, maintainer, answers } = await openConversation(scene);
    const [first] = pull.reviewComments();
    const said = { path: "src/find.js", line: 2, ...(first === undefined ? {} : { inReplyTo: first.id }) };
    const { comment } = await pull.reviewComment(maintainer, { ...said, body: `/explain ${id}` });
    await scene.app.idle();

    expect(reactionsOf(comment)).toEqual(["eyes"]);
    expect(answers()).toEqual([]);
    expect(pull.reviewComments().at(-1)).toMatchObject({
      inReplyTo: first?.id,
      author: scene.github.app.bot,
    });
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/thread.md");
  });

  it("dismisses as in the conversation", async () => {
    await using scene = await openAppScene();
    const { pull, id, maintainer } = await openConversation(scene);
    const body = `/dismiss ${id} wont-fix because the page goes away`;
    await pull.reviewComment(maintainer, { path: "src/find.js", line: 2, body });
    await scene.app.idle();

    expect(verdicts(pull)[0]).toBe("No security defects are detected in the code.");
    expect(firstQuestions(scene.model)).toHaveLength(1);
  });
});
