import { createOpenAIModel } from "../../adapters/openai/create-openai-model.ts";
import { openOpenAIClient } from "../../adapters/openai/open-openai-client.ts";
import { withConcurrency } from "../../adapters/queue/with-concurrency.ts";
import type { ModelSettings } from "../../config/settings.ts";
import type { ModelPrice, PriceTable } from "../../domain/model-answer.ts";
import type { Model } from "../../pipeline/ports.ts";
import { findPrice } from "../../review/units/price-usage.ts";

export interface OpenedModels {
  /** Null when none is configured. */
  readonly model: Model | null;
  readonly fallback: Model | null;
  readonly price: ModelPrice | null;
  readonly fallbackPrice: ModelPrice | null;
}

/** The models that the settings name, with their prices and the limit of calls in flight. */
export function openModels(settings: ModelSettings | null, prices: PriceTable): OpenedModels {
  if (settings === null) return { model: null, fallback: null, price: null, fallbackPrice: null };
  const { apiKey, baseUrl, allowsPrivate, timeoutMs, concurrency } = settings;
  const client = openOpenAIClient({ apiKey, baseUrl, allowsPrivate });
  const open = (name: string) => withConcurrency(createOpenAIModel({ client, name, timeoutMs }), concurrency);
  const { name, fallbackName } = settings;
  return {
    model: open(name),
    fallback: fallbackName === null ? null : open(fallbackName),
    price: findPrice(prices, name),
    fallbackPrice: fallbackName === null ? null : findPrice(prices, fallbackName),
  };
}
