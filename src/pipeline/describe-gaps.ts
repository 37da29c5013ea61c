import type { WhyUnanswered } from "./ask-refuter.ts";

/** Why a question has no answer, for people. */
export const gapTexts: Readonly<Record<WhyUnanswered, string>> = {
  "over-budget": "the cost limit was reached",
  interrupted: "the review was stopped",
  failed: "the model gave no answer",
};

/** Texts with how often each occurs: `the review was stopped (2), …`. */
export function describeGaps(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${text} (${count})`).join(", ");
}
