import type { Usage } from "../../domain/model-answer.ts";
import type { AskedModel, ReviewResult } from "../../domain/review.ts";

const nameLimit = 80;

/** What a review was made with and what it took. */
export interface UsageDescription {
  /** As the endpoint calls itself, cut to a reasonable length, not escaped; null without a model. */
  readonly model: string | null;
  /** Calls, tokens, cost and time: our own words and digits. */
  readonly figures: readonly string[];
}

/** Model, calls, tokens, cost and time for a footer. */
export function describeUsage({ usage, asked }: Pick<ReviewResult, "usage" | "asked">): UsageDescription {
  const duration = describeDuration(usage.durationMs);
  if (usage.model === null) return describeSilence(usage, asked, duration);
  const cached = usage.cachedTokens > 0 ? ` (${groupDigits(usage.cachedTokens)} cached)` : "";
  return {
    model: usage.model.slice(0, nameLimit),
    figures: [
      describeCalls(usage.calls),
      `${groupDigits(usage.promptTokens)} tokens in${cached}, ${groupDigits(usage.completionTokens)} out`,
      describeCost(usage.costUsd),
      duration,
    ],
  };
}

/** A review without any answer: that there is no model, that nothing was left to ask, or that none came. */
function describeSilence(
  { calls }: Usage,
  asked: AskedModel | undefined,
  duration: string,
): UsageDescription {
  if (asked === undefined) return { model: null, figures: ["no model", duration] };
  if (asked.questions === 0) {
    const what = asked.isCarried ? "nothing asked: an earlier review covers it" : "nothing to ask";
    return { model: null, figures: [what, duration] };
  }
  const tried = calls === 0 ? [] : [describeCalls(calls)];
  return { model: asked.name.slice(0, nameLimit), figures: [...tried, "0 answers", duration] };
}

function describeCalls(calls: number): string {
  return calls === 1 ? "1 call" : `${groupDigits(calls)} calls`;
}

/** US dollars: four digits behind the point for less than ten cents; `cost not known` for null. */
export function describeCost(costUsd: number | null): string {
  if (costUsd === null) return "cost not known";
  return `$${costUsd.toFixed(costUsd > 0 && costUsd < 0.1 ? 4 : 2)}`;
}

function describeDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Digits in groups of three, the same in every locale. */
export function groupDigits(count: number): string {
  return Math.trunc(count)
    .toString()
    .replace(/\B(?=(?:\d{3})+$)/g, ",");
}
