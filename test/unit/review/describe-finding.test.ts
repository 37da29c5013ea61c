import { expect, test } from "vitest";
import { Confidence } from "../../../src/domain/finding.ts";
import { Report } from "../../../src/domain/report.ts";
import { describeConfidence, describeStatus, readCweNumber } from "../../../src/review/describe-finding.ts";

test("every confidence and status has words of its own, a new finding none", () => {
  const statuses = Report.shape.defects.element.shape.status.options;
  expect(Confidence.options.map(describeConfidence)).toEqual([
    "certain: proved by a check",
    "confirmed by a second question",
    "not yet confirmed",
    "a rule matched, no model looked at it",
  ]);
  expect(statuses.map(describeStatus)).toEqual([
    null,
    "still present",
    "fixed",
    "found by an earlier review, not seen again",
    "dismissed",
  ]);
});

test.each([
  ["CWE-89", 89],
  ["CWE-1234567", null],
  ["CWE-89\n", null],
  ["cwe-89", null],
  ["", null],
  [null, null],
])("the number in %j is %j", (cwe, cweNumber) => {
  expect(readCweNumber(cwe)).toBe(cweNumber);
});
