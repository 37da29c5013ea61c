import { expect, test } from "vitest";
import { groupDefects } from "../../../src/review/findings/group-defects.ts";
import { aFinding, aPlace, path, patternFinding, removedCheck } from "../../fakes/review-results.ts";

test("defects are grouped by what is to be done and ordered worst first, then by place and id", () => {
  const low = aFinding({ id: "A-1", severity: "low" });
  const later = aFinding({ id: "A-2", place: aPlace({ startLine: 90, endLine: 90 }) });
  const twin = aFinding({ id: "A-0" });
  const otherFile = aFinding({ id: "A-3", place: aPlace({ path: path("lib/a.ts") }) });
  const fixed = aFinding({ id: "A-4", status: "fixed" });
  const dismissed = aFinding({ id: "A-5", status: "dismissed", confidence: "pattern" });
  const first = aFinding();
  const all = [low, patternFinding, later, removedCheck, first, fixed, twin, dismissed, otherFile];

  expect(groupDefects(all)).toEqual({
    detected: [otherFile, twin, first, later, removedCheck, low],
    unexamined: [patternFinding],
    dismissed: [dismissed],
    fixed: [fixed],
  });
});
