import { expect, test } from "vitest";
import { patternFindings } from "../../../src/checks/pattern-findings.ts";
import { Confidence } from "../../../src/domain/finding.ts";
import { Report } from "../../../src/domain/report.ts";
import type { Lead } from "../../../src/domain/syntax.ts";
import {
  describeConfidence,
  describeStatus,
  patternNote,
  readCweNumber,
  readQuestion,
} from "../../../src/review/verdict/describe-finding.ts";
import { buildChange } from "../../fakes/build-change.ts";
import { aFinding, path, patternFinding } from "../../fakes/review-results.ts";

test("every confidence and status has words of its own, a new finding none", () => {
  const statuses = Report.shape.defects.element.shape.status.options;
  expect(Confidence.options.map(describeConfidence)).toEqual([
    "certain: proved by a check",
    "confirmed by a second question",
    "unverified: no second question confirmed it",
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

test("the question about a pattern is what its check asks, and what holds for all patterns is the check's sentence", () => {
  const change = buildChange([{ path: "a.py", base: null, head: "os.system(name)\n" }]);
  const lead: Lead = {
    rule: "python.command-injection.shell",
    cwe: "CWE-78",
    severity: "high",
    title: "Shell command that is not constant",
    question: "Who chooses the value?",
    file: 0,
    path: path("a.py"),
    side: "RIGHT",
    startLine: 1,
    endLine: 1,
  };
  const findings = patternFindings([lead], change);
  expect(findings.map((finding) => readQuestion({ ...patternFinding, ...finding }))).toEqual([
    "Who chooses the value?",
  ]);
  expect(findings[0]?.explanation).toContain(patternNote);
  expect(readQuestion({ ...patternFinding, explanation: "No question here." })).toBe(null);
  expect(readQuestion(aFinding({ explanation: "To decide: nothing." }))).toBe(null);
});
