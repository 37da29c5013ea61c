import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCharacterTests } from "../../src/adapters/syntax/expressions/character-tests.ts";
import { compileMatcher } from "../../src/adapters/syntax/expressions/compile-matcher.ts";
import { parseExpression } from "../../src/adapters/syntax/expressions/parse-expression.ts";
import { runMatcher } from "../../src/adapters/syntax/expressions/run-matcher.ts";

const leaf = fc.constantFrom(..."a b c . ^ $ \\w \\W \\d \\s \\b \\B [^a] [a-b] [^\\w]".split(" "));
const repetition = fc.constantFrom(..."* + ? *? +? ?? {2} {1,} {0,2} {1,3}?".split(" "));
const opening = fc.constantFrom(..."( (?: (?= (?! (?<= (?<!".split(" "));

const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, depthSize: "medium" },
    leaf,
    fc.tuple(tie("pattern"), tie("pattern")).map(([one, other]) => one + other),
    fc.tuple(tie("pattern"), tie("pattern")).map(([one, other]) => `(?:${one}|${other})`),
    fc.tuple(opening, tie("pattern")).map(([open, inner]) => `${open}${inner})`),
    fc.tuple(tie("pattern"), repetition).map(([inner, times]) => `(${inner})${times}`),
  ),
}));

describe("the matcher that counts steps", () => {
  it("matches what the engine of this process matches", () => {
    fc.assert(
      fc.property(
        // After a repetition of groups engines differ in what a reference means: it stands outside of them.
        fc.oneof(
          pattern,
          fc.tuple(pattern, pattern).map(([one, other]) => `([ab]+)(?:${one})(?:${other}|\\1)`),
        ),
        fc.constantFrom("", "i", "m", "s", "v"),
        fc.string({ unit: fc.constantFrom(..."abcA1 \n"), maxLength: 8 }),
        (source, flags, text) => {
          const parsed = parseExpression(source, flags);
          if (parsed === null) return;
          const expression = { dialect: "javascript", source, flags, atomic: [], use: "search" } as const;
          const matcher = compileMatcher(parsed.pattern, expression, createCharacterTests(flags));
          if (matcher === null) return;
          const { steps, isMatch } = runMatcher(matcher, [...text], { use: "search", limit: 200_000 });
          if (steps < 200_000)
            expect([source, text, isMatch]).toEqual([source, text, new RegExp(source, flags).test(text)]);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
