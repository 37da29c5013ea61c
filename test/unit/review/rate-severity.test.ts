import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Severity } from "../../../src/domain/finding.ts";
import { Conditions, Impact, Reach } from "../../../src/domain/refutation.ts";
import { capSeverity, rateSeverity } from "../../../src/review/verdict/rate-severity.ts";

const document = readFileSync(new URL("../../../docs/severity.md", import.meta.url), "utf8");

/** The table as people read it: impact, then a severity for each reach. */
const rows = new Map(
  [...document.matchAll(/^\| \*\*([\w-]+)\*\* \|(.+)\|$/gm)].map((match) => [
    match[1],
    match[2]!.split("|").map((cell) => cell.trim()),
  ]),
);

const c = "critical";
const h = "high";
const m = "medium";
const l = "low";
const expected: Readonly<Record<Impact, readonly string[]>> = {
  "code-execution": [c, h, h, h, m],
  "all-data": [c, h, h, m, l],
  "others-data": [h, h, m, m, l],
  availability: [h, m, m, l, l],
  "own-data": [m, l, l, l, l],
  information: [m, l, l, l, l],
  none: [l, l, l, l, l],
};
const lowered: Readonly<Record<Conditions, Readonly<Record<string, string>>>> = {
  none: { critical: c, high: h, medium: m, low: l },
  some: { critical: h, high: h, medium: m, low: l },
  unlikely: { critical: m, high: m, medium: l, low: l },
};
const facts = Impact.options.flatMap((impact) =>
  Reach.options.flatMap((reach, column) =>
    Conditions.options.map((conditions) => ({ impact, reach, column, conditions })),
  ),
);

describe("the severity of a defect", () => {
  it.each(facts)("follows from $impact, $reach and $conditions", ({ impact, reach, column, conditions }) => {
    expect(rateSeverity({ impact, reach, conditions })).toBe(lowered[conditions][expected[impact][column]!]);
  });

  it("is the one that the document names", () => {
    expect(Object.fromEntries(rows)).toEqual(expected);
  });

  it("is never critical where nobody was asked twice", () => {
    expect(Severity.options.map(capSeverity)).toEqual([h, h, m, l]);
  });
});
