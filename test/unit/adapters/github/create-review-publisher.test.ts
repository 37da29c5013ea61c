import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createReviewPublisher } from "../../../../src/adapters/github/create-review-publisher.ts";
import { RepoPath } from "../../../../src/domain/change-set.ts";
import type { PublishOutcome } from "../../../../src/pipeline/ports-code-host.ts";
import { signMarker } from "../../../../src/review/pull-request/sign-marker.ts";
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

const publish = (comments: readonly ReturnType<typeof makeComment>[] = [], body?: string) =>
  scene.publisher.publishReview(scene.identityNow(), scene.stateNow(), makeDraft(comments, body));

describe("publishing in the ordinary case", () => {
  it("takes one query and one review, which names its commit and ends in the marker", async () => {
    const comments = [makeComment(3), makeComment(9, { startLine: 7 })];
    const outcome = await publish(comments);
    const [review] = scene.pull.reviews();
    const url = expect.stringMatching(new RegExp(`/octo-org/shop/pull/1#pullrequestreview-${review?.id}$`));
    expect(outcome).toEqual({ kind: "published", reviewId: review?.id, url });
    expect(scene.calls()).toEqual([graphql, postReviewCall]);
    const marker = scene.options.composeMarker({
      repositoryId: scene.repository.id,
      pullRequest: 1,
      head: scene.pull.headSha,
      configuration: "c0ffee",
      generation: 1,
    });
    expect(scene.github.calls.at(-1)?.body).toEqual({
      commit_id: scene.pull.headSha,
      event: "COMMENT",
      body: `**No defects.**\n\n${marker}`,
      comments: [
        { path: "src/new.ts", line: 3, side: "RIGHT", body: "Look at 3" },
        {
          path: "src/new.ts",
          line: 9,
          side: "RIGHT",
          start_line: 7,
          start_side: "RIGHT",
          body: "Look at 9",
        },
      ],
    });
    expect(review).toMatchObject({ state: "COMMENTED", commitId: scene.pull.headSha });
  });

  it("comments on removed lines on the left side", async () => {
    const path = RepoPath.parse("src/old.ts");
    await publish([makeComment(50, { path, side: "LEFT" })]);
    expect(scene.pull.reviewComments()).toMatchObject([{ path: "src/old.ts", line: 50, side: "LEFT" }]);
  });

  it("finds a repository that was renamed", async () => {
    scene.repository.rename("store");
    expect((await publish()).kind).toBe("published");
    expect(scene.calls()).toEqual([graphql, postReviewCall]);
  });

  it("asks for the present name where another repository has the old one now", async () => {
    scene.repository.rename("store");
    scene.github.repository({ fullName: "octo-org/shop", isPrivate: false });
    expect((await publish()).kind).toBe("published");
    expect(scene.calls()).toEqual([graphql, "GET /repos/{owner}/{repo}", graphql, postReviewCall]);
  });

  it("throws when the pull request is not there", async () => {
    const identity = { ...scene.identityNow(), pullRequest: { ...scene.ref, number: 77 } };
    const outcome = scene.publisher.publishReview(identity, scene.stateNow(), makeDraft());
    await expect(outcome).rejects.toMatchObject({ code: "GITHUB_NOT_FOUND" });
  });
});

const movements: readonly [string, () => unknown, PublishOutcome][] = [
  ["closed", () => scene.pull.close(), { kind: "stale", reason: "closed" }],
  ["merged", () => scene.pull.merge(), { kind: "stale", reason: "closed" }],
  ["pushed to", () => scene.pull.push({ "a.txt": "a" }), { kind: "stale", reason: "head-moved" }],
  ["force-pushed", () => scene.pull.forcePush({ "a.txt": "a" }), { kind: "stale", reason: "head-moved" }],
  ["retargeted", () => scene.pull.retarget("release"), { kind: "stale", reason: "retargeted" }],
  ["made a draft", () => scene.pull.convertToDraft(), { kind: "stale", reason: "draft" }],
  ["locked", () => scene.pull.lock(), { kind: "refused", reason: "locked" }],
];

describe("a pull request that moved while it was reviewed", () => {
  it.each(movements)("gets no review once it was %s", async (_name, move, expected) => {
    const [identity, state] = [scene.identityNow(), scene.stateNow()];
    await move();
    expect(await scene.publisher.publishReview(identity, state, makeDraft())).toEqual(expected);
    expect(scene.calls()).toEqual([graphql]);
    expect(scene.pull.reviews()).toEqual([]);
  });

  it.each(movements.filter(([name]) => name !== "retargeted"))(
    "gets no review when it is %s between the look and the post",
    async (_name, move, expected) => {
      const [identity, state] = [scene.identityNow(), scene.stateNow()];
      // The post is refused for a reason that GitHub does not name, and by then the pull request has moved.
      const when = () => {
        void move();
        return true;
      };
      const fault = { kind: "status", status: 422, body: { message: "Unprocessable Entity" } } as const;
      scene.github.fault({ method: "POST", route: "/reviews", fault, when });
      expect(await scene.publisher.publishReview(identity, state, makeDraft())).toEqual(expected);
      expect(scene.pull.reviews()).toEqual([]);
    },
  );

  it("gets its review when it was a draft all along", async () => {
    await scene.pull.convertToDraft();
    expect((await publish()).kind).toBe("published");
  });

  it("gets its review when only the base branch moved on", async () => {
    const state = scene.stateNow();
    scene.repository.commit({ files: { "other.txt": "x" }, message: "Another change" });
    const outcome = await scene.publisher.publishReview(scene.identityNow(), state, makeDraft());
    expect(outcome.kind).toBe("published");
  });
});

describe("the marker", () => {
  it("keeps the same review from being posted twice", async () => {
    const first = await publish();
    const again = await createReviewPublisher(scene.options).publishReview(
      scene.identityNow(),
      scene.stateNow(),
      makeDraft(),
    );
    const reviewId = first.kind === "published" ? first.reviewId : 0;
    expect(again).toEqual({ kind: "already-published", reviewId });
    expect(scene.pull.reviews()).toHaveLength(1);
  });

  it("lets one of two requests for the same review through, at once", async () => {
    const outcomes = await Promise.all([publish(), publish()]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["published", "already-published"]);
    expect(scene.pull.reviews()).toHaveLength(1);
  });

  it("is remembered while GitHub does not list the new review yet", async () => {
    scene.github.world.reviewsVisibleAfterMs = 60_000;
    await publish();
    expect((await publish()).kind).toBe("already-published");
    expect(scene.pull.reviews()).toHaveLength(1);
  });

  it("tells that the review is there even when the pull request was closed since", async () => {
    const [identity, state] = [scene.identityNow(), scene.stateNow()];
    await publish();
    await scene.pull.close();
    const again = await scene.publisher.publishReview(identity, state, makeDraft());
    expect(again.kind).toBe("already-published");
  });

  it.each([
    ["another head", { head: "0".repeat(40) }],
    ["another configuration", { configuration: "decaf" }],
    ["another generation", { generation: 2 }],
    ["another pull request", { pullRequest: 2 }],
    ["another repository", { repositoryId: 5 }],
  ])("of %s is another review", async (_name, change) => {
    const { composeMarker } = scene.options;
    const identity = { repositoryId: scene.repository.id, pullRequest: 1, head: scene.pull.headSha };
    const body = composeMarker({ ...identity, configuration: "c0ffee", generation: 1, ...change });
    scene.pull.addReview({ author: scene.github.app.bot, body });
    expect((await publish()).kind).toBe("published");
  });

  it("counts neither when somebody else copies it nor when it is signed with another key", async () => {
    const identity = { repositoryId: scene.repository.id, pullRequest: 1, head: scene.pull.headSha };
    const whole = { ...identity, configuration: "c0ffee", generation: 1 };
    scene.pull.addReview({
      author: scene.github.account("mallory"),
      body: scene.options.composeMarker(whole),
    });
    scene.pull.addReview({ author: scene.github.app.bot, body: signMarker(whole, "another key") });
    expect((await publish()).kind).toBe("published");
  });

  it("is found behind two hundred reviews of other people", async () => {
    await publish();
    const author = scene.github.account("talkative");
    for (let count = 0; count < 200; count += 1) scene.pull.addReview({ author, body: `Remark ${count}` });
    const publisher = createReviewPublisher(scene.options);
    const again = await publisher.publishReview(scene.identityNow(), scene.stateNow(), makeDraft());
    expect(again.kind).toBe("already-published");
  });

  it("tells the commit where GitHub points an old review at the new head after a force-push", async () => {
    scene.github.world.repointReviewsOnForcePush = true;
    await publish();
    await scene.pull.forcePush({ "src/new.ts": "another\n" });
    expect(scene.pull.reviews()[0]?.commitId).toBe(scene.pull.headSha);
    expect((await publish()).kind).toBe("published");
    expect(scene.pull.reviews()).toHaveLength(2);
  });
});

describe("a pending review that an earlier run left behind", () => {
  it("is deleted, for it would stand in the way", async () => {
    scene.pull.leavePendingReview();
    expect((await publish([makeComment(3)])).kind).toBe("published");
    expect(scene.calls()).toEqual([
      graphql,
      "DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}",
      postReviewCall,
    ]);
    expect(scene.pull.reviews()).toMatchObject([{ state: "COMMENTED" }]);
  });

  it("stays when it is somebody else's", async () => {
    scene.pull.leavePendingReview(scene.github.account("colleague"));
    expect((await publish()).kind).toBe("published");
    expect(scene.pull.reviews().map(({ state }) => state)).toEqual(["PENDING", "COMMENTED"]);
  });

  it("is deleted when it appears only between the look and the post, and no comment is lost by it", async () => {
    const comments = Array.from({ length: 30 }, (_, index) => makeComment(index + 1));
    let posts = 0;
    scene.github.fault({
      method: "POST",
      route: "/reviews",
      when: () => {
        posts += 1;
        if (posts === 1) scene.pull.leavePendingReview();
        return false;
      },
      fault: { kind: "reset" },
    });
    expect((await publish(comments)).kind).toBe("published");
    expect(listPlaces(scene.pull)).toHaveLength(30);
    expect(scene.pull.reviews()).toMatchObject([{ state: "COMMENTED" }]);
  });
});

describe("a body that is too long", () => {
  it("is cut with a notice and keeps its marker", async () => {
    expect((await publish([], "x".repeat(200 * 1024))).kind).toBe("published");
    const body = scene.pull.reviews()[0]?.body ?? "";
    expect(body.length).toBe(65_536);
    expect(body).toMatch(/x\n\n\*Cut here: GitHub takes no longer text\.\*\n\n<!-- assay:1 [^>]+ -->$/);
    expect((await publish()).kind).toBe("already-published");
  });

  it("is never cut inside a character", async () => {
    for (const padding of ["", "x"]) {
      await scene.publisher.publishReview(
        scene.identityNow(padding.length + 1),
        scene.stateNow(),
        makeDraft(
          [makeComment(3, { body: `${padding}${"😀".repeat(40_000)}` })],
          `${padding}${"😀".repeat(40_000)}`,
        ),
      );
    }
    const texts = [...scene.pull.reviews(), ...scene.pull.reviewComments()].map(({ body }) => body);
    expect(texts).toHaveLength(4);
    expect(texts.every((text) => text.isWellFormed() && text.length > 65_000 && text.length <= 65_536)).toBe(
      true,
    );
  });
});
