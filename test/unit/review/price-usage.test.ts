import { expect, test } from "vitest";
import type { ModelPrice, PriceTable } from "../../../src/domain/model-answer.ts";
import {
  addUsage,
  findPrice,
  noUsage,
  priceOf,
  worstCaseCost,
} from "../../../src/review/units/price-usage.ts";

const price: ModelPrice = { input: 2, cached: 0.5, output: 10 };
const tokens = (promptTokens: number, completionTokens: number, cachedTokens: number) => ({
  promptTokens,
  completionTokens,
  cachedTokens,
});

test.each([
  ["nothing", tokens(0, 0, 0), 0],
  ["input", tokens(1_000_000 / 4, 0, 0), 0.5],
  ["output", tokens(0, 1_000_000, 0), 10],
  ["cached input", tokens(200_000, 0, 200_000), 0.1],
  ["all three", tokens(200_000, 10_000, 100_000), 0.35],
  ["more cached than sent", tokens(100, 0, 1_000_000), 0.00005],
  ["a prompt at the long limit", tokens(272_000, 0, 0), 0.544],
  ["a prompt above the long limit", tokens(300_000, 100_000, 0), 2.7],
])("%s costs what the table says", (_title, usage, expected) => {
  expect(priceOf(usage, price)).toBeCloseTo(expected, 10);
});

test("without a price the cost is unknown, not zero", () => {
  expect(priceOf(tokens(1, 1, 0), null)).toBeNull();
  expect(worstCaseCost(1, 1, null)).toBeNull();
});

test("the worst case is a full answer without any cache", () => {
  expect(worstCaseCost(100_000, 10_000, price)).toBeCloseTo(0.3, 10);
});

test("usage adds up, and the model is that of the first answer", () => {
  const first = addUsage(noUsage, { model: "one", usage: tokens(1_000, 100, 10), price });
  const both = addUsage(first, { model: "two", usage: tokens(500, 50, 0), price });
  expect({ ...both, costUsd: both.costUsd?.toFixed(6) }).toEqual({
    model: "one",
    calls: 0,
    promptTokens: 1_500,
    completionTokens: 150,
    cachedTokens: 10,
    costUsd: "0.004485",
    durationMs: 0,
  });
});

test("one call of unknown price makes the whole cost unknown", () => {
  const first = addUsage(noUsage, { model: "one", usage: tokens(1, 1, 0), price: null });
  expect(addUsage(first, { model: "one", usage: tokens(1, 1, 0), price }).costUsd).toBeNull();
});

test("prices are found by name, with or without a date, and never on the prototype", () => {
  const table: PriceTable = { asOf: "2026-11-21", models: { "gpt-a": price, "gpt-b-2026-01-02": price } };
  const names = [
    "gpt-a",
    "gpt-a-2026-10-26",
    "gpt-b-2026-01-02",
    "gpt-b",
    "gpt-a-mini",
    "constructor",
    "__proto__",
  ];
  expect(names.filter((name) => findPrice(table, name) !== null)).toEqual([
    "gpt-a",
    "gpt-a-2026-10-26",
    "gpt-b-2026-01-02",
  ]);
});
