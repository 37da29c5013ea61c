import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createReviewPublisher } from "../../../../src/adapters/github/create-review-publisher.ts";
import { graphql, makeDraft, openPublishingScene, type PublishingScene } from "./publishing-scene.ts";

let scene: PublishingScene;

beforeEach(async () => {
  scene = await openPublishingScene();
});

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

const updateCall = "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}";

/** Publishes a review of the present head; answers its id. */
async function publish(generation: number): Promise<number> {
  const identity = scene.identityNow(generation);
  const outcome = await scene.publisher.publishReview(identity, scene.stateNow(), makeDraft());
  return outcome.kind === "published" ? outcome.reviewId : 0;
}

const firstLines = () => scene.pull.reviews().map(({ body }) => body.split("\n")[0]);
const supersededBy = (id: number) => expect.stringMatching(new RegExp(`^Superseded by .*-${id}$`));

describe("superseding", () => {
  it("marks older reviews of ours, with one write each and nothing read again", async () => {
    await publish(1);
    await scene.pull.push({ "a.txt": "a" });
    const second = await publish(2);
    scene.github.clearCalls();
    await scene.publisher.supersede(scene.ref, second);
    expect(firstLines()).toEqual([supersededBy(second), "**No defects.**"]);
    expect(firstLines()[0]).toContain(`Superseded by ${scene.pull.headSha} at `);
    expect(scene.calls()).toEqual([updateCall]);
  });

  it("reads the reviews after a restart", async () => {
    await publish(1);
    const second = await publish(2);
    scene.github.clearCalls();
    await createReviewPublisher(scene.options).supersede(scene.ref, second);
    expect(firstLines()).toEqual([supersededBy(second), "**No defects.**"]);
    expect(scene.calls()).toEqual([graphql, updateCall]);
  });

  it("leaves what is superseded already as it is", async () => {
    await publish(1);
    const second = await publish(2);
    await scene.publisher.supersede(scene.ref, second);
    scene.github.clearCalls();
    await scene.publisher.supersede(scene.ref, second);
    await createReviewPublisher(scene.options).supersede(scene.ref, second);
    expect(scene.calls()).toEqual([graphql]);
  });

  it("keeps the marker, so that the older review is still found", async () => {
    await publish(1);
    await scene.publisher.supersede(scene.ref, await publish(2));
    expect(await publish(1)).toBe(0);
    expect(scene.pull.reviews()).toHaveLength(2);
  });

  it("never touches a newer review, one of somebody else, or one without our marker", async () => {
    const [head, bot] = [scene.pull.headSha, scene.github.app.bot];
    const copied = scene.options.composeMarker({
      repositoryId: scene.repository.id,
      pullRequest: 1,
      head,
      configuration: "c0ffee",
      generation: 9,
    });
    const other = scene.options.composeMarker({
      repositoryId: scene.repository.id,
      pullRequest: 2,
      head,
      configuration: "c0ffee",
      generation: 9,
    });
    scene.pull.addReview({ author: scene.github.account("mallory"), body: `Copied\n${copied}` });
    scene.pull.addReview({ author: bot, body: "A reply in a thread" });
    scene.pull.addReview({ author: bot, body: `Of another pull request\n${other}` });
    const first = await publish(1);
    await publish(2);
    await scene.publisher.supersede(scene.ref, first);
    expect(firstLines()).toEqual([
      "Copied",
      "A reply in a thread",
      "Of another pull request",
      "**No defects.**",
      "**No defects.**",
    ]);
  });

  it("marks the newest twenty", async () => {
    for (let generation = 1; generation <= 22; generation += 1) await publish(generation);
    const newest = await publish(23);
    await scene.publisher.supersede(scene.ref, newest);
    const marked = firstLines().map((line) => line?.startsWith("Superseded") === true);
    expect(marked).toEqual([false, false, ...Array<boolean>(20).fill(true), false]);
  });

  it("goes on after a failure, which is only logged", async () => {
    await publish(1);
    await publish(2);
    const third = await publish(3);
    scene.github.fault({ method: "PUT", times: 2, fault: { kind: "status", status: 502 } });
    await scene.publisher.supersede(scene.ref, third);
    expect(firstLines()).toEqual([supersededBy(third), "**No defects.**", "**No defects.**"]);
    expect(scene.warnings).toEqual(["an older review could not be marked as superseded"]);
  });

  it.each([
    ["502", { kind: "status", status: 502 }],
    ["502 after the work", { kind: "status", status: 502, applied: true }],
    ["a reset after the work", { kind: "reset", applied: true }],
  ] as const)("writes once more when an answer is lost: %s", async (_name, fault) => {
    await publish(1);
    const second = await publish(2);
    scene.github.fault({ method: "PUT", fault });
    await scene.publisher.supersede(scene.ref, second);
    expect(firstLines()).toEqual([supersededBy(second), "**No defects.**"]);
    expect(scene.warnings).toEqual([]);
  });

  it("stops at a rate limit instead of running into it twenty times", async () => {
    for (let generation = 1; generation <= 4; generation += 1) await publish(generation);
    const newest = await publish(5);
    const planned = scene.github.fault({ method: "PUT", times: 99, fault: { kind: "secondary-limit" } });
    await scene.publisher.supersede(scene.ref, newest);
    expect([planned.hits, scene.warnings.length]).toEqual([1, 1]);
  });

  it("does nothing but log when the newer review is not to be found or GitHub is down", async () => {
    await publish(1);
    await scene.publisher.supersede(scene.ref, 5);
    scene.github.fault({ route: "/graphql", times: 99, fault: { kind: "status", status: 503 } });
    await scene.publisher.supersede(scene.ref, 5);
    expect(firstLines()).toEqual(["**No defects.**"]);
    expect(scene.warnings).toEqual([
      "the review that supersedes older ones is not to be found",
      "older reviews could not be marked as superseded",
    ]);
  });
});

describe("rewriting a review of the same head", () => {
  const update = (reviewId: number, generation = 2) =>
    scene.publisher.updateReview(scene.identityNow(generation), reviewId, makeDraft([], "**Two defects.**"));

  it("gives it the new body and the new marker: one query and one write", async () => {
    const id = await publish(1);
    scene.github.clearCalls();
    expect(await update(id)).toEqual({ kind: "published", reviewId: id, url: expect.any(String) });
    expect(scene.pull.reviews()).toHaveLength(1);
    expect(firstLines()).toEqual(["**Two defects.**"]);
    expect(scene.calls()).toEqual([graphql, updateCall]);
    expect(await update(id)).toEqual({ kind: "already-published", reviewId: id });
  });

  it.each([
    ["a 502 after the work", { kind: "status", status: 502, applied: true }],
    ["a reset", { kind: "reset" }],
  ] as const)("writes once more when the answer is lost: %s", async (_name, fault) => {
    const id = await publish(1);
    scene.github.fault({ method: "PUT", fault });
    expect((await update(id)).kind).toBe("published");
    expect(firstLines()).toEqual(["**Two defects.**"]);
  });

  it.each([
    ["pushed to", () => scene.pull.push({ "a.txt": "a" }), { kind: "stale", reason: "head-moved" }],
    ["closed", () => scene.pull.close(), { kind: "stale", reason: "closed" }],
    ["locked", () => scene.pull.lock(), { kind: "refused", reason: "locked" }],
  ] as const)("writes nothing once the pull request was %s", async (_name, move, expected) => {
    const id = await publish(1);
    const identity = scene.identityNow(2);
    await move();
    expect(await scene.publisher.updateReview(identity, id, makeDraft([], "New"))).toEqual(expected);
    expect(firstLines()).toEqual(["**No defects.**"]);
  });

  it("throws when the review is not there", async () => {
    await expect(update(4)).rejects.toMatchObject({ code: "GITHUB_NOT_FOUND" });
  });
});
