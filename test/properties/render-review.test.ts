import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Report } from "../../src/domain/report.ts";
import { escapeMarkdown } from "../../src/review/render/escape-markdown.ts";
import { renderJson } from "../../src/review/render/render-json.ts";
import { renderMarkdown } from "../../src/review/render/render-markdown.ts";
import { renderSarif } from "../../src/review/render/render-sarif.ts";
import { renderTerminal } from "../../src/review/render/render-terminal.ts";
import { decideVerdict } from "../../src/review/verdict/decide-verdict.ts";
import { summarizeCoverage } from "../../src/review/verdict/summarize-coverage.ts";
import { anyCoverage, anyResult, hostileText } from "../fakes/arbitrary-results.ts";
import { aFinding, aPlace, cleanResult } from "../fakes/review-results.ts";

const runs = { numRuns: 500 };
const terminal = { color: true, width: 80, failOn: "high" } as const;
const ourLink = /\[CWE-\d{1,6}\]\(https:\/\/cwe\.mitre\.org\/data\/definitions\/\d{1,6}\.html\)/;
const invisible = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

const fencedBlock = /^(`{3,})\w*\n[\s\S]*?\n\1$/gm;
const inert = new RegExp(
  [
    ourLink.source,
    "\\\\[!-/:-@[-`{-~]",
    "`[^`\\n]+`(?:`[^`\\n]+`)*",
    "<code>[\\p{L}\\p{N}\\p{M} ]*(?:&#\\d+;[\\p{L}\\p{N}\\p{M} ]*)*</code>",
    "</?(?:code|sub|details|summary)>",
    "&(?:amp|lt|gt|#96);",
  ].join("|"),
  "gu",
);

/** What is left of Markdown when everything that cannot act is taken out, from left to right as a parser reads. */
function activePart(markdown: string): string {
  return markdown.replace(fencedBlock, "").replace(inert, " ");
}

describe("prose from elsewhere", () => {
  test("is one line without anything active in it", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const escaped = escapeMarkdown(text);
        const active = activePart(escaped);
        expect(active).not.toMatch(/[@#<>`[\]|*_~]|:\/\/|www\.|gh-\d|[0-9a-f]{7}/i);
        expect(escaped).not.toMatch(/[\r\n]|^[/@!]|^\s|^(?:[-+=]|\d+[.)])/);
        expect(escaped).not.toMatch(invisible);
      }),
      runs,
    );
  });
});

describe("any review", () => {
  test("in Markdown holds no active text, and no line begins with a command", () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const markdown = renderMarkdown(result);
        const active = activePart(markdown);
        expect(active).not.toMatch(/@|!\[|\]\(|<[a-z/!]|:\/\/|www\.|gh-\d|[^#\n]#\d/i);
        expect(markdown).not.toMatch(/^\s*[/@!]/m);
        expect(markdown).not.toMatch(invisible);
        expect(markdown.match(/^## (?:No|\d+) security/gm)?.length ?? 0).toBeLessThanOrEqual(1);
        const unquoted = markdown.replace(fencedBlock, "");
        expect(unquoted.split("<details>").length).toBe(unquoted.split("</details>").length);
      }),
      runs,
    );
  });

  test("in a terminal moves no cursor and begins no line with text from elsewhere", () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const text = renderTerminal(result, terminal).replace(/\u001b\[[\d;]+m/g, "");
        expect(text).not.toMatch(invisible);
        const { verdictLine } = decideVerdict(result);
        expect(text.split("\n").filter((line) => /^(?:Inconclusive|.* detected in)/.test(line))).toEqual([
          verdictLine,
        ]);
      }),
      runs,
    );
  });

  test("in JSON follows the schema", () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        expect(Report.safeParse(JSON.parse(renderJson(result))).error).toBeUndefined();
      }),
      runs,
    );
  });

  test("is rendered alike every time", () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const render = () => [
          renderTerminal(result, terminal),
          renderMarkdown(result),
          renderJson(result),
          renderSarif(result, []),
        ];
        expect(render()).toEqual(render());
      }),
      { numRuns: 100 },
    );
  });

  test("is never clean when something was not reviewed", () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const { files, hunks } = summarizeCoverage(result.coverage);
        const isComplete = files.reviewed === files.total && hunks.reviewed === hunks.total;
        const { verdict } = decideVerdict(result);
        if (!isComplete || result.shortfall !== null) expect(verdict).not.toBe("no-defects");
        if (result.shortfall !== null) expect(verdict).toBe("inconclusive");
      }),
      runs,
    );
  });
});

test("reviewed, skipped and failed make up the whole of any ledger", () => {
  fc.assert(
    fc.property(anyCoverage, (coverage) => {
      const { files, hunks } = summarizeCoverage(coverage);
      const count = (entries: readonly { readonly hunks: number }[]) =>
        entries.reduce((sum, entry) => sum + entry.hunks, 0);
      expect(files.reviewed + files.skipped.length + files.failed.length).toBe(coverage.files.length);
      expect(hunks.reviewed + count(hunks.skipped) + count(hunks.failed)).toBe(hunks.total);
      expect(hunks.total).toBe(coverage.files.flatMap((file) => file.hunks).length);
      expect(files.reviewed).toBe(
        coverage.files.filter((file) =>
          (file.hunks.length > 0 ? file.hunks : [file.whole]).every((state) => state.state === "reviewed"),
        ).length,
      );
    }),
    runs,
  );
});

test("a text of two hundred thousand characters is rendered without complaint", () => {
  const long = "注`".repeat(100_000);
  const place = aPlace({ quote: long });
  const defects = [aFinding({ title: long, explanation: long, attack: long, fix: `${long}\n`, place })];
  const result = { ...cleanResult, defects, notices: [{ kind: "x", text: long }] };
  expect(renderTerminal(result, terminal).split("\n")[0]).toContain("1 security defect is detected");
  expect(renderMarkdown(result).length).toBeLessThan(60_000);
  expect(renderSarif(result, [])).toContain("assay/cwe-89");
});
