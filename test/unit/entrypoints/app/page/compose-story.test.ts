import { describe, expect, it } from "vitest";
import { composeSpans, composeStory } from "../../../../../src/entrypoints/app/page/compose-story.ts";
import type { ReviewReport, RunReport, Timeline } from "../../../../../src/pipeline/ports-store-history.ts";

const start = Date.parse("2026-11-18T12:00:00Z");
const at = (seconds: number) => start + seconds * 1_000;

function run(given: Partial<RunReport> = {}): RunReport {
  return {
    ...{
      fence: 1,
      generation: 1,
      trigger: "opened",
      wantedAtMs: start,
      startedAtMs: at(5),
      endedAtMs: at(45),
    },
    ...{ outcome: "done", code: null, reason: null, head: null, figures: null },
    ...given,
  };
}

function timeline(review: Partial<ReviewReport>, rest: Partial<Timeline> = {}): Timeline {
  return {
    review: {
      ...{
        id: "review:1#2",
        state: "done",
        installationId: 1,
        repositoryId: 1,
        repository: "octo/shop",
        number: 2,
      },
      ...{
        trigger: "opened",
        attempts: 1,
        interruptions: 0,
        wantedAtMs: start,
        startedAtMs: at(5),
        runAtMs: start,
      },
      ...{ code: null, reason: null, settledHead: null, updatedAtMs: at(45), lastRun: null },
      ...{ missing: [], openFindings: { critical: 0, high: 0, medium: 0, low: 0 }, openMatches: 0 },
      ...review,
    },
    ...{ runs: [], checks: [], postings: [], ...rest },
  };
}

const tell = (given: Timeline, nowMs = at(100)) =>
  composeStory(given, nowMs).map(({ atMs, title, badge }) => [
    (atMs - start) / 1_000,
    title,
    badge?.word ?? null,
  ]);

describe("the story of a review", () => {
  it("goes from the wish over the attempts and the check to the review", () => {
    const broken = run({ endedAtMs: at(20), outcome: "retry", code: "MODEL_TIMEOUT", reason: "too slow" });
    const use = { questions: 1, tokens: 20, costUsd: 0.5 };
    const figures = { result: "defects", reasons: ["Not all."], use } as const;
    const last = run({ fence: 3, startedAtMs: at(50), endedAtMs: at(80), figures });
    const told = timeline(
      {},
      {
        runs: [broken, last],
        checks: [{ head: "0123456789", startedAtMs: at(6), isEnded: true }],
        postings: [{ head: "0123456789", startedAtMs: at(79), isPosted: true, reviewId: 9 }],
      },
    );

    expect(tell(told)).toEqual([
      [0, "Wanted", null],
      [5, "Ran for 15 s", "Tried again"],
      [6, "Check run started", null],
      [49.999, "Broken off in between", null],
      [50, "Ran for 30 s", "Defects"],
      [79, "Review posted", null],
    ]);
    expect(composeStory(told, at(100)).map(({ details }) => details)).toEqual([
      ["Because: pull request opened."],
      ["Too slow (MODEL_TIMEOUT)"],
      ["On commit 0123456; it has ended."],
      ["A process ended in the middle of it or gave it back, or somebody cancelled it."],
      ["Not all.", "1 question · 20 tokens · $0.50"],
      ["On commit 0123456, as review 9."],
    ]);
  });

  it("ends in the present", () => {
    const wait = { state: "parked", runAtMs: at(160), reason: "a budget is used up" } as const;
    expect(tell(timeline(wait))).toEqual([
      [0, "Wanted", null],
      [100, "Waits", "Waiting"],
    ]);
    expect(composeStory(timeline(wait), at(100)).at(-1)?.details).toEqual([
      "Until 18 Nov 12:02:40, in 1 min. A budget is used up.",
    ]);
    expect(tell(timeline({ state: "active", startedAtMs: at(40), interruptions: 2 })).at(-1)).toEqual([
      ...[40, "Running for 1 min", "Running"],
    ]);
    expect(tell(timeline({ state: "cancelled" })).at(-1)).toEqual([45, "Given up", "Cancelled"]);
    expect(tell(timeline({ state: "ready", runAtMs: null })).at(-1)).toEqual([100, "Waits", "Waiting"]);
  });

  it("tells the remedy of what failed", () => {
    const failed = run({ outcome: "failed", code: "MODEL_QUOTA", reason: "no credit" });
    expect(composeStory(timeline({ state: "failed" }, { runs: [failed] }), start).at(-1)?.details).toEqual([
      "No credit (MODEL_QUOTA)",
      "Add credit or raise the limit; then comment /review.",
    ]);
  });
});

describe("the picture of a review", () => {
  const spans = (given: Timeline) =>
    composeSpans(given).map(({ kind, fromMs, toMs }) => [
      kind,
      (fromMs - start) / 1_000,
      toMs === null ? null : (toMs - start) / 1_000,
    ]);

  it("shows waiting and running of what was wanted last", () => {
    const old = run({ wantedAtMs: start - 9_000, startedAtMs: start - 8_000, endedAtMs: start - 7_000 });
    const runs = [
      old,
      run({ fence: 2, endedAtMs: at(20) }),
      run({ fence: 3, startedAtMs: at(50), endedAtMs: at(80) }),
    ];
    const done = [
      ["waiting", 0, 5],
      ["running", 5, 20],
      ["waiting", 20, 50],
      ["running", 50, 80],
    ];

    expect(spans(timeline({}, { runs }))).toEqual(done);
    expect(spans(timeline({ state: "ready" }, { runs }))).toEqual([...done, ["waiting", 80, null]]);
    expect(spans(timeline({ state: "active", startedAtMs: at(90) }, { runs }))).toEqual([
      ...done,
      ["waiting", 80, 90],
      ["running", 90, null],
    ]);
  });

  it("is left out where nothing is known", () => {
    expect(spans(timeline({}))).toEqual([]);
    expect(spans(timeline({}, { runs: [run({ wantedAtMs: null })] }))).toEqual([["running", 5, 45]]);
  });
});
