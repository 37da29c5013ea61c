import type { Severity } from "../../../domain/finding.ts";
import type { ReviewReport, RunReport } from "../../../pipeline/ports-store-history.ts";
import type { RunFigures } from "../../../pipeline/ports-store-jobs.ts";
import { countNoun } from "../../../review/verdict/count-noun.ts";
import { describeCount, describeMoment, describeSpan, describeUsd } from "./describe-amounts.ts";
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
export function describeState({ state, lastRun }: ReviewReport): Badge {
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

/** `3 with defects`. */
export function countResult(result: RunFigures["result"], count: number): string {
  return `${count} ${endings[result]}`;
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
  const cost = costUsd === null ? "price unknown" : describeUsd(costUsd);
  return [countNoun(questions, "question"), `${describeCount(tokens)} tokens`, cost].join(" · ");
}

/** `2 high, 1 low`; empty where none is open. */
export function describeOpenFindings(counts: Readonly<Record<Severity, number>>): string {
  const severities = ["critical", "high", "medium", "low"] as const;
  return severities.flatMap((name) => (counts[name] === 0 ? [] : [`${counts[name]} ${name}`])).join(", ");
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
