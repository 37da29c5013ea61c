import { describe, expect, it } from "vitest";
import { countCachedTokens } from "../../bench/cached-prefix.ts";
import { compareFigures, formatChanges } from "../../bench/compare-figures.ts";
import {
  atMost,
  type Figure,
  isReached,
  larger,
  plain,
  type SectionFigures,
  told,
  under,
} from "../../bench/figure.ts";
import { formatMarkdown, formatSection } from "../../bench/format-figures.ts";
import { findShortestTime, simulateForeseen, simulateUnforeseen } from "../../bench/ideal-schedule.ts";

const sectionOf = (figures: readonly Figure[], isQuick = false): SectionFigures => ({
  section: "tokens",
  command: "npm run bench -- --only tokens",
  revision: "abc",
  date: "2026-11-21",
  seconds: 3,
  isQuick,
  figures,
});

describe("a figure", () => {
  it.each([
    [atMost(1.6, { name: "a", unit: "", value: 1.6 }), true],
    [under(5, { name: "a", unit: "s", value: 5 }), false],
    [under(5, { name: "a", unit: "s", value: 4.9 }), true],
    [plain("a", "", 7), null],
  ])("keeps to its target or does not: %o", (figure, expected) => {
    expect(isReached(figure)).toBe(expected);
  });

  it("that misses its target is marked in the terminal and in the document", () => {
    const section = sectionOf([
      under(1, { name: "start", unit: "s", value: 1.461 }),
      told("files", "", 2_400),
    ]);

    expect(formatSection(section)).toMatch(/start +1\.46 s +< 1 {2}NOT REACHED\n +files +2,400/);
    const machine = { cpu: "a cpu", cores: 2, node: "v24" };
    expect(formatMarkdown({ machine, sections: [section] })).toContain(
      "| start | 1.46 | s | < 1 | **no** |\n| files | 2,400 |  |  |  |",
    );
  });
});

describe("two runs", () => {
  const before = [sectionOf([plain("cost", "USD", 10), larger("rate", "/s", 10), told("size", "", 10)])];

  it("are compared figure by figure; what is worse by more than a tenth is marked", () => {
    const now = [sectionOf([plain("cost", "USD", 11.5), larger("rate", "/s", 9.5), told("size", "", 99)])];
    const changes = compareFigures(before, now);

    expect(changes.map(({ name, isWorse }) => [name, isWorse])).toEqual([
      ["cost", true],
      ["rate", false],
      ["size", false],
    ]);
    expect(formatChanges(changes)).toMatch(
      /cost +10 -> 11\.5 USD +1\.15 x {2}WORSE\n[\s\S]*3 figures compared, 3 changed, 1 worse/,
    );
  });

  it("of different sizes are not compared", () => {
    expect(compareFigures(before, [sectionOf([plain("cost", "USD", 99)], true)])).toEqual([]);
  });
});

describe("the shortest time of some calls", () => {
  const call = (latencyMs: number, after: number | null = null) => ({ latencyMs, after });

  it.each([
    ["all their work, divided", [call(2), call(2), call(2), call(2)], 2, 4],
    ["the longest chain", [call(3), call(1), call(4, 0)], 8, 7],
    ["what has to share a lane", [call(3), call(3), call(3)], 2, 6],
    ["nothing", [], 8, 0],
  ])("is %s", (_, calls, limit, expected) => {
    expect(findShortestTime(calls, limit)).toBe(expected);
  });

  it("is reached by who knows that the second answer brings up a question, and not by others", () => {
    const calls = [call(2), call(2), call(2), call(2), call(4, 3)];

    expect(simulateForeseen(calls, 2)).toBe(6);
    expect(simulateUnforeseen(calls, 2)).toBe(8);
  });
});

describe("cached beginnings", () => {
  it("are counted from 1,024 tokens on, in steps of 128", () => {
    const countTokens = (text: string) => text.length;
    const long = "a".repeat(1_300);

    expect(countCachedTokens([`${long}b`, `${long}c`, "aa", "d"], countTokens)).toEqual([0, 1_280, 0, 0]);
  });
});
