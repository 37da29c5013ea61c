import { describe, expect, it } from "vitest";
import { errorMeanings } from "../../../../../src/domain/error-meanings.ts";
import { findRemedy } from "../../../../../src/entrypoints/app/page/find-remedy.ts";

describe("the remedy on the operator's page", () => {
  it.each([
    ["MODEL_RATE_LIMITED", "Lower ASSAY_CONCURRENCY, or have the limit raised."],
    ["BUDGET_BUSY", "Reviews in progress hold what is left of a budget. It follows when one of them ends."],
    ["constructor", null],
    [null, null],
  ])("of %s is %j", (code, remedy) => {
    expect(findRemedy(code)).toBe(remedy);
  });

  it("is there for every code of an error, without the marks of Markdown", () => {
    const remedies = Object.keys(errorMeanings).map((code) => findRemedy(code) ?? "");

    expect(remedies.filter((remedy) => remedy === "" || remedy.includes("`"))).toEqual([]);
  });
});
