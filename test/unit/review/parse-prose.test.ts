import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ParsedAnswer } from "../../../src/domain/answer.ts";
import type { Claim } from "../../../src/domain/finding.ts";
import { findLineRanges } from "../../../src/review/answer/find-line-ranges.ts";
import { findStatedVerdict } from "../../../src/review/answer/find-stated-verdict.ts";
import { parseAnswer } from "../../../src/review/answer/parse-answer.ts";
import { unitOf } from "../../fakes/review-unit.ts";
import { loadFixture } from "./fixtures/load-fixture.ts";

const unit = unitOf(["0.0"]);

function read(text: string): Extract<ParsedAnswer, { kind: "parsed" }> {
  const result = parseAnswer(text, unit);
  if (result.kind === "unreadable") throw new Error(result.detail);
  return result;
}

const shapeOf = (claim: Claim) => [
  claim.category,
  claim.title,
  claim.lines.map(({ start, end }) => (start === end ? `${start}` : `${start}-${end}`)).join(),
];

describe("a numbered review", () => {
  it("with titles on their own line gives one claim an item", () => {
    const { claims, ...rest } = read(loadFixture("review-of-notification-agent.txt"));

    expect(rest).toEqual({
      kind: "parsed",
      form: "prose",
      reviewed: null,
      statedVerdict: "none",
      isComplete: true,
    });
    expect(claims.map((claim) => [claim.kind, claim.category, claim.title, claim.symbols])).toEqual([
      ["suggestion", "naming", "Mixed naming styles", ["_start_notification_server"]],
      ["suggestion", "documentation", "No docstrings", []],
      ["suggestion", "dependencies", "Superfluous import", ["batch_sender"]],
      ["suggestion", "other", "Superfluous variable", ["NOTIFICATION_SERVER_QUEUE"]],
      ["suggestion", "error-handling", "No error handling", ["_start_notification_server"]],
    ]);
    expect(claims.at(-1)?.explanation).toBe(
      "The function `_start_notification_server` starts a thread without any error handling, so that a failure would stay unseen.",
    );
  });

  it("with bold titles and line lists gives every place", () => {
    const { claims, statedVerdict, reviewed } = read(loadFixture("review-with-line-lists.txt"));

    expect({ statedVerdict, reviewed }).toEqual({ statedVerdict: "none", reviewed: null });
    expect(claims.map(shapeOf)).toEqual([
      ["file-handling", "Writing of State Files", "12-20,31-33"],
      ["other", "Network Set-up", ""],
      ["logging", "Logging of Failures", "7,48,90"],
      ["dependencies", "Imports", "1-5"],
      ["concurrency", "Locking", "77"],
    ]);
  });
});

describe("other shapes of reviews", () => {
  const verdict = "The following security defects were found:";
  const body = '`query("a" + name)` takes `name` from the request (line 12). Severity: High. CWE-89.';
  const titled = (title: string) => [{ title, cwe: "CWE-89", severity: "high", kind: "defect", line: 12 }];

  it.each([
    ["bullets", `${verdict}\n\n- SQL injection: ${body}`],
    ["headings", `## Findings\n${verdict}\n\n### SQL injection\n\n${body}\n\n## Conclusion\n\nFix it.`],
    ["numbered headings", `${verdict}\n\n### 1. SQL injection\n\n${body}\n\nOverall, fix it.`],
    ["numbers in brackets", `${verdict}\n1) SQL injection: ${body}`],
    ["bold titles", `${verdict}\n\n**SQL injection:**\n${body}`],
    ["bold numbers", `${verdict}\n\n**1. SQL injection:** ${body}`],
    [
      "headings with steps",
      `${verdict}\n### SQL injection\n${body}\n1. Change it.\n2. Test it.\n### Notes\n1. None.`,
    ],
  ])("are read: %s", (_, text) => {
    const { claims, statedVerdict } = read(text);

    expect(statedVerdict).toBe("defects");
    expect(
      claims.map(({ title, cwe, severity, kind, lines }) => ({
        title,
        cwe,
        severity,
        kind,
        line: lines[0]?.start,
      })),
    ).toEqual(titled("SQL injection"));
    expect(claims[0]?.quote).toBe('query("a" + name)');
  });

  it("give no coverage without a verdict", () => {
    const { claims, reviewed, statedVerdict } = read(
      "Some thoughts:\n- The names are short.\n- SQL injection in `q`.",
    );

    expect({ reviewed, statedVerdict }).toEqual({ reviewed: [], statedVerdict: null });
    expect(claims.map((claim) => claim.kind)).toEqual(["suggestion", "defect"]);
  });

  it("are incomplete when a code block is not closed", () => {
    expect(read("No security defects are detected.\n1. Title:\n```\ncode").isComplete).toBe(false);
  });

  it("drop the thoughts of a server that keeps the opening tag", () => {
    const { claims, statedVerdict } = read("1. first\n2. second\n</think>\nNo security defects were found.");

    expect({ claims, statedVerdict }).toEqual({ claims: [], statedVerdict: "none" });
  });
});

describe("the stated verdict", () => {
  it.each([
    ["No security defects are detected in the code.", "none"],
    ["I did not identify any overt security defects.", "none"],
    ["I didn’t find any obvious or critical vulnerabilities here.", "none"],
    ["Security vulnerabilities were not found.", "none"],
    ["There are no direct security issues.", "none"],
    ["The code does not appear to contain any security flaws.", "none"],
    ["The following security defects are detected:", "defects"],
    ["3 security defects are detected in the code.", "defects"],
    ["I found a vulnerability in the parser.", "defects"],
    ["Two security issues need attention.", "defects"],
    ["No security defects in a.py. In b.py I found a vulnerability.", "defects"],
    ["I cannot say whether there are no security defects.", null],
    ["I am unable to find any security defects without the file.", null],
    ["The code should not contain any security defects.", null],
    ["I have no opinion on security defects.", null],
    ["There are no other security defects.", null],
    ["No issues with naming.", null],
    ["Looks good to me!", null],
    ["", null],
  ])("of %j is %j", (text, verdict) => {
    expect(findStatedVerdict(text)).toBe(verdict);
  });
});

describe("line ranges", () => {
  it.each([
    ["Title (Lines 102-113, 232-238, 240-242)", "102-113 232-238 240-242"],
    ["Line 515", "515-515"],
    ["L12-L15 and L20", "12-15 20-20"],
    ["lines 41, 175, 265, etc.", "41-41 175-175 265-265"],
    ["lines 10 to 12 and 14", "10-12 14-14"],
    ["lines 3–5; line #9", "3-5 9-9"],
    ["src/app.py:17 and app.py#L3", "17-17 3-3"],
    ["line 20-10", "20-20"],
    ["between lines of code, 4 spaces, line zero, line 0", ""],
    ["XLine5 12 HTML5 v1.2", ""],
  ])("of %j are %j", (text, ranges) => {
    expect(
      findLineRanges(text)
        .map(({ start, end }) => `${start}-${end}`)
        .join(" "),
    ).toBe(ranges);
  });
});

const folder =
  process.env["ASSAY_REFERENCE_REVIEWS"] ??
  join(import.meta.dirname, "../../../..", "shared", "reference-reviews");
const isThere = existsSync(join(folder, "000.txt"));
if (!isThere)
  console.warn(`Skipped: no reference reviews in ${folder}; name their folder in ASSAY_REFERENCE_REVIEWS.`);

describe.skipIf(!isThere)("the reference reviews", () => {
  it.each([
    ["000.txt", 10, 0],
    ["001.txt", 8, 0],
    ["002.txt", 5, 0],
    ["003.txt", 7, 13],
  ])("%s gives %i claims with %i places, all suggestions, under the verdict none", (name, claims, places) => {
    const result = read(readFileSync(join(folder, name), "utf8"));

    expect({
      claims: result.claims.length,
      places: result.claims.flatMap((claim) => claim.lines).length,
      kinds: [...new Set(result.claims.map((claim) => claim.kind))],
      verdict: result.statedVerdict,
      reviewed: result.reviewed,
      isComplete: result.isComplete,
    }).toEqual({ claims, places, kinds: ["suggestion"], verdict: "none", reviewed: null, isComplete: true });
  });
});
