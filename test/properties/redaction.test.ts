import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecretMatch } from "../../src/domain/secret.ts";
import { createRedactor } from "../../src/review/redact/redact.ts";

// Few characters, so that values overlap and contain one another; none that a placeholder holds.
const text = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom("x", "y", "9", "=", "\n"), minLength, maxLength });
const value = fc.string({ unit: fc.constantFrom("x", "y", "9", "="), minLength: 6, maxLength: 14 });

const matchOf = (secret: string): SecretMatch => ({
  file: 0,
  side: "RIGHT",
  startLine: 1,
  endLine: 1,
  kind: "token",
  rule: "secret.token",
  value: secret,
});

describe("redaction", () => {
  it("leaves no value of six characters or more anywhere in the text", () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 6 }),
        fc.array(text(0, 30), { maxLength: 6 }),
        (values, fill) => {
          const { redact, mask } = createRedactor(values.map(matchOf));
          const whole = fill.map((one, index) => one + (values[index] ?? "")).join("") + values.join("");
          for (const secret of values) {
            expect(redact(whole)).not.toContain(secret);
            expect(mask(whole)).not.toContain(secret);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("keeps every line break and everything that is not part of a value", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), text(0, 80), (values, whole) => {
        const { redact } = createRedactor(values.map(matchOf));
        expect(redact(whole).split("\n")).toHaveLength(whole.split("\n").length);
        const isClean = !values.some((secret) => whole.includes(secret));
        if (isClean) expect(redact(whole)).toBe(whole);
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same answer the second time", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), text(0, 80), (values, whole) => {
        const { redact } = createRedactor(values.map(matchOf));
        expect(redact(redact(whole))).toBe(redact(whole));
      }),
      { numRuns: 300 },
    );
  });
});
