import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dialect, ExpressionUse } from "../../src/adapters/syntax/expressions/expression.ts";
import { judgeExpression } from "../../src/adapters/syntax/expressions/judge-expression.ts";

const dialects: readonly Dialect[] = ["javascript", "python", "java", "ruby", "php", "csharp"];
const uses: readonly ExpressionUse[] = ["search", "start", "whole"];

const leaf = fc.constantFrom(
  ..."a b . ^ $ \\w \\W \\d \\s \\S \\b \\B [^a] [a-z] [^\\w\\s] [\\s\\S] é \\p{L} [[:alpha:]] \\h \\R \\1 \\A \\Z - {".split(
    " ",
  ),
);
const repetition = fc.constantFrom(..."* + ? *? +? *+ ++ {3} {2,} {1,3} {0,30} {1,9999} {50,}".split(" "));
const opening = fc.constantFrom(..."( (?: (?= (?! (?<= (?<! (?> (?<n>".split(" "));

const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 6, depthSize: "large" },
    leaf,
    fc.tuple(tie("pattern"), tie("pattern")).map(([one, other]) => one + other),
    fc.tuple(tie("pattern"), tie("pattern")).map(([one, other]) => `(?:${one}|${other})`),
    fc.tuple(opening, tie("pattern")).map(([open, inner]) => `${open}${inner})`),
    fc.tuple(tie("pattern"), repetition).map(([inner, times]) => `(?:${inner})${times}`),
    fc.tuple(tie("pattern"), repetition).map(([inner, times]) => `(${inner})${times}`),
  ),
}));

const answers = ["exponential", "polynomial", null];
/** What one expression may take at most: attacks, what one may go beyond that before it is noticed, and reading it. */
const mostSteps = (source: string) => 180_000 + 1000 + 10_000 + 600 * source.length;

describe("judging any regular expression", () => {
  it("ends within its steps, whatever grammar it is read by", () => {
    fc.assert(
      fc.property(
        fc.oneof(pattern, fc.string({ unit: fc.constantFrom(..."(){}[]\\*+?|^$.-,:<>=!a1\n") })),
        fc.constantFrom(...dialects),
        fc.constantFrom("", "i", "m", "s"),
        fc.constantFrom(...uses),
        (source, dialect, flags, use) => {
          const purse = { steps: 10_000_000 };
          expect(answers).toContain(judgeExpression({ dialect, source, flags, use }, purse));
          expect(10_000_000 - purse.steps).toBeLessThan(mostSteps(source));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("blames none that repeats nothing", () => {
    fc.assert(
      fc.property(
        pattern.filter((source) => !/[*+{]/.test(source)),
        fc.constantFrom(...dialects),
        (source, dialect) => {
          const expression = { dialect, source, flags: "", use: "search" } as const;
          expect(judgeExpression(expression, { steps: 1_000_000 })).toBeNull();
        },
      ),
      { numRuns: 100 },
    );
  });
});
