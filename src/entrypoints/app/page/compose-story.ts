import type { RunReport, Timeline } from "../../../pipeline/ports-store-history.ts";
import { describeSpan } from "./describe-amounts.ts";
import {
  type Badge,
  capitalize,
  describeResult,
  describeTrigger,
  describeUse,
  describeWait,
} from "./describe-review.ts";
import { findRemedy } from "./find-remedy.ts";

/** One thing that happened to a review, or is happening. */
export interface StoryEvent {
  readonly atMs: number;
  readonly title: string;
  readonly badge: Badge | null;
  /** One sentence each. */
  readonly details: readonly string[];
}

/** A span of waiting or running, for the picture. `toMs` null is now. */
export interface StorySpan {
  readonly kind: "waiting" | "running";
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly run: RunReport | null;
}

/** Everything that is known of how a review came about, in the order of time. */
export function composeStory(timeline: Timeline, nowMs: number): readonly StoryEvent[] {
  const { runs, checks, postings } = timeline;
  const events = [
    ...runs.flatMap((run, index) => [
      ...tellWanted(run, runs[index - 1] ?? null),
      ...tellBreak(run, runs[index - 1] ?? null),
      tellRun(run),
    ]),
    ...checks.map(({ head, startedAtMs, isEnded }) => ({
      ...{ atMs: startedAtMs, badge: null },
      title: "Check run started",
      details: [`On commit ${head.slice(0, 7)}; ${isEnded ? "it has ended" : "it has not ended yet"}.`],
    })),
    ...postings.map(({ head, startedAtMs, isPosted, reviewId }) => ({
      ...{ atMs: startedAtMs, badge: null },
      title: isPosted ? "Review posted" : "Review being posted",
      details: [`On commit ${head.slice(0, 7)}${reviewId === null ? "" : `, as review ${reviewId}`}.`],
    })),
    ...tellPresent(timeline, nowMs),
  ];
  return events.toSorted((first, second) => first.atMs - second.atMs);
}

/** The news that a run answers, unless they were answered in part before. */
function tellWanted(run: RunReport, before: RunReport | null): readonly StoryEvent[] {
  if (run.wantedAtMs === null || before?.wantedAtMs === run.wantedAtMs) return [];
  const trigger = describeTrigger(run.trigger);
  return [
    {
      atMs: run.wantedAtMs,
      title: "Wanted",
      badge: null,
      details: trigger === null ? [] : [`Because: ${trigger}.`],
    },
  ];
}

/** Numbers of beginnings that nobody ended. */
function tellBreak(run: RunReport, before: RunReport | null): readonly StoryEvent[] {
  if (run.fence - (before?.fence ?? 0) <= 1) return [];
  const details = ["A process ended in the middle of it or gave it back, or somebody cancelled it."];
  return [{ atMs: run.startedAtMs - 1, title: "Broken off in between", badge: null, details }];
}

const endings: Readonly<Record<RunReport["outcome"], Badge>> = {
  done: { word: "Done", tone: "quiet" },
  retry: { word: "Tried again", tone: "weak" },
  parked: { word: "Put off", tone: "weak" },
  postponed: { word: "Put off", tone: "weak" },
  failed: { word: "Failed", tone: "bad" },
};

function tellRun(run: RunReport): StoryEvent {
  const { outcome, code, reason, figures, startedAtMs, endedAtMs } = run;
  const remedy = outcome === "failed" ? findRemedy(code) : null;
  const use = describeUse(figures);
  return {
    atMs: startedAtMs,
    title: `Ran for ${describeSpan(endedAtMs - startedAtMs)}`,
    badge: (outcome === "done" ? describeResult(run) : null) ?? endings[outcome],
    details: [
      ...(reason === null ? [] : [`${capitalize(reason)}${code === null ? "" : ` (${code})`}`]),
      ...(remedy === null ? [] : [remedy]),
      ...(figures?.reasons ?? []),
      ...(use === "" ? [] : [use]),
    ],
  };
}

/** What is going on now, or will be. */
function tellPresent({ review, runs }: Timeline, nowMs: number): readonly StoryEvent[] {
  const { state, startedAtMs, wantedAtMs, trigger } = review;
  const because = describeTrigger(trigger);
  const isTold = runs.some((run) => run.wantedAtMs === wantedAtMs);
  const wanted = isTold
    ? []
    : [
        {
          atMs: wantedAtMs,
          title: "Wanted",
          badge: null,
          details: because === null ? [] : [`Because: ${because}.`],
        },
      ];
  if (state === "active" && startedAtMs !== null) {
    const badge = { word: "Running", tone: "busy" } as const;
    const again = describeWait(review, nowMs);
    const title = `Running for ${describeSpan(nowMs - startedAtMs)}`;
    return [...wanted, { atMs: startedAtMs, title, badge, details: again === "" ? [] : [again] }];
  }
  if (state === "ready" || state === "parked") {
    const badge = { word: "Waiting", tone: "quiet" } as const;
    return [...wanted, { atMs: nowMs, title: "Waits", badge, details: [describeWait(review, nowMs)] }];
  }
  if (state === "cancelled") {
    const badge = { word: "Cancelled", tone: "quiet" } as const;
    return [...wanted, { atMs: review.updatedAtMs, title: "Given up", badge, details: [] }];
  }
  return wanted;
}

/** Waiting and running of what was wanted last, for a picture. */
export function composeSpans({ review, runs }: Timeline): readonly StorySpan[] {
  const last = runs.at(-1);
  const isGoing = review.state === "active" || review.state === "ready" || review.state === "parked";
  const wantedAtMs = isGoing ? review.wantedAtMs : (last?.wantedAtMs ?? last?.startedAtMs);
  if (wantedAtMs === undefined) return [];
  const spans: StorySpan[] = [];
  let fromMs = wantedAtMs;
  const wait = (toMs: number | null) => {
    if (toMs === null || toMs > fromMs) spans.push({ kind: "waiting", fromMs, toMs, run: null });
  };
  for (const run of runs.filter(({ startedAtMs }) => startedAtMs >= wantedAtMs)) {
    wait(run.startedAtMs);
    spans.push({ kind: "running", fromMs: run.startedAtMs, toMs: run.endedAtMs, run });
    fromMs = run.endedAtMs;
  }
  if (review.state === "active" && review.startedAtMs !== null) {
    wait(review.startedAtMs);
    spans.push({ kind: "running", fromMs: review.startedAtMs, toMs: null, run: null });
  } else if (isGoing) wait(null);
  return spans;
}
