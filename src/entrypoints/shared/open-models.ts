import { createOpenAIModel } from "../../adapters/openai/create-openai-model.ts";
import { openOpenAIClient } from "../../adapters/openai/open-openai-client.ts";
import { withConcurrency } from "../../adapters/queue/with-concurrency.ts";
import type { ModelSettings } from "../../config/settings.ts";
import type { ModelPrice, PriceTable } from "../../domain/model-answer.ts";
import type { Model } from "../../pipeline/ports.ts";
import { noTrace } from "../../pipeline/ports-trace.ts";
import { traceCalls } from "../../pipeline/trace-review.ts";
import { findPrice } from "../../review/units/price-usage.ts";

export interface OpenedModels {
  /** Null when none is configured. */
  readonly model: Model | null;
  readonly fallback: Model | null;
  readonly price: ModelPrice | null;
  readonly fallbackPrice: ModelPrice | null;
}

/** The models that the settings name, with their prices and the limit of calls in flight; `trace` watches each call. */
export function openModels(
  settings: ModelSettings | null,
  prices: PriceTable,
  trace = noTrace,
): OpenedModels {
  if (settings === null) return { model: null, fallback: null, price: null, fallbackPrice: null };
  const { apiKey, baseUrl, allowsPrivate, timeoutMs, concurrency } = settings;
  const client = openOpenAIClient({ apiKey, baseUrl, allowsPrivate });
  // Watched from outside: whatever runs a call that waited no longer knows which review it belongs to.
  const open = (name: string) =>
    traceCalls(
      withConcurrency(createOpenAIModel({ client, name, timeoutMs }), concurrency),
      findPrice(prices, name),
      trace,
    );
  const { name, fallbackName } = settings;
  return {
    model: open(name),
    fallback: fallbackName === null ? null : open(fallbackName),
    price: findPrice(prices, name),
    fallbackPrice: fallbackName === null ? null : findPrice(prices, fallbackName),
  };
}
