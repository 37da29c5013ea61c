import { expect, test } from "vitest";
import type { HunkState } from "../../../src/domain/coverage.ts";
import type { ReviewResult } from "../../../src/domain/review.ts";
import { decideVerdict } from "../../../src/review/verdict/decide-verdict.ts";
import { findOmission, type Omission } from "../../../src/review/verdict/find-omission.ts";
import { aFinding, cleanResult, path, pending, reviewed } from "../../fakes/review-results.ts";

const timeout: HunkState = { state: "failed", reason: "model-timeout", detail: "twice" };
const overBudget: HunkState = { state: "skipped", reason: "over-budget" };
const cut: HunkState = { state: "skipped", reason: "unreadable-diff" };
const binary: HunkState = { state: "skipped", reason: "binary" };

const withHunks = (...hunks: readonly HunkState[]): Partial<ReviewResult> => ({
  coverage: { files: [{ path: path("a.ts"), hunks, whole: reviewed }] },
});
const withFile = (whole: HunkState): Partial<ReviewResult> => ({
  coverage: { files: [{ path: path("a.bin"), hunks: [], whole }] },
});

test.each<readonly [string, Partial<ReviewResult>, Omission | null]>([
  ["everything was reviewed", {}, null],
  ["everything was reviewed and a defect found", { defects: [aFinding()] }, null],
  ["a hunk got no answer", withHunks(reviewed, timeout), "failed"],
  ["nobody answered for a hunk", withHunks(pending), "failed"],
  ["beside a defect a hunk got no answer", { ...withHunks(timeout), defects: [aFinding()] }, "failed"],
  ["a hunk got no answer and others were left out", withHunks(binary, overBudget, timeout), "failed"],
  ["a limit was reached", withHunks(binary, overBudget, cut), "over-budget"],
  ["a diff is cut", withHunks(binary, cut), "unread"],
  ["a file has no readable diff", withFile(cut), "unread"],
  ["files may be missing from the list", { ...withFile(binary), gaps: ["There are more."] }, "unread"],
  ["a file is binary", withFile(binary), "skipped"],
  ["there is no difference", { coverage: { files: [] } }, "skipped"],
])("where %s, what a review left out is told right", (_name, changes, omission) => {
  const result = { ...cleanResult, ...changes };
  expect(findOmission(result)).toBe(omission);
  expect(decideVerdict(result).reasons.length > 0).toBe(omission !== null);
});
