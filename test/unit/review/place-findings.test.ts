import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import { placeFindings, widenToRepair } from "../../../src/review/findings/place-findings.ts";
import { buildChange } from "../../fakes/build-change.ts";
import { aFinding, aPlace, path } from "../../fakes/review-results.ts";

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`);
const base = numbered(40);
const head = base.with(9, "changed 10\n").with(29, "changed 30\n").toSpliced(30, 1);
const change = buildChange([
  { path: "other.ts", base: null, head: "x\n" },
  { path: "a.ts", base: base.join(""), head: head.join("") },
  { path: "gone.ts", base: "check();\n", head: null },
]);

const at = (startLine: number, endLine = startLine, changes: Partial<Finding> = {}) =>
  aFinding({ ...changes, place: aPlace({ file: 1, path: path("a.ts"), startLine, endLine }) });
const place = (findings: readonly Finding[], commentFrom: "critical" | "medium" | "low" = "low") => {
  const placed = placeFindings(findings, change, { commentFrom });
  return [...placed.inline.map((entry) => entry.place), ...placed.summary.map((entry) => entry.reason)];
};
const right = (startLine: number | null, line: number) => ({ path: "a.ts", side: "RIGHT", startLine, line });

describe("a new finding", () => {
  test.each<readonly [string, Finding, object | string]>([
    ["on an added line", at(10), right(null, 10)],
    ["on a context line of a hunk", at(7), right(null, 7)],
    ["over several lines of a hunk", at(8, 11), right(8, 11)],
    ["that begins before its hunk is cut to it", at(1, 8), right(7, 8)],
    ["that ends behind its hunk is cut to it", at(12, 20), right(12, 13)],
    ["that touches a hunk with its last line", at(2, 7), right(null, 7)],
    ["over two hunks stays in the first", at(12, 30), right(12, 13)],
    ["between the hunks", at(15, 20), "outside-diff"],
    ["in a file that has no such line", at(900), "outside-diff"],
    [
      "under a wrong file number is found by its path",
      { ...at(10), place: { ...at(10).place, file: 0 } },
      right(null, 10),
    ],
    ["in a file that the change does not hold", aFinding(), "outside-diff"],
  ])("%s", (_name, finding, expected) => {
    expect(place([finding])).toEqual([expected]);
  });

  test("about removed code stands on the left side, also where the file is gone", () => {
    const left = (file: number, name: string, line: number) =>
      aFinding({ place: aPlace({ file, path: path(name), side: "LEFT", startLine: line, endLine: line }) });
    expect(place([left(1, "a.ts", 31), left(2, "gone.ts", 1), left(0, "other.ts", 1)])).toEqual([
      { path: "a.ts", side: "LEFT", startLine: null, line: 31 },
      { path: "gone.ts", side: "LEFT", startLine: null, line: 1 },
      "outside-diff",
    ]);
  });

  test("in a file whose diff could not be read stands in the summary", () => {
    const broken = { ...change, files: change.files.map((file) => ({ ...file, unreadable: "cut" })) };
    expect(placeFindings([at(10)], broken, { commentFrom: "low" })).toEqual({
      inline: [],
      summary: [{ finding: at(10), reason: "outside-diff" }],
    });
  });

  test("below the threshold stands in the summary", () => {
    const findings = [
      at(8, 8, { severity: "critical" }),
      at(9, 9, { severity: "medium" }),
      at(10, 10, { severity: "low" }),
    ];
    expect(place(findings, "medium")).toEqual([right(null, 8), right(null, 9), "below-threshold"]);
  });

  test("that no model looked at stands in the summary", () => {
    expect(place([at(10, 10, { confidence: "pattern" })])).toEqual(["unexamined"]);
  });
});

test.each(["still-present", "not-seen-again", "dismissed", "fixed"] as const)(
  "a finding that is %s is not commented again",
  (status) => {
    expect(place([at(10, 10, { status })])).toEqual(["already-commented"]);
  },
);

test("at most thirty comments are made, for the worst findings", () => {
  const mild = Array.from({ length: 30 }, (_, index) => at(10, 10, { id: `A-${index}`, severity: "low" }));
  const placed = placeFindings([...mild, at(8, 8, { id: "A-worst" })], change, { commentFrom: "low" });
  expect(placed.inline.length).toBe(30);
  expect(placed.inline[0]?.finding.id).toBe("A-worst");
  expect(placed.summary.map(({ reason }) => reason)).toEqual(["over-limit"]);
});

describe("a comment that is to offer a repair", () => {
  const widened = (startLine: number, endLine: number, of = at(10)) => {
    const { inline } = placeFindings([of], change, { commentFrom: "low" });
    const own = inline[0]!.place;
    return widenToRepair(own, { ...of, edit: { startLine, endLine, lines: ["x"] } }, change);
  };

  test.each<[string, number, number, ReturnType<typeof right>]>([
    ["the lines around its own", 9, 11, right(9, 11)],
    ["its own line only", 10, 10, right(null, 10)],
    ["all lines of the hunk", 7, 13, right(7, 13)],
    ["a line outside of the hunk", 6, 10, right(null, 10)],
    ["lines of two hunks", 10, 30, right(null, 10)],
    ["other lines", 11, 12, right(null, 10)],
  ])("whose edit covers %s stands on the right ones", (_, startLine, endLine, expected) => {
    expect(widened(startLine, endLine)).toEqual(expected);
  });

  test("stays where it is on removed code, and without a repair", () => {
    const removed = { ...at(10), place: { ...at(10).place, side: "LEFT" as const } };
    expect(widened(9, 11, removed)).toEqual({ ...right(null, 10), side: "LEFT" });
    const own = { path: at(10).place.path, side: "RIGHT", startLine: null, line: 10 } as const;
    expect(widenToRepair(own, at(10), change)).toBe(own);
  });
});
