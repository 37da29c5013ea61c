import { expect, test } from "vitest";
import { Report } from "../../../src/domain/report.ts";
import {
  describeDropReason,
  describeFailReason,
  describeSkipReason,
} from "../../../src/review/verdict/describe-reason.ts";

const { files } = Report.shape.coverage.shape;
const skipReasons = files.shape.skipped.element.shape.reason.options;
const failReasons = files.shape.failed.element.shape.reason.options;
const dropReasons = Report.shape.dropped.element.shape.reason.options;

test("every reason for a gap has sentences of its own that say what to do", () => {
  const sentences = [...skipReasons.map(describeSkipReason), ...failReasons.map(describeFailReason)];
  expect(new Set(sentences).size).toBe(skipReasons.length + failReasons.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].+\. [A-Z].+\.$/);
});

test("every reason for dropping a claim completes a sentence", () => {
  const clauses = dropReasons.map(describeDropReason);
  expect(new Set(clauses).size).toBe(dropReasons.length);
  for (const clause of clauses) expect(clause).toMatch(/^[a-z].*[a-z]$/);
});
