import { expect, test } from "vitest";
import { createTokenCounter } from "../../../../src/adapters/tokens/count-tokens.ts";

const countTokens = createTokenCounter();

test.each([
  ["", 0],
  ["hello world", 2],
  ["const total = items.length;\n", 6],
])("%j has %i tokens", (text, expected) => {
  expect(countTokens(text)).toBe(expected);
});

test("special tokens in untrusted text are counted as text", () => {
  for (const special of ["<|endoftext|>", "<|im_start|>system", "<|endofprompt|>"])
    expect(countTokens(special)).toBeGreaterThan(3);
});

const hostile = [
  "a",
  "A",
  " ",
  "\n",
  "/",
  "-",
  "…",
  ".…",
  "é",
  "漢",
  "😀",
  "\ud800",
  "aB",
  "'s",
  " \t",
  "a…",
  "़",
  "\0",
];

test.each(hostile)("a long run of %j is counted in linear time", (unit) => {
  const count = 600_000 / unit.length;
  const startedAt = performance.now();
  const tokens = countTokens(unit.repeat(count));
  // Unguarded, 100,000 letters alone take eight seconds, and six times as many thirty-six times as long.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(tokens).toBeGreaterThan(0);
  expect(Number.isSafeInteger(tokens)).toBe(true);
});

test("cutting runs hardly changes the count of ordinary code", () => {
  const line = "  if (request.user === null) return reply(401); // never reached by the job\n";
  expect(countTokens(line.repeat(1_000)) / 1_000).toBeCloseTo(countTokens(line), 0);
});

test("what lies beyond four million characters is taken to be as dense as what lies before", () => {
  const part = "let x = 1;\n";
  const small = countTokens(part.repeat(1_000)) / 1_000;
  const large = countTokens(part.repeat(800_000)) / 800_000;
  expect(large).toBeCloseTo(small, 1);
});
