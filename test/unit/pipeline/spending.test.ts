import { expect, test } from "vitest";
import type { Amount } from "../../../src/domain/budget.ts";
import type { ModelAnswer, TokenUsage } from "../../../src/domain/model-answer.ts";
import { createSpending, type SpendingLimits } from "../../../src/pipeline/spending.ts";
import { buildPrompt } from "../../fakes/build-prompt.ts";

const never = new AbortController().signal;
const prompt = buildPrompt({ tokens: 100, maxOutputTokens: 500 });
/** Output only: the worst case of the prompt above is one dollar. */
const price = { input: 0, cached: 0, output: 2_000 };
const answer = (usage: TokenUsage | null): ModelAnswer => ({ text: "ok", finish: "stop", model: "m", usage });
const used = (promptTokens: number, completionTokens: number) =>
  answer({ promptTokens, completionTokens, cachedTokens: 0 });

function open(limits: Partial<SpendingLimits> = {}) {
  const told: Amount[] = [];
  const spending = createSpending({ maxCostUsd: null, maxTokens: null, ...limits }, (spent) =>
    told.push(spent),
  );
  return { spending, told };
}

async function worstOf(): Promise<number> {
  const reserved = await open().spending.reserve(prompt, null, never);
  return reserved?.worst.tokens ?? 0;
}

test("a limit in tokens holds for models without a price, calls in flight at their worst", async () => {
  const worst = await worstOf();
  expect(worst).toBeGreaterThan(600);
  const { spending } = open({ maxTokens: 2 * worst });
  const first = await spending.reserve(prompt, null, never);
  const second = await spending.reserve(prompt, null, never);
  const third = spending.reserve(prompt, null, never);
  if (first === null || second === null) throw new Error("there was room for two");
  spending.settle(first, prompt, used(90, 10));
  spending.settle(second, prompt, used(worst, 0));

  expect(await third).toBeNull();
  const { spending: roomy } = open({ maxTokens: 2 * worst });
  const cheap = await roomy.reserve(prompt, null, never);
  const held = await roomy.reserve(prompt, null, never);
  const waiting = roomy.reserve(prompt, null, never);
  if (cheap === null || held === null) throw new Error("there was room for two");
  roomy.cancel(cheap, false);
  expect(await waiting).toEqual({ worst: { usd: 0, tokens: worst }, price: null });
});

test("without limits everything is granted at once, and all that is spent is told", async () => {
  const { spending, told } = open();
  const worst = await worstOf();
  const reserve = async () => {
    const reserved = await spending.reserve(prompt, price, never);
    if (reserved === null) throw new Error("there is no limit");
    return reserved;
  };
  spending.settle(await reserve(), prompt, used(90, 50));
  spending.settleFailure(await reserve(), false);
  spending.settleFailure(await reserve(), true);
  spending.cancel(await reserve(), true);
  spending.settle(await reserve(), prompt, used(0, 0));

  expect(told).toEqual([
    { usd: 0.1, tokens: 140 },
    { usd: 1.1, tokens: 140 + worst },
    { usd: 2.1, tokens: 140 + 2 * worst },
  ]);
  expect(spending.usage()).toMatchObject({ calls: 4, costUsd: 0.1 });
});
