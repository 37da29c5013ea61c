import { describe, expect, it } from "vitest";
import { firstQuestions } from "../answers.ts";
import { openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, showConversation, verdicts } from "./show-conversation.ts";

const harmless = { "src/other.js": "export const answer = 42;\n" };
const fixed = { "src/find.js": safeQuery.replace("name = ?", "name = ? LIMIT 1") };

describe("a pull request whose defect comes, stays and is fixed", () => {
  it("gets one review a head, one comment for the defect, and a check that follows", async () => {
    await using scene = await openAppScene();
    const { github, repository, app, model } = scene;
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "src/find.js": unsafeQuery },
      author: github.account("alice"),
    });
    await app.idle();
    expect(github.callsWithoutTokens.length).toBeLessThanOrEqual(10);
    await pull.push(harmless);
    await app.idle();
    await pull.push(fixed);
    await app.idle();

    expect(verdicts(pull)).toEqual([
      "1 security defect is detected in the code.",
      "1 security defect is detected in the code.",
      "No security defects are detected in the code.",
    ]);
    expect(pull.reviews().map(({ body }) => body.startsWith("**Superseded**"))).toEqual([true, true, false]);
    expect(pull.reviewComments().map(({ path, line, side }) => ({ path, line, side }))).toEqual([
      { path: "src/find.js", line: 2, side: "RIGHT" },
    ]);
    const ids = pull.reviews().map(({ body }) => body.match(/`(A-[0-9a-f]{8})`/)?.[1]);
    expect(new Set(ids).size).toBe(1);
    expect(conclusions(pull)).toEqual(["failure", "failure", "success"]);
    expect(firstQuestions(model)).toHaveLength(3);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/push-and-fix.md");
  });
});

describe("what a later review asks the model about", () => {
  const open = async (scene: Awaited<ReturnType<typeof openAppScene>>) => {
    const { github, repository, app, model } = scene;
    const author = github.account("alice");
    const files = { "src/find.js": unsafeQuery };
    const pull = await repository.openPullRequest({ branch: "feature", files, author });
    await app.idle();
    const asked = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
      const before = firstQuestions(model).length;
      await act();
      await app.idle();
      const questions = firstQuestions(model)
        .slice(before)
        .map(({ text }) => text);
      return ["src/find.js", "src/other.js", "src/third.js"].filter((path) =>
        questions.some((question) => question.includes(path)),
      );
    };
    return { pull, asked };
  };

  it("is only what a plain push changed", async () => {
    await using scene = await openAppScene();
    const { pull, asked } = await open(scene);

    expect(await asked(() => pull.push(harmless))).toEqual(["src/other.js"]);
    expect(await asked(() => pull.push({ "src/third.js": "export const third = 3;\n" }))).toEqual([
      "src/third.js",
    ]);
    expect(verdicts(pull)).toEqual(Array(3).fill("1 security defect is detected in the code."));
  });

  it("is the whole file where a push changes one of its hunks or takes it back", async () => {
    const textOf = (guard: string, call: string) =>
      `${guard}\n${Array.from({ length: 20 }, (_, line) => `// ${line}\n`).join("")}${call}\n`;
    const base = { "src/far.js": textOf("start();", "stop();") };
    await using scene = await openAppScene({ files: base });
    const { github, repository, app, model } = scene;
    const call = "run(input);";
    const files = { "src/far.js": textOf("allow(input);", call), ...harmless };
    const pull = await repository.openPullRequest({
      branch: "feature",
      files,
      author: github.account("alice"),
    });
    await app.idle();
    const askedAfter = async (guard: string) => {
      const before = firstQuestions(model).length;
      await pull.push({ "src/far.js": textOf(guard, call) });
      await app.idle();
      const text = firstQuestions(model)
        .slice(before)
        .map((question) => question.text)
        .join("\n");
      return [text.includes(call), text.includes("answer = 42")];
    };

    expect(await askedAfter("allowAll(input);")).toEqual([true, false]);
    expect(await askedAfter("start();")).toEqual([true, false]);
  });

  it("is only what is new after a force-push, and nothing where it brings the same lines", async () => {
    await using scene = await openAppScene();
    const { pull, asked } = await open(scene);

    expect(await asked(() => pull.forcePush({ "src/find.js": unsafeQuery, ...harmless }))).toEqual([
      "src/other.js",
    ]);
    expect(pull.reviewComments()).toHaveLength(1);
    expect(conclusions(pull)).toEqual(["failure", "failure"]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/force-push.md");

    const parent = scene.repository.commit({ files: { "README.md": "# The shop\n" } });
    const rebase = () => pull.forcePush({ "src/find.js": unsafeQuery, ...harmless }, parent);
    expect(await asked(rebase)).toEqual([]);
    expect(verdicts(pull)).toEqual(Array(3).fill("1 security defect is detected in the code."));
    expect(conclusions(pull)).toEqual(["failure", "failure", "failure"]);
  });

  it("is only what is new once the base was merged in", async () => {
    await using scene = await openAppScene();
    const { pull, asked } = await open(scene);
    scene.repository.commit({ files: { "README.md": "# The shop\n" } });
    const base = scene.repository.tip("main") ?? "";
    const head = scene.repository.commit({
      branch: "feature",
      parent: pull.headSha,
      mergeOf: base,
      files: { "README.md": "# The shop\n" },
    });
    pull.state.headSha = head;

    expect(await asked(() => pull.push(harmless))).toEqual(["src/other.js"]);
    expect(pull.reviewComments()).toHaveLength(1);
  });

  it("is everything that uses what a new base changed", async () => {
    const clean = 'export function clean(name) {\n  return name.replaceAll("<", "&lt;");\n}\n';
    const greet = (word: string) =>
      `import { clean } from "./clean.js";\n\nexport function greet(name) {\n  return "<p>${word} " + clean(name);\n}\n`;
    const base = { "src/clean.js": clean, "src/find.js": greet("Hello") };
    await using scene = await openAppScene({ files: base });
    const { repository, app, github, model } = scene;
    const files = { "src/find.js": greet("Welcome"), ...harmless };
    const pull = await repository.openPullRequest({
      branch: "feature",
      files,
      author: github.account("alice"),
    });
    await app.idle();
    const before = firstQuestions(model).length;
    const parent = repository.commit({
      files: { "src/clean.js": "export function clean(name) {\n  return name;\n}\n" },
    });
    await pull.forcePush(files, parent);
    await app.idle();

    const questions = firstQuestions(model).slice(before);
    expect(
      questions.map(({ text }) => ["src/find.js", "src/other.js"].map((path) => text.includes(path))),
    ).toEqual([[true, false]]);
  });

  it("is nothing for a head that was reviewed: not when it is delivered again, not for another event", async () => {
    await using scene = await openAppScene();
    const { github, app, model } = scene;
    const { pull } = await open(scene);
    const [opened] = github.deliveries;
    const writes = github.writes.length;
    expect(opened).toBeDefined();
    if (opened !== undefined) await github.redeliver(opened);
    await app.idle();
    await pull.label("important");
    await app.idle();

    expect(github.writes).toHaveLength(writes);
    expect(firstQuestions(model)).toHaveLength(1);
    expect(pull.reviews()).toHaveLength(1);
  });

  it("is everything again when the policy of the repository changed", async () => {
    await using scene = await openAppScene();
    const { pull, asked } = await open(scene);
    scene.repository.commit({ files: { ".github/assay.yml": "fail-on: never\n" } });

    expect(await asked(() => pull.push(harmless))).toEqual(["src/find.js", "src/other.js"]);
    expect(conclusions(pull)).toEqual(["failure", "neutral"]);
  });
});

describe("one delivery that comes twice at once", () => {
  it("makes one review", async () => {
    await using scene = await openAppScene();
    const { github, repository, app } = scene;
    const files = { "src/find.js": unsafeQuery };
    const pull = await repository.openPullRequest({ branch: "feature", files, isDelivered: false });
    const event = await github.compose.pullRequest(pull.state, "opened", github.account("alice"));
    await Promise.all([github.deliver(event, "11111111-1111-4111-8111-111111111111"), github.deliver(event)]);
    await app.idle();

    expect(pull.reviews()).toHaveLength(1);
    expect(pull.reviewComments()).toHaveLength(1);
    expect(conclusions(pull)).toEqual(["failure"]);
  });
});
