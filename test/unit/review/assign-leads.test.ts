import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RepoPath, Side } from "../../../src/domain/change-set.ts";
import type { Lead } from "../../../src/domain/syntax.ts";
import type { UnitHunk, UnitLine } from "../../../src/domain/unit.ts";
import { assignLeads } from "../../../src/review/units/assign-leads.ts";

const lead = (file: number, side: Side, startLine: number, endLine: number): Lead => ({
  rule: `r${startLine}`,
  title: "",
  cwe: "CWE-1",
  severity: "low",
  question: "",
  file,
  path: "a.ts" as RepoPath,
  side,
  startLine,
  endLine,
});

/** A hunk in which `-3` is line 3 removed, `+4` line 4 added and `=5` line 5 kept on both sides. */
function hunk(file: number, ...marks: readonly string[]): UnitHunk {
  const lines = marks.map((mark): UnitLine => {
    const number = Number(mark.slice(1));
    const kind = mark.startsWith("-") ? "removed" : mark.startsWith("+") ? "added" : "context";
    return {
      kind,
      oldLine: kind === "added" ? null : number,
      newLine: kind === "removed" ? null : number,
      text: "",
      isCut: false,
    };
  });
  return { ref: { file, hunk: 0 }, label: marks.join(" "), path: "a.ts" as RepoPath, scope: null, lines };
}

const assignedTo = (hunks: readonly UnitHunk[], leads: readonly Lead[]) => {
  const assigned = assignLeads(hunks, leads);
  return hunks.map((one) => (assigned.get(one) ?? []).map(({ rule }) => rule));
};

describe("assignLeads", () => {
  it.each<[string, readonly UnitHunk[], readonly Lead[], readonly (readonly string[])[]]>([
    ["an added line", [hunk(0, "=1", "+2")], [lead(0, "RIGHT", 2, 2)], [["r2"]]],
    ["a removed line", [hunk(0, "-2", "+3")], [lead(0, "LEFT", 2, 2), lead(0, "LEFT", 3, 3)], [["r2"]]],
    ["no line of context", [hunk(0, "=2", "+3")], [lead(0, "RIGHT", 2, 2)], [[]]],
    ["no line of another file", [hunk(1, "+2")], [lead(0, "RIGHT", 2, 2)], [[]]],
    [
      "every hunk that it touches",
      [hunk(0, "+2"), hunk(0, "+5", "+9"), hunk(0, "+12"), hunk(0, "+20")],
      [lead(0, "RIGHT", 2, 12), lead(0, "RIGHT", 6, 8), lead(0, "RIGHT", 9, 9)],
      [["r2"], ["r2", "r9"], ["r2"], []],
    ],
    ["hunks in any order", [hunk(0, "+9"), hunk(0, "+2")], [lead(0, "RIGHT", 2, 2)], [[], ["r2"]]],
  ])("assigns a lead to %s", (_what, hunks, leads, expected) => {
    expect(assignedTo(hunks, leads)).toEqual(expected);
  });

  it("finds what a comparison of every line with every lead finds", () => {
    const mark = fc.tuple(fc.constantFrom("+", "-", "="), fc.nat(30)).map(([sign, line]) => `${sign}${line}`);
    const someHunk = fc.tuple(fc.nat(1), fc.array(mark, { maxLength: 6 }));
    const someLead = fc.tuple(
      fc.nat(1),
      fc.constantFrom<Side>("LEFT", "RIGHT"),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(8),
    );
    fc.assert(
      fc.property(fc.array(someHunk), fc.array(someLead), (hunkParts, leadParts) => {
        const hunks = hunkParts.map(([file, marks]) => hunk(file, ...marks));
        const leads = leadParts.map(([file, side, start, length]) => lead(file, side, start, start + length));
        const expected = hunks.map((one) =>
          leads.filter((other) => isTouched(one, other)).map(({ rule }) => rule),
        );
        expect(assignedTo(hunks, leads)).toEqual(expected);
      }),
    );
  });
});

function isTouched({ ref, lines }: UnitHunk, { file, side, startLine, endLine }: Lead): boolean {
  const wanted = side === "LEFT" ? "removed" : "added";
  return lines.some(({ kind, oldLine, newLine }) => {
    const number = (side === "LEFT" ? oldLine : newLine) ?? 0;
    return ref.file === file && kind === wanted && startLine <= number && number <= endLine;
  });
}
