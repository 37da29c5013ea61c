import { expect, test } from "vitest";
import type { FileCoverage, HunkState } from "../../../src/domain/coverage.ts";
import { summarizeCoverage } from "../../../src/review/verdict/summarize-coverage.ts";
import { path, pending, reviewed } from "../../fakes/review-results.ts";

const generated: HunkState = { state: "skipped", reason: "generated" };
const tooLarge: HunkState = { state: "skipped", reason: "too-large" };
const timeout: HunkState = { state: "failed", reason: "model-timeout", detail: "twice" };

function file(name: string, hunks: readonly HunkState[], whole: HunkState = reviewed): FileCoverage {
  return { path: path(name), hunks, whole };
}

test("a file is reviewed when all its hunks are", () => {
  expect(summarizeCoverage({ files: [file("a.ts", [reviewed, reviewed], generated)] })).toEqual({
    files: { total: 1, reviewed: 1, skipped: [], failed: [] },
    hunks: { total: 2, reviewed: 2, skipped: [], failed: [] },
  });
});

test("a file without hunks counts by its own state", () => {
  const coverage = { files: [file("a.png", [], { state: "skipped", reason: "binary" }), file("run.sh", [])] };
  expect(summarizeCoverage(coverage)).toEqual({
    files: { total: 2, reviewed: 1, skipped: [{ path: "a.png", reason: "binary" }], failed: [] },
    hunks: { total: 0, reviewed: 0, skipped: [], failed: [] },
  });
});

test("hunks of one file are counted by reason, and a failure names the file before a skip does", () => {
  const coverage = { files: [file("a.ts", [generated, timeout, tooLarge, generated, reviewed])] };
  expect(summarizeCoverage(coverage)).toEqual({
    files: {
      total: 1,
      reviewed: 0,
      skipped: [],
      failed: [{ path: "a.ts", reason: "model-timeout", detail: "twice" }],
    },
    hunks: {
      total: 5,
      reviewed: 1,
      skipped: [
        { path: "a.ts", hunks: 2, reason: "generated" },
        { path: "a.ts", hunks: 1, reason: "too-large" },
      ],
      failed: [{ path: "a.ts", hunks: 1, reason: "model-timeout", detail: "twice" }],
    },
  });
});

test("a hunk that is still pending counts as failed", () => {
  const failed = { path: "a.ts", reason: "answer-incomplete", detail: "no answer speaks of it" };
  expect(summarizeCoverage({ files: [file("a.ts", [pending])] })).toEqual({
    files: { total: 1, reviewed: 0, skipped: [], failed: [failed] },
    hunks: { total: 1, reviewed: 0, skipped: [], failed: [{ ...failed, hunks: 1 }] },
  });
});
