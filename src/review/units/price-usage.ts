import type { ModelPrice, PriceTable, TokenUsage, Usage } from "../../domain/model-answer.ts";

/** Above this many prompt tokens the vendors of the default table charge a whole call at a higher rate. */
const longPromptTokens = 272_000;
const longPromptRate = { input: 2, output: 1.5 };
const tokensPerUnit = 1_000_000;

/** Nothing asked, nothing spent. */
export const noUsage: Usage = {
  model: null,
  calls: 0,
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  costUsd: 0,
  durationMs: 0,
};

/** The price of a model: by its exact name, else without a trailing date such as `-2026-10-26`. Null when unknown. */
export function findPrice(table: PriceTable, model: string): ModelPrice | null {
  for (const name of [model, model.replace(/-\d{4}-\d{2}-\d{2}$/, "")]) {
    const price = Object.hasOwn(table.models, name) ? table.models[name] : undefined;
    if (price !== undefined) return price;
  }
  return null;
}

/** USD of one call; not of a sum of calls, since a long prompt raises the rate of its own call. Null: price unknown. */
export function priceOf(usage: TokenUsage, price: ModelPrice | null): number | null {
  if (price === null) return null;
  const isLong = usage.promptTokens > longPromptTokens;
  const cached = Math.min(usage.cachedTokens, usage.promptTokens);
  const input = (usage.promptTokens - cached) * price.input + cached * price.cached;
  const output = usage.completionTokens * price.output;
  return (
    (input * (isLong ? longPromptRate.input : 1) + output * (isLong ? longPromptRate.output : 1)) /
    tokensPerUnit
  );
}

/** USD of one call if nothing is cached and the answer uses all it may. Null: price unknown. */
export function worstCaseCost(
  promptTokens: number,
  maxOutputTokens: number,
  price: ModelPrice | null,
): number | null {
  return priceOf({ promptTokens, completionTokens: maxOutputTokens, cachedTokens: 0 }, price);
}

/** What one more answered call adds. The cost of the whole is unknown as soon as that of one part is. */
export function addUsage(
  total: Usage,
  call: { readonly model: string; readonly usage: TokenUsage; readonly price: ModelPrice | null },
): Usage {
  const costUsd = priceOf(call.usage, call.price);
  return {
    ...total,
    model: total.model ?? call.model,
    promptTokens: total.promptTokens + call.usage.promptTokens,
    completionTokens: total.completionTokens + call.usage.completionTokens,
    cachedTokens: total.cachedTokens + call.usage.cachedTokens,
    costUsd: total.costUsd === null || costUsd === null ? null : total.costUsd + costUsd,
  };
}
