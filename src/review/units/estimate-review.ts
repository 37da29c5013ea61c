import type { ModelPrice } from "../../domain/model-answer.ts";
import type { Prompt } from "../../domain/prompt.ts";
import { priceOf } from "./price-usage.ts";

/** Tokens of an ordinary answer: most units hold no defect and get a short one. */
const ordinaryAnswerTokens = 150;
/** The schema of the answer is sent with each question, and vendors bill it as a part of the prompt. */
const schemaCharactersPerToken = 4;

export interface Estimate {
  readonly units: number;
  readonly promptTokens: number;
  readonly expectedAnswerTokens: number;
  readonly mostAnswerTokens: number;
  /** USD; null when the price of the model is unknown. */
  readonly expectedCostUsd: number | null;
  readonly mostCostUsd: number | null;
}

/** What asking these prompts once will use. Retries and repairs come on top; `--max-cost` bounds them. */
export function estimateReview(prompts: readonly Prompt[], price: ModelPrice | null): Estimate {
  const promptTokens = prompts.reduce((sum, prompt) => sum + prompt.tokens + estimateSchema(prompt), 0);
  const mostAnswerTokens = prompts.reduce((sum, prompt) => sum + prompt.maxOutputTokens, 0);
  const expectedAnswerTokens = prompts.length * ordinaryAnswerTokens;
  const cost = (completionTokens: number) =>
    priceOf({ promptTokens, completionTokens, cachedTokens: 0 }, price);
  return {
    units: prompts.length,
    promptTokens,
    expectedAnswerTokens,
    mostAnswerTokens,
    expectedCostUsd: cost(expectedAnswerTokens),
    mostCostUsd: cost(mostAnswerTokens),
  };
}

function estimateSchema({ answer }: Prompt): number {
  return Math.ceil(JSON.stringify(answer.schema).length / schemaCharactersPerToken);
}
