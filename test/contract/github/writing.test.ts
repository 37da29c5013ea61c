import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import type { GitHubDoubleOptions } from "../../fakes/github/start-github-double.ts";
import { numberedLines, openScene, type Scene } from "./open-scene.ts";

let scene: Scene;
let pull: PullRequestHandle;

const before = numberedLines(40);
const after = before.replace("line 5\n", "line five\n").replace("line 30\n", "");

async function openReview(options: GitHubDoubleOptions = {}): Promise<void> {
  scene = await openScene(options, { "a.ts": before });
  pull = await scene.repository.openPullRequest({
    branch: "feature",
    files: { "a.ts": after, "image.png": { mode: "100644", text: Buffer.from([0, 1]) } },
    author: scene.github.account("alice"),
  });
}

type Wanted = Omit<
  NonNullable<Parameters<Scene["octokit"]["pulls"]["createReview"]>[0]>,
  "owner" | "repo" | "pull_number"
>;

const post = (wanted: Wanted) =>
  scene.octokit.pulls.createReview({ ...scene.at, pull_number: pull.number, ...wanted });
const comment = (line: number, more: object = {}) => ({
  path: "a.ts",
  body: "here",
  line,
  side: "RIGHT",
  ...more,
});
const refusal = (message: RegExp) => ({ status: 422, message: expect.stringMatching(message) });

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene.github.close();
});

/** Lines that the hunks of `git diff` show, told apart from the code under test by their own reading. */
function linesOfDiff(side: "-" | "+"): ReadonlySet<number> {
  const range = [pull.baseSha, pull.headSha, "--", "a.ts"];
  const text = execFileSync("git", ["-C", scene.repository.folder, "diff", ...range]).toString();
  const shown = new Set<number>();
  for (const [, oldStart, oldCount, newStart, newCount] of text.matchAll(
    /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@/gm,
  )) {
    const [start, count] = side === "-" ? [oldStart, oldCount] : [newStart, newCount];
    for (let line = Number(start); line < Number(start) + Number(count); line++) shown.add(line);
  }
  return shown;
}

describe("a review", () => {
  it("stands where it was put, and speaks of the head when it names no commit", async () => {
    await openReview();
    const { data } = await post({
      event: "COMMENT",
      body: "Two things.",
      comments: [comment(5), comment(4, { side: "LEFT" })],
    });
    const comments = await scene.octokit.pulls.listReviewComments({ ...scene.at, pull_number: pull.number });

    expect(data).toMatchObject({
      state: "COMMENTED",
      commit_id: pull.headSha,
      user: { login: "assay[bot]", type: "Bot" },
    });
    expect(comments.data.map(({ line, side, path }) => [path, side, line])).toEqual([
      ["a.ts", "RIGHT", 5],
      ["a.ts", "LEFT", 4],
    ]);
    expect(scene.github.writes.map(({ route }) => route)).toEqual([
      "/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    ]);
  });

  it.each(["LEFT", "RIGHT"] as const)(
    "takes comments on exactly the lines of git's hunks, side %s",
    async (side) => {
      await openReview();
      const accepted = new Set<number>();
      for (let line = 1; line <= 45; line++) {
        const answer = post({ event: "COMMENT", body: "b", comments: [comment(line, { side })] });
        if (
          await answer.then(
            () => true,
            () => false,
          )
        )
          accepted.add(line);
      }

      expect(accepted.size).toBeGreaterThan(10);
      expect(accepted).toEqual(linesOfDiff(side === "LEFT" ? "-" : "+"));
    },
  );

  it.each([
    ["a line outside the diff", [comment(5), comment(20)], /Line could not be resolved/],
    ["a file outside the diff", [{ ...comment(5), path: "b.ts" }], /Path could not be resolved/],
    ["a file without a patch", [{ ...comment(1), path: "image.png" }], /Line could not be resolved/],
    ["a range over two hunks", [comment(29, { start_line: 5 })], /Line could not be resolved/],
    ["a range that ends before it begins", [comment(5, { start_line: 6 })], /Line could not be resolved/],
    ["a comment without text", [{ ...comment(5), body: "" }], /can't be blank/],
  ])("is refused as a whole for %s", async (_title, comments, message) => {
    await openReview();

    await expect(post({ event: "COMMENT", body: "b", comments })).rejects.toMatchObject(refusal(message));
    expect(pull.reviews()).toEqual([]);
    expect(pull.reviewComments()).toEqual([]);
  });

  it("takes a range within one hunk", async () => {
    await openReview();
    await post({
      event: "COMMENT",
      body: "b",
      comments: [comment(7, { start_line: 5, start_side: "RIGHT" })],
    });

    expect(pull.reviewComments()).toMatchObject([{ startLine: 5, line: 7, side: "RIGHT" }]);
  });

  it.each([
    ["a comment without a body", { event: "COMMENT" } as const, /can't be blank/],
    ["a body that is too long", { event: "COMMENT", body: "x".repeat(65_537) } as const, /too long/],
    [
      "a commit of something else",
      { event: "COMMENT", body: "b", commit_id: "1".repeat(40) } as const,
      /commit_id/,
    ],
  ])("is refused for %s", async (_title, wanted, message) => {
    await openReview();

    await expect(post(wanted)).rejects.toMatchObject(refusal(message));
  });

  it("is refused while an own one is pending, and not once that is deleted", async () => {
    await openReview();
    const pending = pull.leavePendingReview();
    await expect(post({ event: "COMMENT", body: "b" })).rejects.toMatchObject(refusal(/one pending review/));
    const listed = await scene.octokit.pulls.listReviews({ ...scene.at, pull_number: pull.number });
    await scene.octokit.pulls.deletePendingReview({
      ...scene.at,
      pull_number: pull.number,
      review_id: pending.id,
    });
    await post({ event: "COMMENT", body: "b" });

    expect(listed.data.map(({ state }) => state)).toEqual(["PENDING"]);
    expect(pull.reviews().map(({ state }) => state)).toEqual(["COMMENTED"]);
  });

  it("that is pending belongs to its author alone", async () => {
    await openReview();
    pull.leavePendingReview(scene.github.account("bob"));
    const listed = await scene.octokit.pulls.listReviews({ ...scene.at, pull_number: pull.number });
    await post({ event: "COMMENT", body: "b" });

    expect(listed.data).toEqual([]);
  });

  it("is refused on a locked pull request with 422, a comment with 403", async () => {
    await openReview();
    await pull.lock();
    const talk = () =>
      scene.octokit.issues.createComment({ ...scene.at, issue_number: pull.number, body: "b" });

    await expect(post({ event: "COMMENT", body: "b" })).rejects.toMatchObject(refusal(/lock/));
    await expect(talk()).rejects.toMatchObject({ status: 403 });
  });

  it("can be rewritten and, unless it is a mere comment, dismissed", async () => {
    await openReview();
    const { data } = await post({ event: "REQUEST_CHANGES", body: "no" });
    const one = { ...scene.at, pull_number: pull.number, review_id: data.id };
    await scene.octokit.pulls.updateReview({ ...one, body: "superseded" });
    await scene.octokit.pulls.dismissReview({ ...one, message: "fixed" });

    expect(pull.reviews()).toMatchObject([{ body: "superseded", state: "DISMISSED" }]);
    const note = await post({ event: "COMMENT", body: "note" });
    const dismissal = scene.octokit.pulls.dismissReview({
      ...one,
      review_id: note.data.id,
      message: "fixed",
    });
    await expect(dismissal).rejects.toMatchObject(refusal(/dismiss a commented/));
  });

  it("may be pointed to the new head by a force-push", async () => {
    await openReview({ repointReviewsOnForcePush: true });
    await post({ event: "COMMENT", body: "b" });
    await pull.forcePush({ "a.ts": after, "c.ts": "c\n" });
    const { data } = await scene.octokit.pulls.listReviews({ ...scene.at, pull_number: pull.number });

    expect(data.map(({ commit_id }) => commit_id)).toEqual([pull.headSha]);
  });
});

describe("talk", () => {
  it("is comments with reactions and replies", async () => {
    await openReview();
    const { comment: asked } = await pull.comment(scene.github.account("bob"), "/review");
    const react = () =>
      scene.octokit.reactions.createForIssueComment({ ...scene.at, comment_id: asked.id, content: "eyes" });
    expect([(await react()).status, (await react()).status]).toEqual([201, 200]);
    const { comment: remark } = await pull.reviewComment(scene.github.account("bob"), {
      path: "a.ts",
      line: 5,
      body: "?",
    });
    await scene.octokit.pulls.createReplyForReviewComment({
      ...scene.at,
      pull_number: pull.number,
      comment_id: remark.id,
      body: "!",
    });
    const own = await scene.octokit.issues.createComment({
      ...scene.at,
      issue_number: pull.number,
      body: "one",
    });
    await scene.octokit.issues.updateComment({ ...scene.at, comment_id: own.data.id, body: "two" });
    const others = () =>
      scene.octokit.issues.updateComment({ ...scene.at, comment_id: asked.id, body: "mine" });

    await expect(others()).rejects.toMatchObject({ status: 403 });
    expect(pull.comments().map(({ body }) => body)).toEqual(["/review", "two"]);
    expect(pull.reviewComments().map(({ body, inReplyTo }) => [body, inReplyTo])).toEqual([
      ["?", null],
      ["!", remark.id],
    ]);
  });
});

describe("a check run", () => {
  const annotation = (line: number) => ({
    path: "a.ts",
    start_line: line,
    end_line: line,
    annotation_level: "warning" as const,
    message: "m",
  });
  const many = (count: number) => Array.from({ length: count }, (_, index) => annotation(index + 1));
  const output = (count: number) => ({ title: "t", summary: "s", annotations: many(count) });

  it("collects annotations over several updates", async () => {
    await openReview();
    const start = {
      ...scene.at,
      name: "Assay",
      head_sha: pull.headSha,
      external_id: "1:1",
      output: output(50),
    };
    const { data } = await scene.octokit.checks.create({ ...start, status: "in_progress" });
    const run = { ...scene.at, check_run_id: data.id };
    await scene.octokit.checks.update({ ...run, output: output(50) });
    await scene.octokit.checks.update({ ...run, conclusion: "neutral", output: output(20) });
    const stored = await scene.octokit.paginate(scene.octokit.checks.listAnnotations, {
      ...run,
      per_page: 100,
    });
    const listed = await scene.octokit.checks.listForRef({
      ...scene.at,
      ref: pull.headSha,
      check_name: "Assay",
    });

    expect(stored).toHaveLength(120);
    expect(listed.data.check_runs).toMatchObject([
      { status: "completed", conclusion: "neutral", external_id: "1:1", pull_requests: [{ number: 1 }] },
    ]);
  });

  it.each([
    ["an unknown commit", { head_sha: "1".repeat(40) }],
    ["51 annotations", { output: output(51) }],
    ["a summary that is too long", { output: { title: "t", summary: "s".repeat(65_536) } }],
    ["completion without a conclusion", { status: "completed" as const }],
  ])("is refused for %s", async (_title, wrong) => {
    await openReview();
    const wanted = { ...scene.at, name: "Assay", head_sha: pull.headSha, ...wrong };

    await expect(scene.octokit.checks.create(wanted)).rejects.toMatchObject({ status: 422 });
    expect(pull.checkRuns()).toEqual([]);
    scene.github.clearCalls();
  });
});
