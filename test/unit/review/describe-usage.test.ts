import { describe, expect, test } from "vitest";
import type { Usage } from "../../../src/domain/model-answer.ts";
import { describeUsage } from "../../../src/review/verdict/describe-usage.ts";

const usage: Usage = {
  model: "m",
  calls: 1,
  promptTokens: 999,
  completionTokens: 1_000,
  cachedTokens: 0,
  costUsd: 1.5,
  durationMs: 0,
};

describe("the usage of a review", () => {
  test.each<[string, Partial<Usage>, readonly string[]]>([
    ["in the singular", {}, ["1 call", "999 tokens in, 1,000 out", "$1.50", "0.0 s"]],
    [
      "in large figures",
      { calls: 1_200, promptTokens: 1_234_567, cachedTokens: 12_000, durationMs: 125_400 },
      ["1,200 calls", "1,234,567 tokens in (12,000 cached), 1,000 out", "$1.50", "2 min 5 s"],
    ],
    ["in small money", { costUsd: 0.00042 }, ["1 call", "999 tokens in, 1,000 out", "$0.0004", "0.0 s"]],
    ["for nothing", { costUsd: 0 }, ["1 call", "999 tokens in, 1,000 out", "$0.00", "0.0 s"]],
    [
      "at an unknown price",
      { costUsd: null },
      ["1 call", "999 tokens in, 1,000 out", "cost not known", "0.0 s"],
    ],
    ["without a model", { model: null, durationMs: 59_940 }, ["no model", "59.9 s"]],
  ])("%s", (_title, change, figures) => {
    expect(describeUsage({ ...usage, ...change }).figures).toEqual(figures);
  });

  test("cuts the name of the model", () => {
    expect(describeUsage({ ...usage, model: "m".repeat(500) }).model).toBe("m".repeat(80));
  });
});
