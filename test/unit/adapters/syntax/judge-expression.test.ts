import { describe, expect, it } from "vitest";
import { judgeExpression } from "../../../../src/adapters/syntax/expressions/judge-expression.ts";
import { exponential, fast, polynomial, type Row, unread } from "./expression-tables.ts";

function judge([dialect, source, flags = "", use = "search"]: Row) {
  return judgeExpression({ dialect, source, flags, use }, { steps: 1_000_000 });
}

describe("the time of a regular expression", () => {
  it.each(exponential.map((row) => [row]))("is proven exponential: %j", (row) => {
    expect(judge(row)).toBe("exponential");
  });

  it.each(polynomial.map((row) => [row]))("is proven to be a power of the length: %j", (row) => {
    expect(judge(row)).toBe("polynomial");
  });

  it.each(fast.map((row) => [row]))("is not blamed where it is in proportion to the length: %j", (row) => {
    expect(judge(row)).toBeNull();
  });

  it.each(unread.map((row) => [row]))("is not judged where it cannot be known: %j", (row) => {
    expect(judge(row)).toBeNull();
  });

  it("is not judged once the steps of a text are used up", () => {
    const purse = { steps: 1_000_000 };
    const expression = { dialect: "javascript", source: "^(a+)+$", flags: "", use: "search" } as const;
    expect(judgeExpression(expression, purse)).toBe("exponential");
    expect(purse.steps).toBeLessThan(1_000_000);
    expect(judgeExpression(expression, { steps: 0 })).toBeNull();
  });
});
