import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { formatRows, judgeRows, type RunTest } from "./judge-rows.ts";
import { threatRows } from "./threat-rows.ts";

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

describe("the threats", () => {
  it("are all in the table, in their order", () => {
    const counts = { A: 9, B: 7, C: 8, D: 9, E: 5 };
    const expected = Object.entries(counts).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    );
    expect(threatRows.map(({ row }) => row)).toEqual(expected);
    expect(threatRows.filter(({ shownBy }) => shownBy.length === 0)).toEqual([]);
  });

  it("name files and titles that exist", () => {
    const wrong = threatRows.flatMap(({ row, shownBy }) =>
      shownBy.flatMap(({ file, titles = [] }) => {
        if (!existsSync(pathOf(file))) return [`${row}: ${file}`];
        const text = readFileSync(pathOf(file), "utf8");
        return titles.filter((title) => !text.includes(title)).map((title) => `${row}: ${file}: ${title}`);
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe("a row", () => {
  const row = {
    row: "A1",
    attack: "an attack | with a bar",
    shownBy: [{ file: "a.test.ts", titles: ["holds"] }, { file: "b.test.ts" }],
  };
  const test = (file: string, fullName: string, status = "passed"): RunTest => ({ file, fullName, status });
  const both = [test("a.test.ts", "suite holds 1"), test("b.test.ts", "anything")];
  const judge = (tests: readonly RunTest[]) => judgeRows([row], tests, [])[0]?.problems;

  it("holds when all of its tests ran and passed", () => {
    const tests = [...both, test("a.test.ts", "is no matter of this row", "failed")];
    const results = judgeRows([row], tests, [
      { row: "A1", tried: "7 payloads" },
      { row: "A2", tried: "8" },
    ]);
    expect(formatRows(results).split("\n").at(-1)).toBe(
      "| A1 | an attack \\| with a bar | `a.test.ts`, `b.test.ts` | 7 payloads; 2 tests | pass |",
    );
  });

  it.each<[string, readonly RunTest[], string]>([
    ["no test ran", [], "a.test.ts did not run"],
    ["a file did not run", both.slice(0, 1), "b.test.ts did not run"],
    [
      "a test has another name now",
      [test("a.test.ts", "other"), both[1]!],
      'a.test.ts: no test is called "holds"',
    ],
    ["a test failed", [...both, test("b.test.ts", "more", "failed")], 'b.test.ts: "more" failed'],
    [
      "a test was left out",
      [...both, test("a.test.ts", "holds 2", "skipped")],
      'a.test.ts: "holds 2" skipped',
    ],
  ])("does not hold when %s", (_, tests, problem) => {
    expect(judge(tests)).toContain(problem);
  });

  it("holds without what the machine lacks, as long as something else was shown", () => {
    const needy = { ...row, shownBy: [{ file: "b.test.ts", needs: "a browser" as const }] };
    const skipped = test("b.test.ts", "in a browser", "skipped");
    const problemsOf = (tests: readonly RunTest[]) => judgeRows([needy], tests, [])[0]?.problems;
    expect(problemsOf([...both, skipped])).toEqual([]);
    expect(problemsOf([skipped])).toEqual(['b.test.ts: "in a browser" skipped']);
    expect(problemsOf([...both, { ...skipped, status: "failed" }])).toEqual([
      'b.test.ts: "in a browser" failed',
    ]);
  });

  it("does not hold without any test", () => {
    expect(judgeRows([{ ...row, shownBy: [] }], both, [])[0]?.problems).toEqual(["no test shows this row"]);
  });
});
