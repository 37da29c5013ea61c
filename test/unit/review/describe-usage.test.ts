import { describe, expect, test } from "vitest";
import type { Usage } from "../../../src/domain/model-answer.ts";
import type { AskedModel } from "../../../src/domain/review.ts";
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
    expect(describeUsage({ usage: { ...usage, ...change } }).figures).toEqual(figures);
  });

  test("cuts the name of the model", () => {
    expect(describeUsage({ usage: { ...usage, model: "m".repeat(500) } }).model).toBe("m".repeat(80));
  });

  test.each<[string, Partial<Usage>, Omit<AskedModel, "name">, ReturnType<typeof describeUsage>]>([
    [
      "that did not answer",
      { calls: 5 },
      { questions: 2, isCarried: true },
      { model: "m", figures: ["5 calls", "0 answers", "0.0 s"] },
    ],
    [
      "that was not reached any more",
      { calls: 0 },
      { questions: 2, isCarried: false },
      { model: "m", figures: ["0 answers", "0.0 s"] },
    ],
    [
      "that an earlier review left nothing to ask",
      { calls: 0 },
      { questions: 0, isCarried: true },
      { model: null, figures: ["nothing asked: an earlier review covers it", "0.0 s"] },
    ],
    [
      "without a question",
      { calls: 0 },
      { questions: 0, isCarried: false },
      { model: null, figures: ["nothing to ask", "0.0 s"] },
    ],
  ])("tells of a model %s", (_title, change, asked, expected) => {
    const silent = { ...usage, model: null, ...change };
    expect(describeUsage({ usage: silent, asked: { name: "m", ...asked } })).toEqual(expected);
  });
});
