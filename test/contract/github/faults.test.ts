import { afterEach, describe, expect, it } from "vitest";
import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import type { Fault } from "../../fakes/github/faults.ts";
import { visibleReviews } from "../../fakes/github/review-routes.ts";
import type { GitHubDoubleOptions } from "../../fakes/github/start-github-double.ts";
import { openScene, type Scene } from "./open-scene.ts";

let scene: Scene;
let pull: PullRequestHandle;

async function open(options: GitHubDoubleOptions = {}): Promise<void> {
  scene = await openScene(options);
  pull = await scene.repository.openPullRequest({ branch: "feature", files: { "b.ts": "b\n" } });
}

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene.github.close();
});

const route = "/pulls/{pull_number}/reviews";
const post = (signal?: AbortSignal) =>
  scene.octokit.pulls.createReview({
    ...scene.at,
    pull_number: pull.number,
    event: "COMMENT",
    body: "b",
    ...(signal === undefined ? {} : { request: { signal } }),
  });
const outcome = (signal?: AbortSignal) =>
  post(signal).then(
    // Octokit takes an answer that breaks off for a good one, and its text for the data.
    ({ status, data }) => (typeof data === "object" ? status : "no object"),
    (error: { readonly status: number }) => error.status,
  );
const settle = async () => {
  await new Promise((resolve) => setTimeout(resolve, 50));
};

describe("a fault", () => {
  const cases: readonly [string, Fault, { readonly seen: unknown; readonly stored: number }][] = [
    ["500", { kind: "status", status: 500 }, { seen: 500, stored: 0 }],
    ["502 after the work was done", { kind: "status", status: 502, applied: true }, { seen: 502, stored: 1 }],
    ["a secondary limit", { kind: "secondary-limit", retryAfterSeconds: 90 }, { seen: 403, stored: 0 }],
    ["429", { kind: "secondary-limit", status: 429 }, { seen: 429, stored: 0 }],
    ["a primary limit", { kind: "primary-limit", resetInSeconds: 3_300 }, { seen: 403, stored: 0 }],
    ["a reset", { kind: "reset" }, { seen: 500, stored: 0 }],
    ["a reset after the work was done", { kind: "reset", applied: true }, { seen: 500, stored: 1 }],
    ["a page of HTML", { kind: "html" }, { seen: 502, stored: 0 }],
    ["truncated JSON", { kind: "truncated-json" }, { seen: "no object", stored: 1 }],
    ["shortened JSON", { kind: "truncated-json", isLengthRight: true }, { seen: "no object", stored: 1 }],
    ["a late answer", { kind: "latency", ms: 30 }, { seen: 200, stored: 1 }],
  ];

  it.each(cases)("can be %s, once", async (_title, fault, { seen, stored }) => {
    await open();
    const planned = scene.github.fault({ method: "POST", route, fault });
    const first = await outcome();

    expect([first, pull.reviews().length, planned.hits]).toEqual([seen, stored, 1]);
    expect(scene.github.writes).toHaveLength(stored);
    expect(await outcome()).toBe(200);
    expect(pull.reviews()).toHaveLength(stored + 1);
  });

  it("tells when to come back", async () => {
    await open({ now: () => Date.parse("2026-11-21T10:00:00Z") });
    scene.github.fault({ route, fault: { kind: "secondary-limit", retryAfterSeconds: 90 } });
    scene.github.fault({ route, fault: { kind: "primary-limit", resetInSeconds: 3_300 } });
    const headers = async () => {
      const answer = await fetch(`${scene.github.url}/repos/octo-org/shop/pulls/1/reviews`);
      return [
        answer.headers.get("retry-after"),
        answer.headers.get("x-ratelimit-remaining"),
        answer.headers.get("x-ratelimit-reset"),
      ];
    };

    expect(await headers()).toEqual(["90", null, null]);
    expect(await headers()).toEqual([null, "0", String(Date.parse("2026-11-21T10:55:00Z") / 1000)]);
  });

  it("can hang until the caller gives up, and do the work only then", async () => {
    await open();
    scene.github.fault({ method: "POST", route, fault: { kind: "hang" } });
    scene.github.fault({ method: "POST", route, fault: { kind: "apply-late" } });

    expect(await outcome(AbortSignal.timeout(100))).toBe(500);
    expect(pull.reviews()).toEqual([]);
    expect(await outcome(AbortSignal.timeout(100))).toBe(500);
    await settle();
    expect(pull.reviews()).toHaveLength(1);
    expect(
      scene.github.calls
        .filter(({ fault }) => fault !== null)
        .map(({ fault, isApplied, status }) => [fault, isApplied, status]),
    ).toEqual([
      ["hang", false, null],
      ["apply-late", true, null],
    ]);
  });

  it("can take the token away", async () => {
    await open();
    const client = scene.octokit;
    scene.github.fault({ method: "POST", route, fault: { kind: "revoke-token" } });
    const token = await client.auth({ type: "installation" });

    expect(token).toMatchObject({ type: "token" });
    scene.github.world.tokens.forEach((known) => {
      expect(known.isRevoked).toBe(false);
    });
    await fetch(`${scene.github.url}/repos/octo-org/shop/pulls/1/reviews`, {
      method: "POST",
      headers: {
        authorization: `token ${(token as { readonly token: string }).token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ event: "COMMENT", body: "b" }),
    }).then(({ status }) => expect(status).toBe(401));
    expect(pull.reviews()).toEqual([]);
  });

  it("can wait for the third call, and for calls of one kind", async () => {
    await open();
    const when = ({ body }: { readonly body: unknown }) => (body as { readonly body: string }).body === "b";
    scene.github.fault({
      method: "POST",
      route,
      when,
      after: 2,
      times: 2,
      fault: { kind: "status", status: 503 },
    });
    const statuses = [await outcome(), await outcome(), await outcome(), await outcome(), await outcome()];

    expect(statuses).toEqual([200, 200, 503, 503, 200]);
  });
});

describe("the hourly budget", () => {
  it("runs out for one installation, is refilled, and is not spent on what has not changed", async () => {
    await open();
    const list = (headers = {}) => scene.octokit.pulls.list({ ...scene.at, headers });
    const tag = (await list()).headers.etag ?? "";
    scene.installation.leaveCalls(1, 60);
    await expect(list({ "if-none-match": tag })).rejects.toMatchObject({ status: 304 });
    expect((await list()).headers["x-ratelimit-remaining"]).toBe("0");
    await expect(list()).rejects.toMatchObject({ status: 403, message: /rate limit exceeded/ });
    scene.installation.leaveCalls(10, 60);
    expect((await list()).status).toBe(200);
  });
});

describe("reviews", () => {
  it("may take a while to show up in lists", async () => {
    let now = Date.parse("2026-11-21T10:00:00Z");
    scene = await openScene({ reviewsVisibleAfterMs: 2_000, now: () => now });
    pull = await scene.repository.openPullRequest({ branch: "feature", files: { "b.ts": "b\n" } });
    pull.addReview({ author: scene.github.app.bot, body: "b" });
    const count = () => visibleReviews(scene.github.world, pull.state).length;

    expect(count()).toBe(0);
    now += 2_001;
    expect(count()).toBe(1);
  });
});
