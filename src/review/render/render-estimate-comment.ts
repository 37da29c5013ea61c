import type { Estimate } from "../units/estimate-review.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { describeCost, groupDigits } from "../verdict/describe-usage.ts";
import { renderInlineCode } from "./escape-markdown.ts";

export interface EstimateContext {
  /** Full name of the commit that would be reviewed. */
  readonly head: string;
  /** Null when no model is configured. */
  readonly modelName: string | null;
  /** Files that a model would see, and files of the change. */
  readonly filesAsked: number;
  readonly filesTotal: number;
  /** Most that one review may cost, in USD; null without a limit. */
  readonly maxCostUsd: number | null;
}

/** The answer to `/review estimate`: what a review would use, before anything is spent. */
export function renderEstimateComment(estimate: Estimate, context: EstimateContext): string {
  const { head, modelName, filesAsked, filesTotal, maxCostUsd } = context;
  const line = `**Estimate** for \`${head.slice(0, 7)}\`: ${filesAsked} of ${countNoun(filesTotal, "file")} in ${countNoun(estimate.units, "question")}`;
  if (modelName === null)
    return `${line}. No model is configured, so only the deterministic checks would run.`;
  const cap = maxCostUsd === null ? [] : [`- Limit for one review: ${describeCost(maxCostUsd)}`];
  return [
    `${line} to ${renderInlineCode(modelName.slice(0, 80))}.`,
    [
      `- Cost: ${describeExpectedCost(estimate)}`,
      `- Tokens: ${groupDigits(estimate.promptTokens)} in, about ${groupDigits(estimate.expectedAnswerTokens)} and at most ${groupDigits(estimate.mostAnswerTokens)} out`,
      ...cap,
    ].join("\n"),
    "Retries, and a second question about each defect found, come on top. What earlier reviews covered and no push changed is not asked about again.",
  ].join("\n\n");
}

function describeExpectedCost({ expectedCostUsd, mostCostUsd }: Estimate): string {
  if (expectedCostUsd === null || mostCostUsd === null) {
    return "not known, because the price of the model is not configured";
  }
  return `about ${describeCost(expectedCostUsd)}, at most ${describeCost(mostCostUsd)}`;
}
