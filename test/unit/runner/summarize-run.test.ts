import { describe, expect, it } from "vitest";
import { type RunEnd, summarizeRun, type Tally } from "../../runner/summarize-run.ts";

const tally = (some: Partial<Tally>): Tally => ({
  passed: 0,
  failed: 0,
  skipped: 0,
  unfinished: 0,
  brokenFiles: [],
  unhandledErrors: 0,
  ...some,
});
const clean = { exitCode: 0, signal: null };
const red = { exitCode: 1, signal: null };

const table: readonly [
  name: string,
  end: RunEnd,
  isGreen: boolean,
  line: string,
  problems: readonly string[],
][] = [
  ["passes", { ...clean, tally: tally({ passed: 3 }) }, true, "3 passed, 0 failed", []],
  [
    "shows skipped tests",
    { ...clean, tally: tally({ passed: 3, skipped: 2 }) },
    true,
    "3 passed, 0 failed, 2 skipped",
    [],
  ],
  ["counts failures", { ...red, tally: tally({ passed: 3, failed: 2 }) }, false, "3 passed, 2 failed", []],
  [
    "counts a file that does not load",
    { ...red, tally: tally({ passed: 3, brokenFiles: ["a.test.ts"] }) },
    false,
    "3 passed, 1 failed",
    ["a.test.ts did not load, or a hook in it failed"],
  ],
  [
    "counts errors outside of tests, even where the exit code hides them",
    { ...clean, tally: tally({ passed: 3, unhandledErrors: 2 }) },
    false,
    "3 passed, 2 failed",
    ["2 errors outside of any test"],
  ],
  [
    "counts tests that did not finish",
    { ...red, tally: tally({ passed: 3, unfinished: 1 }) },
    false,
    "3 passed, 1 failed",
    ["1 test did not finish"],
  ],
  [
    "does not believe an exit code that no test explains",
    { ...red, tally: tally({ passed: 3 }) },
    false,
    "3 passed, 1 failed",
    ["no test failed, but the test process ended badly (exit code 1)"],
  ],
  [
    "fails where no test ran",
    { ...clean, tally: tally({ skipped: 4 }) },
    false,
    "0 passed, 1 failed, 4 skipped",
    ["no test ran"],
  ],
  [
    "fails once where the process died",
    { exitCode: null, signal: "SIGKILL", tally: null },
    false,
    "0 passed, 1 failed",
    ["the test process ended without a result (signal SIGKILL)"],
  ],
  [
    "fails where the process ends well without a result",
    { ...clean, tally: null },
    false,
    "0 passed, 1 failed",
    ["the test process ended without a result (exit code 0)"],
  ],
];

describe("the summary of a test run", () => {
  it.each(table)("%s", (...row) => {
    const [, end, isGreen, line, problems] = row;

    expect(summarizeRun(end)).toEqual({ isGreen, line, problems });
  });
});
