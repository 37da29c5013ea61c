import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type BenchReport, isReached } from "../bench/figure.ts";
import { fillDocument } from "../bench/performance-document.ts";
import { sections } from "../bench/sections.ts";
import { projectRoot } from "./run-tool.ts";

const text = readFileSync(join(projectRoot, "docs/performance.md"), "utf8");
const report: BenchReport = JSON.parse(readFileSync(join(projectRoot, "docs/performance.json"), "utf8"));

/** Every promise about speed: the figure that shows it, and its limit. */
const promises: readonly (readonly [figure: string, limit: number])[] = [
  ["40 files: wall time over the shortest possible", 1.1],
  ["600 files: wall time over the shortest possible", 1.15],
  ["40 files, quick: prompt tokens over the diff's own", 1.6],
  ["40 files, quick: questions asked twice", 0],
  ["40 files, standard: changed lines that stand in two first questions", 0],
  ["one of 40 files pushed again: of the first review", 5],
  ["rebase without change: prompt tokens", 0],
  ["review of 50 files: calls of GitHub", 10],
  ["review of 100 files: calls of GitHub", 12],
  ["review of 300 files: calls of GitHub", 20],
  ["sweep of 10 repositories: of them not answered by 304", 0],
  ["review of 600 files: own processor time", 5],
  ["review of 600 files: peak memory", 350],
  ["review of 600 files: longest delay of the event loop", 100],
  ["start of the App, median", 1],
  ["memory of an idle App", 150],
  ["40 files, quick: estimate off by", 15],
  ["40 files, standard: estimate off by", 15],
  ["40 files, thorough: estimate off by", 15],
];

describe("docs/performance.md", () => {
  it("says what docs/performance.json says", () => {
    expect(fillDocument(text, report)).toBe(text);
  });

  it("has the figures of every section of the bench", () => {
    expect(report.sections.map(({ section }) => section)).toEqual(sections.map(({ name }) => name));
    expect(report.sections.filter(({ figures }) => figures.length === 0)).toEqual([]);
  });

  it.each(promises)("has a row for what was promised: %s", (name, limit) => {
    const figures = report.sections.flatMap((section) => section.figures);

    expect(figures.filter((figure) => figure.name === name).map(({ target }) => target?.limit)).toEqual([
      limit,
    ]);
  });

  it("has a row for the calls in flight at a crash, of which no more are asked again", () => {
    const figures = report.sections.flatMap((section) => section.figures);
    const values = ["in flight at the deaths", "questions asked again"].map(
      (end) => figures.find(({ name }) => name === `review killed with calls in flight: ${end}`)?.value ?? -1,
    );

    expect(values[0]).toBeGreaterThan(0);
    expect(values[1]).toBeLessThanOrEqual(values[0] ?? 0);
  });

  it("names every figure that is not reached, and no other, where it says why", () => {
    const [, why = ""] = /^## Not reached[^\n]*\n([\s\S]*?)^## /m.exec(text) ?? [];
    const named = [...why.matchAll(/\*\*([^*]+)\*\*/g)].map((match) => match[1] ?? "");
    const missed = report.sections
      .flatMap(({ figures }) => figures)
      .filter((figure) => isReached(figure) === false)
      .map(({ name }) => name);

    expect(named.toSorted()).toEqual(missed.toSorted());
  });

  it("has no figure of a run with small sizes", () => {
    expect(report.sections.filter(({ isQuick }) => isQuick).map(({ section }) => section)).toEqual([]);
  });
});
