import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import { createGitSource } from "../../src/adapters/git/create-git-source.ts";
import { decideVerdict } from "../../src/review/verdict/decide-verdict.ts";
import { answeredDefect, readingModel } from "../app/answers.ts";
import { openAppScene } from "../app/github/open-app-scene.ts";
import { conclusions, verdicts } from "../app/github/show-conversation.ts";
import { cleanModel, reviewInProcess } from "../app/review-in-process.ts";
import { runStep } from "../app/workflow-runner.ts";
import { questionOf, startModelServer } from "../fakes/model-server.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { tellFigure } from "./attack-figures.ts";

const marker = "the_line_that_does_harm";
const green = "No security defects are detected in the code.";
const filler = Array.from({ length: 40 }, (_, index) => `export const limit${index} = ${index};\n`).join("");
const code = `export const ${marker} = (request) => run(request.query.command);\n${filler}`;
const workflow = `on: push\njobs:\n  a:\n    steps:\n      - run: echo ${marker}\n${"      - run: echo\n".repeat(40)}`;

const moves: readonly (readonly [string, string, string])[] = [
  ["docs/sample.txt", "src/handler.js", code],
  ["docs/sample.js", "src/handler.js", code],
  ["vendor/lib/handler.js", "src/handler.js", code],
  ["node_modules/a/x.js", "src/x.js", code],
  ["static/x.min.js", "src/x.js", `${marker};${"a();".repeat(100)}\n`],
  ["docs/ci-sample.yml", ".github/workflows/ci.yml", workflow],
  ["docs/page.txt", "views/page.ejs", code],
  ["docs/page.txt", ".htaccess", `SetHandler ${marker}\n${"Allow from all\n".repeat(20)}`],
  [
    "docs/keys.txt",
    "home/deploy/.ssh/authorized_keys",
    `ssh-ed25519 ${marker}\n${"# a comment\n".repeat(20)}`,
  ],
  ["middleware.ts", "old/middleware.ts", code],
  [
    "admin/.htaccess",
    "admin/htaccess.txt",
    `Require valid-user\n# ${marker}\n${"AuthType Basic\n".repeat(20)}`,
  ],
  [".github/workflows/codeql.yml", "docs/codeql.yml", workflow],
  ["src/find.js", "vendor/find.js", code],
];

let repository: TemporaryRepository;
beforeEach(() => {
  repository = createRepository();
  repository.write("a.md", "a\n");
});
afterEach(() => repository.remove());

/** The verdict on a move, and whether the model was shown the line. */
async function reviewMove([from, to, text]: (typeof moves)[number], more: string) {
  repository.write(from, text);
  repository.commit();
  repository.git("rm", "--quiet", from);
  repository.write(to, `${text}${more}`);
  const range = repository.commit();
  let questions = "";
  const model: typeof cleanModel = {
    name: "clean",
    complete(request, signal) {
      questions += request.user;
      return cleanModel.complete(request, signal);
    },
  };
  const { directory, environment } = repository;
  const source = createGitSource({ directory, selection: { kind: "range", range }, environment });
  const { result } = await reviewInProcess(source, model);
  return { verdict: decideVerdict(result).verdict, isShown: questions.includes(marker) };
}

describe("code that comes by a rename", () => {
  it.each(moves)("is shown whole, from %s to %s", async (...move) => {
    expect(await reviewMove(move, "")).toMatchObject({ isShown: true });
  });

  it.each(moves)("is shown whole beside one line of its own, from %s to %s", async (...move) => {
    expect(await reviewMove(move, "\n")).toMatchObject({ isShown: true });
  });

  it("costs no question where the file is trusted as before", async () => {
    expect(await reviewMove(["src/a/x.ts", "src/b/x.ts", code], "")).toEqual({
      verdict: "no-defects",
      isShown: false,
    });
    tellFigure({
      row: "E2",
      tried: `${moves.length} moves between places of different trust, with and without a line: each text shown`,
    });
  });

  it("is not called free of defects where its text is not known", async () => {
    const header =
      "diff --git a/docs/x.txt b/src/x.js\nsimilarity index 90%\nrename from docs/x.txt\nrename to src/x.js\n";
    const hunk = "--- a/docs/x.txt\n+++ b/src/x.js\n@@ -40 +40,2 @@\n last\n+more\n";
    for (const text of [header, `${header}${hunk}`]) {
      const { result } = await reviewInProcess(createDiffSource({ text, label: "a diff" }), cleanModel);
      expect(decideVerdict(result).verdict).toBe("inconclusive");
    }
  });
});

describe("a defect in code that comes by a rename", () => {
  it("is told in the review, though GitHub shows no line of it", async () => {
    const quote = `      - run: echo ${marker}`;
    // The new place is asked about first: it is file 1 of the change.
    const findMarker = (question: string) =>
      question.includes("hunk 1.0") ? [answeredDefect({ file: 1, line: 5, quote })] : [];
    await using scene = await openAppScene({
      script: readingModel(findMarker),
      files: { "docs/ci.yml": workflow },
    });
    const pull = await scene.repository.openPullRequest({
      branch: "moved",
      files: { "docs/ci.yml": null, ".github/workflows/ci.yml": workflow },
    });
    await scene.app.idle();
    expect(verdicts(pull)).toEqual(["1 security defect is detected in the code."]);
    expect(pull.reviews()[0]?.body).toContain(".github/workflows/ci.yml");
    expect(scene.errors()).toEqual([]);
  });
});

describe("a change without a difference", () => {
  it("is inconclusive in the Action", async () => {
    await using server = await startModelServer(readingModel());
    const sha = repository.commit();
    const run = await runStep({
      workspace: repository.directory,
      event: "pull_request",
      payload: { pull_request: { base: { sha }, head: { sha } } },
      with: { "api-key": "k".repeat(20), "base-url": server.url, model: "gpt-test" },
    });
    expect(run.outputs["verdict"]).toBe("inconclusive");
    expect(run.log).toMatch(/nothing to review|no difference to review/);
    expect(run.log).not.toContain(green);
  });

  it("is inconclusive in the App, and its check is neutral", async () => {
    const questions: string[] = [];
    await using scene = await openAppScene({
      script: (request) => {
        questions.push(questionOf(request));
        return readingModel()(request);
      },
      files: { "a.md": "a\n", "docs/ci.yml": workflow },
    });
    const moved = await scene.repository.openPullRequest({
      branch: "moved",
      files: { "docs/ci.yml": null, ".github/workflows/ci.yml": `${workflow}      - run: echo last\n` },
    });
    const empty = await scene.repository.openPullRequest({ branch: "empty", files: { "a.md": "a\n" } });
    await scene.app.idle();

    expect(questions.some((question) => question.includes(marker))).toBe(true);
    expect(moved.reviews()).toHaveLength(1);
    expect(verdicts(empty)).toEqual(["Inconclusive."]);
    expect(conclusions(empty)).toEqual(["neutral"]);
  });
});
