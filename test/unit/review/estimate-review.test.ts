import { describe, expect, it } from "vitest";
import { estimateReview } from "../../../src/review/units/estimate-review.ts";
import { buildPrompt } from "../../fakes/build-prompt.ts";

describe("an estimate", () => {
  const answer = { name: "answer", schema: { text: "x".repeat(400 - '{"text":""}'.length) } };
  const prompts = [1_000, 3_000].map((tokens) => buildPrompt({ tokens, answer, maxOutputTokens: 4_096 }));

  it("counts the texts of all questions, and with each the schema of its answer", () => {
    expect(estimateReview(prompts, { input: 1, cached: 0, output: 2 })).toEqual({
      units: 2,
      promptTokens: 4_200,
      expectedAnswerTokens: 300,
      mostAnswerTokens: 8_192,
      expectedCostUsd: expect.closeTo(0.0048, 9),
      mostCostUsd: expect.closeTo(0.020584, 9),
    });
  });

  it("names no cost where the price is not known, and nothing where nothing is asked", () => {
    expect(estimateReview(prompts, null)).toMatchObject({ expectedCostUsd: null, mostCostUsd: null });
    expect(estimateReview([], null)).toMatchObject({ units: 0, promptTokens: 0, mostAnswerTokens: 0 });
  });
});
