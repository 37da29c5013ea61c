import { describe, expect, it } from "vitest";
import { apiError } from "../../fakes/model-replies.ts";
import { questionOf, type Script } from "../../fakes/model-server.ts";
import { readingModel } from "../answers.ts";
import {
  awkwardTotal,
  awkwardUnreviewed,
  composeAwkwardBase,
  composeAwkwardChange,
  composeCode,
  numberFiles,
} from "./awkward-change.ts";
import { openAppScene } from "./open-app-scene.ts";
import { conclusions, showConversation, verdicts } from "./show-conversation.ts";

describe("a change of fifty files", () => {
  const code = (index: number, body: string) => composeCode(`part${index}`, body);

  it("takes ten calls at most, writes included", async () => {
    await using scene = await openAppScene({
      files: numberFiles(50, (index) => [`src/part-${index}.js`, code(index, "return input;")]),
    });
    const { github, repository, app } = scene;
    const files = numberFiles(50, (index) => [
      `src/part-${index}.js`,
      code(index, `return input + ${index};`),
    ]);
    const pull = await repository.openPullRequest({ branch: "feature", files });
    await app.idle();

    expect(verdicts(pull)).toEqual(["No security defects are detected in the code."]);
    expect(pull.reviews()[0]?.body).toContain("Reviewed 50 of 50 files and 50 of 50 hunks");
    expect(github.callsWithoutTokens.length).toBeLessThanOrEqual(10);
  });
});

/** What a review or a check says of files, in its own words. */
function readLedger(text: string) {
  const [, reviewed, total] = /Reviewed (\d+) of (\d+) files/.exec(text) ?? [];
  const folded = /<summary>Not reviewed: (\d+) files/.exec(text)?.[1];
  const named = text.match(/^ {2}- `/gm)?.length ?? 0;
  const rest = [...text.matchAll(/^ {2}- and (\d+) more files?$/gm)].map((match) => Number(match[1]));
  return {
    reviewed: Number(reviewed),
    total: Number(total),
    unreviewed: Number(folded),
    listed: rest.reduce((sum, number) => sum + number, named),
  };
}

async function reviewAwkwardChange(script: Script) {
  await using scene = await openAppScene({
    script,
    files: composeAwkwardBase(),
    limits: { filePatchLines: 2_000, pagePatchLines: 2_500 },
  });
  const { repository, app, model } = scene;
  const pull = await repository.openPullRequest({ branch: "feature", files: composeAwkwardChange() });
  await app.idle();
  const texts = [pull.reviews()[0]?.body ?? "", pull.checkRuns()[0]?.summary ?? ""];
  return {
    pull,
    ledgers: texts.map(readLedger),
    questions: model.requests.map(questionOf).join("\n"),
    errors: scene.errors(),
  };
}

describe("a change of six hundred files with every awkward kind in it", () => {
  it("has every file in the ledger, in the review and in the check, and is never called free of defects", async () => {
    const { pull, ledgers, questions, errors } = await reviewAwkwardChange(readingModel());

    const ledger = {
      reviewed: awkwardTotal - awkwardUnreviewed,
      total: awkwardTotal,
      unreviewed: awkwardUnreviewed,
      listed: awkwardUnreviewed,
    };
    expect(ledgers).toEqual([ledger, ledger]);
    expect(verdicts(pull)).toEqual(["Inconclusive."]);
    expect(conclusions(pull)).toEqual(["neutral"]);
    expect(errors).toEqual([]);
    // A file that only moved has no line to ask about.
    const code = Object.keys(composeAwkwardChange()).filter((path) =>
      /^(?:src\/(?!old|empty|new-[0-4])|docs)/.test(path),
    );
    const isAsked = (path: string) => questions.includes(JSON.stringify(path).slice(1, -1));
    expect(code.filter((path) => !isAsked(path))).toEqual([]);
    expect(questions).not.toContain("1234567890,");
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/six-hundred-files.md");
  });

  it("names what the model could not answer, beside what was left out", async () => {
    const answers = readingModel();
    const script: Script = (request) =>
      /plain-(?:100|400)\.js/.test(questionOf(request))
        ? apiError(400, { code: "content_filter", message: "No." })
        : answers(request);
    const { pull, ledgers } = await reviewAwkwardChange(script);

    for (const { reviewed, total, unreviewed, listed } of ledgers) {
      expect(reviewed + unreviewed).toBe(total);
      expect(listed).toBe(unreviewed);
      expect(unreviewed).toBeGreaterThan(awkwardUnreviewed);
    }
    expect(ledgers[0]).toEqual(ledgers[1]);
    expect(verdicts(pull)).toEqual(["Inconclusive."]);
    expect(conclusions(pull)).toEqual(["neutral"]);
  });
});
