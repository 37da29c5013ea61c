import { expect, test } from "vitest";
import { renderCoverageLine } from "../../../src/review/render/render-coverage-line.ts";
import { describeFailReason, describeSkipReason } from "../../../src/review/verdict/describe-reason.ts";
import { groupUnreviewed } from "../../../src/review/verdict/group-unreviewed.ts";
import { summarizeCoverage } from "../../../src/review/verdict/summarize-coverage.ts";
import { cleanResult, failuresResult, path } from "../../fakes/review-results.ts";

test("gaps are grouped by reason, files that have no hunks included", () => {
  expect(groupUnreviewed(summarizeCoverage(failuresResult.coverage))).toEqual([
    {
      reason: "model-timeout",
      sentence: describeFailReason("model-timeout"),
      detail: "",
      files: [{ path: "src/mail.ts", hunks: 1, detail: "no answer within 120 s, twice" }],
    },
    {
      reason: "answer-incomplete",
      sentence: describeFailReason("answer-incomplete"),
      detail: "",
      files: [{ path: "src/mail.ts", hunks: 1, detail: "no answer speaks of it" }],
    },
    {
      reason: "binary",
      sentence: describeSkipReason("binary"),
      detail: "",
      files: [{ path: "logo.png", hunks: 0, detail: "" }],
    },
  ]);
});

test("a submodule that failed without hunks is named", () => {
  const whole = { state: "failed", reason: "configuration", detail: "key refused" } as const;
  const coverage = summarizeCoverage({ files: [{ path: path("lib"), hunks: [], whole }] });
  expect(groupUnreviewed(coverage)).toEqual([
    {
      reason: "configuration",
      sentence: describeFailReason("configuration"),
      detail: "",
      files: [{ path: "lib", hunks: 0, detail: "key refused" }],
    },
  ]);
});

test("what went wrong alike in every file is said once for all", () => {
  const failed = (detail: string) => ({ state: "failed", reason: "model-error", detail }) as const;
  const group = (...details: readonly string[]) => {
    const files = details.map((detail, index) => ({
      path: path(`${index}.js`),
      hunks: [failed(detail)],
      whole: failed(detail),
    }));
    return groupUnreviewed(summarizeCoverage({ files })).map(({ detail, files: told }) => [
      detail,
      ...told.map((file) => file.detail),
    ]);
  };
  expect(group("refused", "refused")).toEqual([["refused", "", ""]]);
  expect(group("refused", "reset")).toEqual([["", "refused", "reset"]]);
  expect(group("refused")).toEqual([["", "refused"]]);
});

test("the coverage line names the commit when there is one", () => {
  const coverage = summarizeCoverage(cleanResult.coverage);
  expect(renderCoverageLine(coverage, cleanResult.head)).toBe(
    "Reviewed 2 of 2 files and 3 of 3 hunks at 0123abc",
  );
  expect(renderCoverageLine(coverage, null)).toBe("Reviewed 2 of 2 files and 3 of 3 hunks");
});
