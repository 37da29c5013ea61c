import { promptComposer } from "../../pipeline/compose-prompts.ts";
import type { PreparedReview } from "../../pipeline/prepare-review.ts";
import { type Estimate, estimateReview } from "../../review/units/estimate-review.ts";
import { viewUnits } from "../../review/units/view-unit.ts";
import type { AssembledReview } from "./assemble-review.ts";

/** Units, tokens and cost of a review that has not been asked for yet. */
export function renderEstimate(prepared: PreparedReview, assembled: AssembledReview): string {
  const { depth } = assembled.request;
  const { countTokens } = assembled.deps;
  const compose = promptComposer(prepared, assembled.deps);
  const prompts = viewUnits(prepared, { depth, countTokens }).map((unit) => compose(unit, null));
  const estimate = estimateReview(prompts, assembled.deps.price);
  const count = (tokens: number) => tokens.toLocaleString("en-US");
  return [
    `Estimate for ${prepared.change.label}`,
    `  model              ${assembled.modelName ?? "none named"}`,
    `  files              ${count(prepared.selection.order.length)} of ${count(prepared.change.files.length)}`,
    `  units              ${count(prepared.units.length)}`,
    `  questions          ${count(estimate.units)}`,
    `  prompt tokens      ${count(estimate.promptTokens)}`,
    `  answer tokens      about ${count(estimate.expectedAnswerTokens)}, at most ${count(estimate.mostAnswerTokens)}`,
    `  cost               ${describeCost(estimate, assembled)}`,
    `  on top             ${depth === "quick" ? "retries" : "retries, and a second question about each defect found"}`,
  ].join("\n");
}

function describeCost(
  { expectedCostUsd, mostCostUsd }: Estimate,
  { modelName, isDefaultModel }: AssembledReview,
): string {
  if (modelName === null) {
    return "not known: no model is named for the endpoint of OPENAI_BASE_URL; --model NAME names one";
  }
  if (expectedCostUsd === null || mostCostUsd === null) {
    return `not known: the price of ${modelName} is not in the price table; give it in ASSAY_PRICES_FILE`;
  }
  const by = isDefaultModel ? ` with ${modelName}, the default` : "";
  return `about $${expectedCostUsd.toFixed(4)}${by}, at most $${mostCostUsd.toFixed(4)}`;
}
