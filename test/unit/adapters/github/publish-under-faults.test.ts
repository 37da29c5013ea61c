import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../../fakes/github/faults.ts";
import {
  graphql,
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

const publish = () =>
  scene.publisher.publishReview(scene.identityNow(), scene.stateNow(), makeDraft([makeComment(3)]));
const submitted = () => scene.pull.reviews().filter(({ state }) => state === "COMMENTED");

const lostAnswers: readonly [string, Fault, boolean][] = [
  ["502", { kind: "status", status: 502 }, false],
  ["502 after the work", { kind: "status", status: 502, applied: true }, true],
  ["500 after the work", { kind: "status", status: 500, applied: true }, true],
  ["a page for people", { kind: "html" }, false],
  ["a page for people after the work", { kind: "html", applied: true }, true],
  ["a reset", { kind: "reset" }, false],
  ["a reset after the work", { kind: "reset", applied: true }, true],
  ["silence", { kind: "hang" }, false],
  ["silence after the work", { kind: "hang", applied: true }, true],
  ["half an answer", { kind: "truncated-json" }, true],
  ["half an answer of the right length", { kind: "truncated-json", isLengthRight: true }, true],
  ["work that is done only after the caller gave up", { kind: "apply-late" }, true],
];

describe("an answer to the post that is lost", () => {
  it.each(lostAnswers)("ends in one review: %s", async (_name, fault, isApplied) => {
    scene.github.fault({ method: "POST", route: "/reviews", fault });
    const outcome = await publish();
    expect(submitted()).toHaveLength(1);
    expect(outcome).toMatchObject({ kind: "published", reviewId: submitted()[0]?.id });
    expect(scene.waits).toEqual(isApplied ? [15_000] : [15_000, 15_000, 15_000]);
    expect(scene.calls()).toEqual(
      isApplied
        ? [graphql, postReviewCall, graphql]
        : [graphql, postReviewCall, graphql, graphql, graphql, postReviewCall],
    );
  });

  it("is found although GitHub lists new reviews late", async () => {
    scene.github.world.reviewsVisibleAfterMs = 40_000;
    scene.github.fault({ method: "POST", route: "/reviews", fault: { kind: "reset", applied: true } });
    expect((await publish()).kind).toBe("published");
    expect(submitted()).toHaveLength(1);
    expect(scene.waits).toEqual([15_000, 15_000, 15_000]);
  });

  it("is looked for again when the first look fails", async () => {
    scene.github.fault({ method: "POST", route: "/reviews", fault: { kind: "reset", applied: true } });
    scene.github.fault({ route: "/graphql", after: 1, times: 3, fault: { kind: "status", status: 502 } });
    expect((await publish()).kind).toBe("published");
    expect(submitted()).toHaveLength(1);
  });

  it("is not followed by a second post when GitHub does not let itself be asked", async () => {
    const post = scene.github.fault({
      method: "POST",
      route: "/reviews",
      fault: { kind: "reset", applied: true },
    });
    const down = scene.github.fault({
      route: "/graphql",
      after: 1,
      times: 99,
      fault: { kind: "status", status: 502 },
    });
    await expect(publish()).rejects.toMatchObject({ code: "GITHUB_UNAVAILABLE", retryable: true });
    expect(post.hits).toBe(1);
    down.remove();
    expect((await publish()).kind).toBe("already-published");
    expect(submitted()).toHaveLength(1);
  });

  it("ends stale, without a second post, when the pull request moved meanwhile", async () => {
    const [identity, state] = [scene.identityNow(), scene.stateNow()];
    const when = () => {
      void scene.pull.push({ "a.txt": "a" });
      return true;
    };
    scene.github.fault({ method: "POST", route: "/reviews", when, fault: { kind: "reset" } });
    const outcome = scene.publisher.publishReview(identity, state, makeDraft());
    expect(await outcome).toEqual({ kind: "stale", reason: "head-moved" });
    expect(submitted()).toEqual([]);
  });
});

describe("writes that never get through", () => {
  it.each<[string, Fault]>([
    ["502", { kind: "status", status: 502 }],
    ["a reset", { kind: "reset" }],
  ])("end in an error that says to look first: %s", async (_name, fault) => {
    const planned = scene.github.fault({
      method: "POST",
      times: 99,
      fault,
      when: ({ route }) => route.endsWith("/reviews"),
    });
    await expect(publish()).rejects.toMatchObject({ code: "GITHUB_AMBIGUOUS", retryable: true });
    expect(planned.hits).toBe(2);
    planned.remove();
    expect((await publish()).kind).toBe("published");
    expect(submitted()).toHaveLength(1);
  });

  it.each<[string, Fault]>([
    ["the secondary limit", { kind: "secondary-limit", retryAfterSeconds: 90 }],
    ["the secondary limit as 429", { kind: "secondary-limit", status: 429, retryAfterSeconds: 90 }],
  ])("end at once, with the time to wait, at %s", async (_name, fault) => {
    const planned = scene.github.fault({ method: "POST", route: "/reviews", times: 99, fault });
    await expect(publish()).rejects.toMatchObject({ code: "GITHUB_RATE_LIMITED", retryAfterMs: 90_000 });
    expect([planned.hits, scene.waits, submitted()]).toEqual([1, [], []]);
  });

  it("say that nothing was written when the first query fails", async () => {
    scene.github.fault({ route: "/graphql", times: 99, fault: { kind: "status", status: 502 } });
    await expect(publish()).rejects.toMatchObject({ code: "GITHUB_UNAVAILABLE", retryable: true });
    expect(scene.github.writes).toEqual([]);
  });
});

describe("one failure of each kind at every call in turn", () => {
  const faults: readonly [string, Fault][] = [
    ["502", { kind: "status", status: 502 }],
    ["502 after the work", { kind: "status", status: 502, applied: true }],
    ["a reset", { kind: "reset" }],
    ["a secondary limit", { kind: "secondary-limit", retryAfterSeconds: 60 }],
    ["a revoked token", { kind: "revoke-token" }],
  ];
  const cases = faults.flatMap(([name, fault]) => [0, 1, 2, 3].map((after) => ({ name, fault, after })));

  it.each(cases)(
    "ends in one review, at the latest at the second try: $name at call $after",
    async ({ fault, after }) => {
      scene.pull.leavePendingReview();
      scene.github.fault({ after, fault, when: ({ route }) => !route.endsWith("/access_tokens") });
      const outcomes: string[] = [];
      for (let attempt = 0; attempt < 2 && outcomes.length === 0; attempt += 1) {
        await publish().then(
          ({ kind }) => outcomes.push(kind),
          () => scene.options.pace.sleep(60_000),
        );
      }
      expect(outcomes).toEqual(["published"]);
      expect(scene.pull.reviews()).toMatchObject([{ state: "COMMENTED" }]);
    },
  );
});
