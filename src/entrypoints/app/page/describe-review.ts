import type { Overview, ReviewReport, RunReport } from "../../../pipeline/ports-store-history.ts";
import type { RunFigures } from "../../../pipeline/ports-store-jobs.ts";
import { countNoun } from "../../../review/verdict/count-noun.ts";
import {
  describeCount,
  describeMoment,
  describeSpan,
  describeUsd,
  unknownPrice,
} from "./describe-amounts.ts";
import { splitRepository } from "./split-repository.ts";

/** A word about a review, and how it is coloured. The word alone says everything. */
export interface Badge {
  readonly word: string;
  readonly tone: "good" | "bad" | "weak" | "busy" | "quiet";
}

const results: Readonly<Record<RunFigures["result"], Badge>> = {
  "no-defects": { word: "No defects", tone: "good" },
  defects: { word: "Defects", tone: "bad" },
  inconclusive: { word: "Inconclusive", tone: "weak" },
  "not-admitted": { word: "Not reviewed", tone: "quiet" },
  unchanged: { word: "Unchanged", tone: "quiet" },
  "over-budget": { word: "Over budget", tone: "weak" },
  "budget-busy": { word: "Budget held", tone: "quiet" },
  aborted: { word: "Overtaken", tone: "quiet" },
};

/** Where a review stands, in a word. */
function describeState({ state, lastRun }: ReviewReport): Badge {
  switch (state) {
    case "active":
      return { word: "Running", tone: "busy" };
    case "ready":
    case "parked":
      return { word: "Waiting", tone: "quiet" };
    case "failed":
      return { word: "Failed", tone: "bad" };
    case "cancelled":
      return { word: "Cancelled", tone: "quiet" };
    case "done":
      return describeResult(lastRun) ?? { word: "Done", tone: "quiet" };
  }
}

/** Where a review stands, and whether its newest verdict left something out where the first word does not tell. */
export function describeStanding(review: ReviewReport): readonly Badge[] {
  const state = describeState(review);
  const isTold = review.state !== "done" || review.missing.length === 0 || state === results.inconclusive;
  return isTold ? [state] : [state, { word: "Incomplete", tone: "weak" }];
}

/** What a run came to, in a word; null for one that broke off. */
export function describeResult(run: RunReport | null): Badge | null {
  return run?.figures === null || run === null ? null : results[run.figures.result];
}

const endings: Readonly<Record<RunFigures["result"], string>> = {
  "no-defects": "without defects",
  defects: "with defects",
  inconclusive: "inconclusive",
  "not-admitted": "not reviewed",
  unchanged: "unchanged",
  "over-budget": "over budget",
  "budget-busy": "kept waiting",
  aborted: "overtaken",
};

/** `3 with defects, 1 of them incomplete`; that an inconclusive one is incomplete need not be said. */
export function countResult({ result, count, incomplete }: Overview["today"][number]): string {
  const told = `${count} ${endings[result]}`;
  if (incomplete === 0 || result === "inconclusive") return told;
  return incomplete === count ? `${told}, incomplete` : `${told}, ${incomplete} of them incomplete`;
}

/** A reason as a sentence: ours begin with a small letter where they follow something. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The word for a result in tables and legends. */
export function nameResult(result: RunFigures["result"]): string {
  return results[result].word;
}

const triggers: Readonly<Record<string, string>> = {
  opened: "pull request opened",
  reopened: "pull request reopened",
  pushed: "push",
  ready: "marked as ready",
  retargeted: "base changed",
  command: "comment /review",
  resumed: "comment /resume",
  decision: "finding dismissed or reopened",
  rerun: "run again",
  sweep: "found by the sweep",
};

/** Why a review was wanted, in words. */
export function describeTrigger(trigger: string | null): string | null {
  if (trigger === null) return null;
  return Object.hasOwn(triggers, trigger) ? (triggers[trigger] ?? null) : trigger;
}

/** What a review that has not ended is waiting for, and until when. */
export function describeWait({ state, runAtMs, reason, interruptions }: ReviewReport, nowMs: number): string {
  if (state === "active") {
    return interruptions === 0
      ? ""
      : `Begun again after ${countNoun(interruptions, "restart")} in the middle of it.`;
  }
  const why = reason === null ? "" : ` ${capitalize(reason)}.`;
  if (runAtMs === null) return `Waits for news or for a person.${why}`;
  if (runAtMs > nowMs) {
    return `Until ${describeMoment(runAtMs)}, in ${describeSpan(runAtMs - nowMs)}.${why}`;
  }
  return `Due since ${describeSpan(nowMs - runAtMs)}; begins as soon as there is room.${why}`;
}

/** `12 questions · 34,500 tokens · $0.12`; empty where nothing was asked. */
export function describeUse(figures: RunFigures | null): string {
  if (figures?.use === null || figures === null) return "";
  const { questions, tokens, costUsd } = figures.use;
  const cost = costUsd === null ? unknownPrice : describeUsd(costUsd);
  return [countNoun(questions, "question"), `${describeCount(tokens)} tokens`, cost].join(" · ");
}

/** `2 high, 1 low; 3 matches of rules`; empty where none is open. Matches were looked at by no model. */
export function describeOpenFindings({
  openFindings: counts,
  openMatches,
}: Pick<ReviewReport, "openFindings" | "openMatches">): string {
  const severities = ["critical", "high", "medium", "low"] as const;
  const open = severities.flatMap((name) => (counts[name] === 0 ? [] : [`${counts[name]} ${name}`]));
  const matches = openMatches === 0 ? "" : countMatches(openMatches);
  return [open.join(", "), matches].filter((part) => part !== "").join("; ");
}

/** `1 match of a rule`, `3 matches of rules`. */
export function countMatches(count: number): string {
  return count === 1 ? "1 match of a rule" : `${count} matches of rules`;
}

/** Where a pull request is on GitHub. The name comes from GitHub and is encoded all the same. */
export function pullRequestUrl(
  webUrl: string,
  { repository, number }: { repository: string; number: number },
): string {
  const { owner, name } = splitRepository(repository.toWellFormed()) ?? { owner: "", name: repository };
  return `${webUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/pull/${number}`;
}

/** The address of a review on the operator's page. */
export function reviewPath(id: string): string {
  return `/operator/reviews/${encodeURIComponent(id)}`;
}
