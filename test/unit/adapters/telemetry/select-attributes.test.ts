import { describe, expect, it } from "vitest";
import { selectAttributes } from "../../../../src/adapters/telemetry/select-attributes.ts";
import type { StageFacts } from "../../../../src/pipeline/ports-trace.ts";

/** What a defect of ours could hand over. */
const hand = (facts: Readonly<Record<string, unknown>>) => selectAttributes(facts as StageFacts);

describe("what a span may say", () => {
  it("is ids, counts and fixed words, under stable names", () => {
    const facts: Required<StageFacts> = {
      review: "review:100#7@3",
      repository: 100,
      pullRequest: 7,
      files: 2,
      hunks: 3,
      units: 4,
      claims: 5,
      findings: 6,
      comments: 7,
      calls: 8,
      promptTokens: 9,
      completionTokens: 10,
      cachedTokens: 11,
      costUsd: 0.25,
      model: "meta-llama/Llama-4:free",
      question: "find-defects",
      outcome: "no-defects",
    };

    expect(selectAttributes(facts)).toEqual({
      "assay.review.id": "review:100#7@3",
      "assay.repository.id": 100,
      "assay.pull_request.number": 7,
      "assay.files": 2,
      "assay.hunks": 3,
      "assay.units": 4,
      "assay.claims": 5,
      "assay.findings": 6,
      "assay.comments": 7,
      "assay.model.calls": 8,
      "gen_ai.usage.input_tokens": 9,
      "gen_ai.usage.output_tokens": 10,
      "gen_ai.usage.cache_read.input_tokens": 11,
      "assay.cost.usd": 0.25,
      "gen_ai.request.model": "meta-llama/Llama-4:free",
      "assay.question": "find-defects",
      "assay.outcome": "no-defects",
    });
  });

  it.each<[what: string, facts: Readonly<Record<string, unknown>>]>([
    ["a fact that is not in the list", { path: "src/a.ts", title: "Fix login", author: "alice", code: "x" }],
    ["names that every object has", JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}')],
    ["code in place of a word", { outcome: "const a = 1;", question: "find defects\n" }],
    ["a path or a sentence in place of a model", { model: "the secret of src/a.ts" }],
    ["a name in place of an id", { review: "octo-org/shop", repository: "octo-org/shop", pullRequest: "7" }],
    ["what is no figure", { calls: Number.NaN, units: -1, hunks: Number.POSITIVE_INFINITY, files: {} }],
    ["nothing", { model: null, costUsd: null, review: null, outcome: undefined }],
    ["a text without an end", { outcome: "a".repeat(10_000), model: "m".repeat(10_000) }],
  ])("is never %s", (_, facts) => {
    expect(hand(facts)).toEqual({});
  });
});
