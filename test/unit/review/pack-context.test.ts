import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import type { UnitContext, UnitHunk } from "../../../src/domain/unit.ts";
import { formatUnit } from "../../../src/review/units/format-unit.ts";
import { divideHunks, halveUnit, packHunks } from "../../../src/review/units/split-into-units.ts";

const countTokens = (text: string) => Math.ceil(text.length / 4);
const limits = (budgetTokens: number) => ({ budgetTokens, countTokens });

function contextOf(path: string, lines: readonly number[], tokens = 20): UnitContext {
  return { path, why: "defines a", lines: lines.map((line) => ({ line, text: `l${line}` })), tokens };
}

function hunkOf(hunk: number, context: readonly UnitContext[], lines = 2): UnitHunk {
  return {
    ref: { file: 0, hunk },
    label: `0.${hunk}`,
    path: RepoPath.parse("a.ts"),
    scope: null,
    lines: Array.from({ length: lines }, (_, at) => {
      return { kind: "added", oldLine: null, newLine: hunk * 100 + at, text: "run(a);", isCut: false };
    }),
    context,
  };
}

const pack = (hunks: readonly UnitHunk[], budgetTokens: number) =>
  packHunks(divideHunks(hunks, limits(budgetTokens)), [], limits(budgetTokens));

describe("packing hunks with their context", () => {
  it("shows each line once in a unit, behind the first hunk that needs it", () => {
    const hunks = [
      hunkOf(1, [contextOf("a.ts", [3, 101]), contextOf("b.ts", [7])]),
      hunkOf(2, [contextOf("a.ts", [3, 9]), contextOf("b.ts", [7])]),
    ];
    const [unit, ...others] = pack(hunks, 1_000);
    expect(others).toEqual([]);
    expect(formatUnit(unit!)).toBe(
      [
        'file 0 "a.ts"',
        "hunk 0.1",
        "R100 + run(a);",
        "R101 + run(a);",
        'context "a.ts" defines a',
        "R3 . l3",
        'context "b.ts" defines a',
        "C7 . l7",
        "hunk 0.2",
        "R200 + run(a);",
        "R201 + run(a);",
        'context "a.ts" defines a',
        "R9 . l9",
      ].join("\n"),
    );
  });

  it("counts the context into the unit, and opens another when it is full", () => {
    const hunks = [1, 2, 3].map((hunk) => hunkOf(hunk, [contextOf(`${hunk}.ts`, [1, 2], 60)]));
    const units = pack(hunks, 150);
    for (const { tokens } of units) expect(tokens).toBeLessThanOrEqual(150);
    expect(units.length).toBeGreaterThan(1);
  });

  it("drops the context that does not fit, the last first, and never a line of the change", () => {
    const whole = hunkOf(1, [contextOf("b.ts", [1], 30), contextOf("c.ts", [1], 500)], 4);
    const [unit] = pack([whole], 100);
    expect(unit?.hunks[0]?.context?.map(({ path }) => path)).toEqual(["b.ts"]);
    expect(unit?.hunks[0]?.lines).toEqual(whole.lines);
  });

  it("has at most 3,000 tokens of context in a unit, whatever the budget", () => {
    const hunks = [1, 2, 3, 4].map((hunk) => hunkOf(hunk, [contextOf(`${hunk}.ts`, [1], 1_100)]));
    expect(pack(hunks, 100_000).map(({ hunks: own }) => own.length)).toEqual([2, 2]);
  });

  it("keeps the context of whole hunks when a unit is halved, and drops it from the parts of one", () => {
    const [unit] = pack([hunkOf(1, [contextOf("b.ts", [1])]), hunkOf(2, [contextOf("b.ts", [1])])], 1_000);
    const halves = halveUnit(unit!, limits(1_000));
    expect(halves?.map(({ hunks }) => hunks[0]?.context?.length)).toEqual([1, 1]);
    const parts = halveUnit(halves![0]!, limits(1_000));
    expect(parts?.map(({ hunks }) => hunks[0]?.context)).toEqual([[], []]);
  });
});
