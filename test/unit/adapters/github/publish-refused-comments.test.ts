import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RepoPath } from "../../../../src/domain/change-set.ts";
import type { InlineComment } from "../../../../src/domain/review-draft.ts";
import type { FaultTarget } from "../../../fakes/github/faults.ts";
import {
  graphql,
  listPlaces,
  makeComment,
  makeDraft,
  openPublishingScene,
  type PublishingScene,
  postReviewCall,
} from "./publishing-scene.ts";

let scene: PublishingScene;

beforeEach(async () => {
  scene = await openPublishingScene();
});

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

const filesCall = "GET /repos/{owner}/{repo}/pulls/{pull_number}/files";
const old = RepoPath.parse("src/old.ts");
const thirty = Array.from({ length: 30 }, (_, index) => makeComment(index + 1));

const publish = (comments: readonly InlineComment[]) =>
  scene.publisher.publishReview(scene.identityNow(), scene.stateNow(), makeDraft(comments));
const posts = () => scene.calls().filter((call) => call === postReviewCall).length;

/** GitHub refuses every review with one of these lines, though its own patch has them. */
function refuseLines(...lines: readonly number[]): void {
  const when = ({ body }: FaultTarget) => {
    const { comments = [] } = body as { readonly comments?: readonly { readonly line: number }[] };
    return comments.some(({ line }) => lines.includes(line));
  };
  const answer = { message: "Unprocessable Entity", errors: ["Line could not be resolved"] };
  const fault = { kind: "status", status: 422, body: answer } as const;
  scene.github.fault({ method: "POST", route: "/reviews", when, times: 99, fault });
}

describe("a comment that stands in no hunk", () => {
  it.each<[string, Partial<InlineComment>, string]>([
    ["a line that the file does not have", { line: 900 }, "src/new.ts:900"],
    ["a line outside every hunk", { path: old, line: 90 }, "src/old.ts:90"],
    ["a range that begins outside", { path: old, startLine: 20, line: 50 }, "src/old.ts:50"],
    ["a range that ends before it begins", { startLine: 9, line: 7 }, "src/new.ts:7"],
    ["a range of one line", { startLine: 7, line: 7 }, "src/new.ts:7"],
    ["the left side of a new file", { side: "LEFT", line: 5 }, "src/new.ts:5"],
    ["a file that did not change", { path: RepoPath.parse("README.md"), line: 1 }, "README.md:1"],
  ])("moves to the body, and the other twenty-nine stay: %s", async (_name, change, place) => {
    const comments = thirty.map((comment, index) => (index === 17 ? { ...comment, ...change } : comment));
    expect((await publish(comments)).kind).toBe("published");
    const others = comments.filter((_, index) => index !== 17);
    expect(listPlaces(scene.pull)).toEqual(others.map(({ path, line }) => `${path}:${line}`));
    const [review, ...rest] = scene.pull.reviews();
    expect(rest).toEqual([]);
    expect(review?.body).toMatch(
      new RegExp(
        `^\\*\\*No defects\\.\\*\\*\n\n## Not at their lines\n\n- ${place}\n\n<!-- assay:1 [^>]+ -->$`,
      ),
    );
    expect(scene.calls()).toEqual([graphql, postReviewCall, graphql, filesCall, postReviewCall]);
  });

  it("moves to the body together with all others of its kind", async () => {
    const comments = [makeComment(900), makeComment(901), makeComment(902)];
    expect((await publish(comments)).kind).toBe("published");
    expect(listPlaces(scene.pull)).toEqual([]);
    expect(scene.pull.reviews()[0]?.body).toContain("- src/new.ts:900\n- src/new.ts:901\n- src/new.ts:902");
  });

  it("is found in a file beyond the first page", async () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`a/${index}.txt`, "x\n"]));
    await scene.pull.push(files);
    const comments = [makeComment(3), makeComment(900)];
    expect((await publish(comments)).kind).toBe("published");
    expect(listPlaces(scene.pull)).toEqual(["src/new.ts:3"]);
    expect(scene.calls().filter((call) => call === filesCall)).toHaveLength(2);
  });
});

describe("a comment on a file of which GitHub shows no patch", () => {
  it("moves to the body when nothing else explains the refusal", async () => {
    await using small = await openPublishingScene({ limits: { filePatchLines: 100 } });
    const comments = [makeComment(3), makeComment(50, { path: old })];
    const draft = makeDraft(comments);
    await small.publisher.publishReview(small.identityNow(), small.stateNow(), draft);
    expect(listPlaces(small.pull)).toEqual(["src/old.ts:50"]);
    expect(small.pull.reviews()[0]?.body).toContain("- src/new.ts:3");
    expect(small.calls()).toEqual([graphql, postReviewCall, graphql, filesCall, postReviewCall]);
    expect(small.github.violations).toEqual([]);
  });
});

describe("a comment that GitHub refuses although its own patch has the line", () => {
  it.each([1, 2, 15, 16, 17, 30])("is found among thirty without anybody seeing it: line %i", async (bad) => {
    refuseLines(bad);
    expect((await publish(thirty)).kind).toBe("published");
    expect(scene.pull.reviews()).toMatchObject([{ state: "COMMENTED" }]);
    expect(listPlaces(scene.pull)).toEqual(
      thirty.filter(({ line }) => line !== bad).map(({ path, line }) => `${path}:${line}`),
    );
    expect(scene.pull.reviews()[0]?.body).toContain(`## Not at their lines\n\n- src/new.ts:${bad}\n`);
    expect(posts()).toBeLessThanOrEqual(8);
  });

  it("takes at most eight probes when there are many, and loses none", async () => {
    refuseLines(1, 5, 9, 13, 17, 21, 25, 29);
    expect((await publish(thirty)).kind).toBe("published");
    expect(scene.pull.reviews()).toMatchObject([{ state: "COMMENTED" }]);
    const places = listPlaces(scene.pull);
    const body = scene.pull.reviews()[0]?.body ?? "";
    const isMoved = (place: string) => body.split("\n").includes(`- ${place}`);
    const all = thirty.map(({ path, line }) => `${path}:${line}`);
    expect(all.filter((place) => places.includes(place) !== isMoved(place))).toEqual(all);
    expect(posts()).toBeLessThanOrEqual(10);
  });

  it("moves to the body when it is the only one", async () => {
    refuseLines(3);
    expect((await publish([makeComment(3)])).kind).toBe("published");
    expect(scene.pull.reviews()[0]?.body).toContain("- src/new.ts:3");
    expect(posts()).toBe(2);
  });

  it("leaves no pending review behind when a probe is cut off and the work is tried again", async () => {
    refuseLines(7);
    const when = ({ body }: FaultTarget) => (body as { readonly event?: string }).event === undefined;
    scene.github.fault({ method: "POST", route: "/reviews", when, fault: { kind: "reset", applied: true } });
    await expect(publish(thirty)).rejects.toMatchObject({ code: "GITHUB_AMBIGUOUS", retryable: true });
    expect((await publish(thirty)).kind).toBe("published");
    expect(scene.pull.reviews()).toMatchObject([{ state: "COMMENTED" }]);
    expect(listPlaces(scene.pull)).toHaveLength(29);
  });
});

describe("a review that GitHub refuses even without comments", () => {
  it("ends in an error, after every comment was moved", async () => {
    const fault = { kind: "status", status: 422, body: { message: "Unprocessable Entity" } } as const;
    scene.github.fault({ method: "POST", route: "/reviews", times: 99, fault });
    await expect(publish(thirty)).rejects.toMatchObject({ code: "GITHUB_REJECTED", retryable: false });
    expect(scene.pull.reviews()).toEqual([]);
    expect(posts()).toBeLessThanOrEqual(10);
  });
});
