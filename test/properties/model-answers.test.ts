import fc from "fast-check";
import { expect, test } from "vitest";
import { readCompletion } from "../../src/adapters/openai/read-completion.ts";
import { readRetryAfter } from "../../src/adapters/openai/read-retry-after.ts";
import { readVendorError } from "../../src/adapters/openai/read-vendor-error.ts";
import { classifyVendorError } from "../../src/adapters/openai/translate-error.ts";
import { createTokenCounter } from "../../src/adapters/tokens/count-tokens.ts";
import { parsePriceTable } from "../../src/config/price-table.ts";
import { ReviewError } from "../../src/domain/errors.ts";

const anything = fc.anything({ withNullPrototype: true, maxDepth: 4 });
/** Bodies that have the outline of a completion and anything in its places. */
const almostCompletion = fc.record(
  {
    model: fc.oneof(fc.string(), anything),
    choices: fc.oneof(
      fc.array(
        fc.record(
          {
            finish_reason: fc.oneof(fc.constantFrom("stop", "length", "content_filter", null), anything),
            message: fc.record({ content: fc.oneof(fc.string(), anything), refusal: fc.option(fc.string()) }),
            error: anything,
          },
          { requiredKeys: [] },
        ),
        { maxLength: 2 },
      ),
      anything,
    ),
    usage: fc.oneof(
      fc.record({ prompt_tokens: fc.oneof(fc.integer(), anything), completion_tokens: fc.nat() }),
      anything,
    ),
    error: anything,
  },
  { requiredKeys: [] },
);

test("whatever comes back is an answer with text, a refusal, or a ReviewError", () => {
  const seen = fc.oneof(anything, almostCompletion, fc.json(), fc.string());
  fc.assert(
    fc.property(seen, (body) => {
      try {
        const answer = readCompletion(body, "configured");
        if (answer.finish === "stop") expect(answer.text.trim()).not.toBe("");
        const counts = Object.values(answer.usage ?? {});
        expect(counts.every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ReviewError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("any error body has a class, and none of its texts is repeated", () => {
  fc.assert(
    fc.property(anything, fc.option(fc.integer({ min: 100, max: 599 })), (body, status) => {
      const marked = { error: { message: "MARK", code: "MARK", type: "MARK", detail: body } };
      for (const given of [body, marked]) {
        const error = classifyVendorError(readVendorError(given, status), null);
        expect(error).toBeInstanceOf(ReviewError);
        expect(`${error.message}${error.remedy}`).not.toContain("MARK");
      }
    }),
  );
});

test("any header values ask for a wait of at most a day, or for none", () => {
  const value = fc.string({ unit: fc.constantFrom(..."0123456789.dhms- eE+:") });
  fc.assert(
    fc.property(value, value, (first, second) => {
      const headers = new Headers({ "retry-after": first, "x-ratelimit-reset-tokens": second });
      const waitMs = readRetryAfter(headers, 0) ?? 0;
      expect(waitMs >= 0 && waitMs <= 86_400_000).toBe(true);
    }),
  );
});

test("any text has a count of tokens that is not above its bytes", () => {
  const countTokens = createTokenCounter();
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (text) => {
      const tokens = countTokens(text);
      expect(Number.isSafeInteger(tokens)).toBe(true);
      expect(tokens).toBeLessThanOrEqual(Buffer.byteLength(text));
    }),
  );
});

test("any text is a price table or a list of problems", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const reading = parsePriceTable(text);
      expect(reading.kind === "valid" || reading.problems.length > 0).toBe(true);
    }),
  );
});
