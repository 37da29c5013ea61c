import { describe, expect, test } from "vitest";
import type { UnnamedFinding } from "../../../src/domain/finding.ts";
import type { ReviewResult } from "../../../src/domain/review.ts";
import { renderJson } from "../../../src/review/render/render-json.ts";
import { renderMarkdown } from "../../../src/review/render/render-markdown.ts";
import { renderReviewDraft } from "../../../src/review/render/render-review-draft.ts";
import { renderSarif } from "../../../src/review/render/render-sarif.ts";
import { renderTerminal } from "../../../src/review/render/render-terminal.ts";
import { wrapText } from "../../../src/review/render/wrap-text.ts";
import { draftInputOf } from "../../fakes/draft-inputs.ts";
import {
  aPlace,
  cleanResult,
  defectsResult,
  noModelResult,
  path,
  patternFinding,
} from "../../fakes/review-results.ts";

const match: UnnamedFinding = {
  ...patternFinding,
  explanation: "The rule matched here. To decide: Whom does this client trust?",
};
const removed: UnnamedFinding = {
  ...match,
  title: "Check of identity removed",
  cwe: "CWE-862",
  severity: "high",
  rule: "javascript.access-control.check",
  place: aPlace({ file: 1, path: path("src/export.ts"), side: "LEFT", startLine: 7, endLine: 8 }),
};
const result: ReviewResult = { ...cleanResult, unreported: [removed, match] };
const terminal = { color: false, width: 100, failOn: "high" } as const;

const note =
  "A model was asked about each of these places, and no defect came of it. They are not counted as defects.";
const url = "https://github.example/acme/shop/blob";
const section = (removedPlace: string, place: string) =>
  [
    "<details><summary>Matched by a rule, not reported as a defect: 2</summary>",
    "",
    note,
    "",
    `- 🟧 **High** · Check of identity removed · ${removedPlace} (removed by this change) · \`javascript.access-control.check\``,
    `- 🟨 **Medium** · Certificate check switched off · ${place} · \`javascript.tls.reject-unauthorized\``,
    "",
    "</details>",
  ].join("\n");

describe("what a rule matched and no defect came of", () => {
  test("stands folded in the body and in the check of a review, with permanent links", () => {
    const { body, check } = renderReviewDraft(draftInputOf(result));
    const shown = section(
      `[\`src/export.ts:7-8\`](${url}/${"fedc4321".repeat(5)}/src/export.ts?plain=1#L7-L8)`,
      `[\`src/orders.ts:9\`](${url}/${"0123abcd".repeat(5)}/src/orders.ts?plain=1#L9)`,
    );
    expect(body).toContain(`\n\n${shown}\n\n`);
    expect(check.summary).toContain(`\n\n${shown}\n\n`);
  });

  test("stands folded in Markdown", () => {
    expect(renderMarkdown(result)).toContain(
      `\n\n${section("`src/export.ts:7-8`", "`src/orders.ts:9`")}\n\n`,
    );
  });

  test("stands in the terminal, a line each", () => {
    const text = renderTerminal(result, terminal);
    expect(text.slice(text.indexOf("Matched"), text.indexOf("change HEAD")).split("\n")).toEqual([
      "Matched by a rule, not reported as a defect: 2",
      ...wrapText(note, 96).map((line) => `    ${line}`),
      "  · high · src/export.ts:7-8 (removed by this change) · Check of identity removed · rule",
      "    javascript.access-control.check",
      "  · medium · src/orders.ts:9 · Certificate check switched off · rule",
      "    javascript.tls.reject-unauthorized",
      "",
      "",
    ]);
  });

  test("stands in JSON with its question", () => {
    expect(JSON.parse(renderJson({ ...result, unreported: [match] })).unreported).toEqual([
      {
        rule: "javascript.tls.reject-unauthorized",
        title: "Certificate check switched off",
        cwe: "CWE-295",
        severity: "medium",
        path: "src/orders.ts",
        side: "RIGHT",
        startLine: 9,
        endLine: 9,
        quote: "rejectUnauthorized: false,",
        question: "Whom does this client trust?",
      },
    ]);
  });

  test("is told for ten places, the rest is counted, and JSON has all", () => {
    const unreported = Array.from({ length: 13 }, (_, index) => ({
      ...match,
      place: aPlace({ startLine: index + 1, endLine: index + 1 }),
    }));
    const many = { ...result, unreported };
    const { body, check } = renderReviewDraft(draftInputOf(many));
    for (const text of [body, check.summary, renderMarkdown(many)]) {
      expect(text).toContain("not reported as a defect: 13</summary>");
      expect(text.match(/Certificate check switched off/g)).toHaveLength(10);
      expect(text).toContain("`\n- and 3 more\n\n</details>");
    }
    expect(renderTerminal(many, terminal)).toContain("unauthorized\n    and 3 more\n");
    expect(JSON.parse(renderJson(many)).unreported).toHaveLength(13);
  });

  test.each([
    ["clean", cleanResult],
    ["defective", defectsResult],
    ["unfinished", noModelResult],
  ])("leaves verdict, check, comments and SARIF of a %s review as they are", (_name, plain) => {
    const withMatches = { ...plain, unreported: [removed, match] };
    const [one, other] = [plain, withMatches].map((each) => renderReviewDraft(draftInputOf(each)));
    expect([other?.verdict, other?.comments]).toEqual([one?.verdict, one?.comments]);
    expect({ ...other?.check, summary: "" }).toEqual({ ...one?.check, summary: "" });
    expect(renderSarif(withMatches, [])).toBe(renderSarif(plain, []));
    const { unreported, ...report } = JSON.parse(renderJson(withMatches));
    expect(unreported).toHaveLength(2);
    expect(report).toEqual(JSON.parse(renderJson(plain)));
  });
});

test("the list of a review names the defects that the headline counts as unverified", () => {
  const { body } = renderReviewDraft(draftInputOf(defectsResult));
  expect(body).toMatch(/^## 1 security defect is detected in the code, and 1 more is unverified\.$/m);
  expect(body.match(/ · unverified · `A-[0-9a-f]{8}`/g)).toEqual([" · unverified · `A-77aa0011`"]);
});
