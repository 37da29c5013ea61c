import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RepoPath } from "../../src/domain/change-set.ts";
import type { ReviewUnit, UnitHunk } from "../../src/domain/unit.ts";
import { formatUnitHunk } from "../../src/review/units/format-unit.ts";
import { halveUnit, splitIntoUnits } from "../../src/review/units/split-into-units.ts";

const countTokens = (text: string) => Math.ceil(text.length / 4);

const unitHunks = fc
  .array(
    fc.record({
      file: fc.integer({ min: 0, max: 3 }),
      texts: fc.array(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 30 }),
    }),
    { maxLength: 12 },
  )
  .map((drafts) =>
    drafts.map(
      ({ file, texts }, hunk): UnitHunk => ({
        ref: { file, hunk },
        label: `${file}.${hunk}`,
        path: RepoPath.parse(`src/${file}.ts`),
        scope: null,
        lines: texts.map((text, line) => ({
          kind: "added",
          oldLine: null,
          newLine: line + 1,
          text,
          isCut: false,
        })),
      }),
    ),
  );

const linesOf = (units: readonly ReviewUnit[]) =>
  units.flatMap((unit) =>
    unit.hunks.flatMap((hunk) =>
      hunk.lines.map((line) => `${hunk.ref.file}.${hunk.ref.hunk}:${line.newLine}:${line.text}`),
    ),
  );

describe("splitting into units", () => {
  it("loses no line, repeats none and keeps their order", () => {
    fc.assert(
      fc.property(unitHunks, fc.integer({ min: 1, max: 400 }), (hunks, budgetTokens) => {
        const units = splitIntoUnits(hunks, [], { budgetTokens, countTokens });
        expect(linesOf(units)).toEqual(linesOf([{ id: "all", view: "sliced", hunks, leads: [], tokens: 0 }]));
      }),
    );
  });

  it("keeps units of several hunks within the budget", () => {
    fc.assert(
      fc.property(unitHunks, fc.integer({ min: 40, max: 400 }), (hunks, budgetTokens) => {
        const units = splitIntoUnits(hunks, [], { budgetTokens, countTokens });
        for (const unit of units.filter(({ hunks: own }) => own.length > 1)) {
          expect(unit.tokens).toBeLessThanOrEqual(budgetTokens);
        }
      }),
    );
  });

  it("halves down to single lines without losing any", () => {
    fc.assert(
      fc.property(unitHunks, (hunks) => {
        const [unit] = splitIntoUnits(hunks, [], { budgetTokens: 1_000_000, countTokens });
        if (unit === undefined) return;
        const options = { budgetTokens: 1, countTokens };
        const whole = halveCompletely(unit, options);
        expect(linesOf(whole)).toEqual(linesOf([unit]));
        expect(new Set(whole.flatMap(({ hunks: own }) => own.map(({ label }) => label))).size).toBe(
          whole.flatMap(({ hunks: own }) => own).length,
        );
      }),
    );
  });
});

function halveCompletely(
  unit: ReviewUnit,
  options: { budgetTokens: number; countTokens: (text: string) => number },
): ReviewUnit[] {
  const halves = halveUnit(unit, options);
  return halves === null ? [unit] : halves.flatMap((half) => halveCompletely(half, options));
}

describe("formatting a hunk", () => {
  it("gives every line its side and number", () => {
    const hunk: UnitHunk = {
      ref: { file: 2, hunk: 0 },
      label: "2.0",
      path: RepoPath.parse("a.py"),
      scope: 'load"it',
      lines: [
        { kind: "surrounding", oldLine: null, newLine: 9, text: "def load():", isCut: false },
        { kind: "context", oldLine: 8, newLine: 10, text: "  x = 1", isCut: false },
        { kind: "removed", oldLine: 9, newLine: null, text: "  check(x)", isCut: false },
        { kind: "added", oldLine: null, newLine: 11, text: "  run(x)", isCut: false },
      ],
    };
    expect(formatUnitHunk(hunk)).toBe(
      'hunk 2.0 in "load\\"it"\nR9 . def load():\nR10     x = 1\nL9 -   check(x)\nR11 +   run(x)',
    );
  });
});
