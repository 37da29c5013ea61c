import { expect, it } from "vitest";
import { apiError } from "../../fakes/model-replies.ts";
import { firstQuestions, readingModel } from "../answers.ts";
import { openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, showConversation } from "./show-conversation.ts";

const files = { "src/find.js": unsafeQuery };
const harmless = { "src/other.js": "export const answer = 42;\n" };
/** Three lines on each side of the query. */
const roomy = `${unsafeQuery.replace("{\n", "{\n  first();\n  second();\n  third();\n")}// one\n// two\n// three\n`;
const heading = "Matched by a rule, not reported as a defect";

it("a match that the model says nothing about is told in review and check, also once its hunk is not asked about", async () => {
  await using scene = await openAppScene({ script: readingModel() });
  const { github, repository, app, model } = scene;
  const pull = await repository.openPullRequest({
    branch: "feature",
    files,
    author: github.account("alice"),
  });
  await app.idle();
  await pull.push(harmless);
  await app.idle();

  expect(firstQuestions(model).map(({ text }) => text.includes("src/find.js"))).toEqual([true, false]);
  expect(conclusions(pull)).toEqual(["success", "success"]);
  expect(pull.reviews().map(({ body }) => body.includes(`${heading}: 1`))).toEqual([true, true]);
  await expect(showConversation(pull)).toMatchFileSnapshot("conversations/unreported-matches.md");
});

it("a match that an earlier review reported as a defect, and that was dismissed, is not told as well", async () => {
  await using scene = await openAppScene();
  const { github, repository, app } = scene;
  const maintainer = github.account("mona");
  repository.setRole(maintainer, "write");
  const pull = await repository.openPullRequest({
    branch: "feature",
    files,
    author: github.account("alice"),
  });
  await app.idle();
  const id = /`(A-[0-9a-f]{8})`/.exec(pull.reviews()[0]?.body ?? "")?.[1];
  await pull.comment(maintainer, `/dismiss ${id} false-positive because names are letters`);
  await app.idle();
  await pull.push(harmless);
  await app.idle();

  expect(conclusions(pull).at(-1)).toBe("success");
  expect(pull.reviews().map(({ body }) => body.includes(heading))).toEqual(pull.reviews().map(() => false));
});

it("a match that was dismissed before a model read it stays dismissed, by whom and why, until that is taken back", async () => {
  let isDown = true;
  const reads = readingModel();
  await using scene = await openAppScene({
    script: (request) => (isDown ? apiError(400, {}) : reads(request)),
  });
  const { github, repository, app } = scene;
  const maintainer = github.account("mona");
  repository.setRole(maintainer, "write");
  const pull = await repository.openPullRequest({
    branch: "feature",
    files: { "src/find.js": roomy },
    author: github.account("alice"),
  });
  await app.idle();
  const id = /`(A-[0-9a-f]{8})`/.exec(pull.reviews()[0]?.body ?? "")?.[1];
  isDown = false;
  const told: (readonly boolean[])[] = [];
  const act = async (step: Promise<unknown>) => {
    await step;
    await app.idle();
    const body = pull.reviews().at(-1)?.body ?? "";
    const isDismissed = body.includes("<summary>Dismissed: 1<") && body.includes("names are letters");
    told.push([
      isDismissed,
      body.includes(heading),
      (pull.checkRuns().at(-1)?.summary ?? "").includes(heading),
    ]);
  };
  await act(pull.comment(maintainer, `/dismiss ${id} false-positive because names are letters`));
  await act(pull.push(harmless));
  await act(pull.push({ "src/find.js": `${roomy}// the end\n` }));
  await act(pull.comment(maintainer, `/reopen ${id}`));
  await act(pull.push({ "src/other.js": "export const answer = 43;\n" }));

  expect(told).toEqual([
    [true, false, false],
    [true, false, false],
    [true, false, false],
    [false, true, true],
    [false, true, true],
  ]);
  expect(conclusions(pull)).toEqual(["neutral", ...Array(5).fill("success")]);
});

it.each([
  ["still stands is not called fixed", unsafeQuery, []],
  ["is gone is called fixed", safeQuery.replace("name = ?", "name = ? LIMIT 1"), ["1 fixed"]],
])("a match that no model answered for at first and that %s once one does", async (_what, later, said) => {
  let isDown = true;
  const reads = readingModel();
  await using scene = await openAppScene({
    script: (request) => (isDown ? apiError(400, {}) : reads(request)),
  });
  const { github, repository, app } = scene;
  const pull = await repository.openPullRequest({
    branch: "feature",
    files,
    author: github.account("alice"),
  });
  await app.idle();
  expect(pull.reviews().at(-1)?.body).toContain("Matched by a rule, not examined by a model");
  isDown = false;
  await pull.push({ ...harmless, "src/find.js": later });
  await app.idle();

  const body = pull.reviews().at(-1)?.body ?? "";
  expect(conclusions(pull).at(-1)).toBe("success");
  expect(body.match(/\d+ fixed/g) ?? []).toEqual(said);
  expect(body.includes(heading)).toBe(said.length === 0);
});
