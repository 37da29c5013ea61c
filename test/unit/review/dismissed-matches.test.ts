import { describe, expect, test } from "vitest";
import { CommitSha } from "../../../src/domain/change-set.ts";
import type { Finding, UnnamedFinding } from "../../../src/domain/finding.ts";
import type { RememberedFinding } from "../../../src/domain/memory.ts";
import { nameFindings } from "../../../src/review/findings/name-findings.ts";
import { type ReconcileInput, reconcileFindings } from "../../../src/review/findings/reconcile-findings.ts";
import { buildChange } from "../../fakes/build-change.ts";
import { aFinding, aPlace, path, patternFinding } from "../../fakes/review-results.ts";

const call = "  run(name);";
const code = `function a(name) {\n  one();\n  two();\n  three();\n${call}\n}\n`;
const twice = `${code}${code.replace("function a", "function b")}`;
const dismissal = {
  reason: "false-positive",
  because: "ours",
  byLogin: "ann",
  byId: 1,
  until: null,
} as const;

/** Where the rule matches, in the order of the lines. */
function matchesIn(text: string, changes: Partial<UnnamedFinding> = {}): readonly Finding[] {
  const { id: _id, fingerprint: _fingerprint, status: _status, ...pattern } = patternFinding;
  const lines = [...text.split("\n").entries()].filter(([, line]) => line === call).map(([at]) => at + 1);
  return nameFindings(
    lines.map((line) => ({
      ...pattern,
      place: aPlace({ path: path("a.js"), startLine: line, endLine: line, quote: call }),
      ...changes,
    })),
  );
}

function review(text: string, input: Partial<ReconcileInput>) {
  return reconcileFindings({
    found: [],
    matches: matchesIn(text),
    remembered: [],
    change: buildChange([{ path: "a.js", base: null, head: text }]),
    facts: [],
    isWholeChange: true,
    askedHunks: [{ file: 0, hunk: 0 }],
    readHunks: [],
    head: CommitSha.parse("11".repeat(20)),
    today: "2026-11-21",
    mask: (line) => line,
    ...input,
  });
}

/** What a review without a model leaves behind, once somebody has dismissed the finding at a line. */
function dismissAt(line: number, found: readonly Finding[], text = code): readonly RememberedFinding[] {
  return review(text, { found }).remembered.map((entry) =>
    entry.finding.place.startLine === line ? { ...entry, dismissal } : entry,
  );
}

const outline = ({ findings, remembered }: ReturnType<typeof review>) => ({
  told: findings.map(({ status, confidence, place }) => `${status} ${confidence} ${place.startLine}`),
  kept: remembered.map((entry) => entry.dismissal?.byLogin ?? null),
});
const nothing = { told: [], kept: [] };
const dismissed = (line: number) => ({ told: [`dismissed pattern ${line}`], kept: ["ann"] });

describe("a pattern that was dismissed and that a model was asked about since", () => {
  const remembered = dismissAt(5, matchesIn(code));
  const expired = remembered.map((entry) => ({ ...entry, dismissal: { ...dismissal, until: "2026-11-20" } }));
  const moved = `// one\n// two\n${code}`;
  const elsewhere = code.replace("three();", "name = request.name;");
  test.each<readonly [string, string, Partial<ReconcileInput>, ReturnType<typeof outline>]>([
    ["stays dismissed", code, { remembered }, dismissed(5)],
    ["stays dismissed where its code moved", moved, { remembered }, dismissed(7)],
    [
      "stays dismissed in other surroundings that no model was asked about",
      elsewhere,
      { remembered, askedHunks: [] },
      dismissed(5),
    ],
    ["is no finding any more in other surroundings", elsewhere, { remembered }, nothing],
    ["is no finding any more after the last day of its dismissal", code, { remembered: expired }, nothing],
    [
      "is told as fixed where the rule does not match any more",
      code,
      { remembered, matches: [] },
      { told: ["fixed pattern 5"], kept: [] },
    ],
    [
      "stays one finding where nobody answered for it again",
      code,
      { remembered, found: matchesIn(code) },
      dismissed(5),
    ],
  ])("%s", (_name, text, input, expected) => {
    const reconciled = review(text, input);
    expect(outline(reconciled)).toEqual(expected);
    for (const { id } of reconciled.findings) expect(id).toBe(remembered[0]?.finding.id);
  });

  test("is the one that was dismissed, not an equal one that a model had read before", () => {
    const [, second] = matchesIn(twice);
    const entries = dismissAt(11, nameFindings([second!]), twice);
    expect(outline(review(twice, { remembered: entries }))).toEqual(dismissed(11));
    expect(outline(review(twice, { remembered: entries, askedHunks: [] }))).toEqual(dismissed(11));
  });

  test("does not hide a defect that the model finds there", () => {
    const { id: _id, fingerprint: _fingerprint, status: _status, ...defect } = aFinding();
    const place = aPlace({ path: path("a.js"), startLine: 1, endLine: 6, quote: code.trimEnd() });
    const found = nameFindings([{ ...defect, place }]);
    expect(outline(review(code, { remembered, found }))).toEqual({
      told: ["new confirmed 1", "dismissed pattern 5"],
      kept: ["ann", null],
    });
  });
});

test("a pattern that nobody dismissed is neither fixed nor kept once a model was asked about it", () => {
  const { remembered } = review(code, { found: matchesIn(code) });
  expect(outline(review(code, { remembered }))).toEqual(nothing);
});

test("a defect of a model is not taken for an answered pattern of its rule", () => {
  const claimed = matchesIn(code, { source: "model", confidence: "confirmed" });
  const { remembered } = review(code, { found: claimed });
  expect(outline(review(code, { remembered }))).toEqual({
    told: ["still-present confirmed 5"],
    kept: [null],
  });
});
