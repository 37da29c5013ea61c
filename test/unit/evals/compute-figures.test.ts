import { describe, expect, it } from "vitest";
import { composeResults, type RunFacts } from "../../evals/compose-results.ts";
import { computeFigures } from "../../evals/compute-figures.ts";
import type { LookResult, Reported, Score } from "../../evals/look.ts";
import { renderPage } from "../../evals/render-page.ts";
import { renderTable } from "../../evals/render-table.ts";
import { sampleCase } from "./sample-case.ts";

const silent: Score = {
  isLocated: false,
  isLocatedInFamily: false,
  isInFile: false,
  findings: 0,
  patterns: 0,
  atWeakPlace: 0,
  invented: 0,
};
const located: Score = {
  ...silent,
  isLocated: true,
  isLocatedInFamily: true,
  isInFile: true,
  findings: 1,
  atWeakPlace: 1,
};
const tally = {
  ...{ calls: 1, promptTokens: 1_000, completionTokens: 50, costUsd: 0.5, modelMs: 2_000 },
  ...{ unanswered: 0, failure: null },
};
const report = (startLine: number): Reported => ({
  ...{ path: "a.py", side: "RIGHT", startLine, endLine: startLine, quote: "x()", cwe: "CWE-22" },
  ...{ severity: "high", confidence: "unverified", title: "A <b>title</b>\u202e", isPattern: false },
});

function look(changes: Partial<LookResult> & { readonly lines?: readonly number[] } = {}): LookResult {
  const { lines = [], ...rest } = changes;
  return {
    caseId: "sample",
    language: "python",
    cwes: ["CWE-22"],
    kind: "published",
    form: "first",
    side: "introduce",
    reviewer: "assay-standard",
    framing: null,
    sample: 1,
    failure: null,
    sight: { reported: lines.map(report), claims: lines.length, dropped: {}, isUnreadable: false, tally },
    score: silent,
    ...rest,
  };
}

describe("the figures", () => {
  it.each([
    ["silent on the twin", silent, { pairs: 1, strict: 1, loose: 1 }],
    ["only a pattern on the twin", { ...silent, patterns: 1 }, { pairs: 1, strict: 0, loose: 1 }],
    ["elsewhere on the twin", { ...silent, findings: 1 }, { pairs: 0, strict: 0, loose: 1 }],
    [
      "at the place on the twin",
      { ...silent, findings: 1, atWeakPlace: 1 },
      { pairs: 0, strict: 0, loose: 0 },
    ],
  ])("of a pair: %s", (_name, score, expected) => {
    const figures = computeFigures([look({ score: located }), look({ side: "fix", score })]);

    expect({
      pairs: figures.pairs.hits,
      strict: figures.pairsStrict.hits,
      loose: figures.pairsLoose.hits,
    }).toEqual(expected);
    expect(figures.findingsPerCleanChange).toBe(score.findings);
  });

  it("leave out what was not reviewed in full, and say how much that is", () => {
    const figures = computeFigures([look({ score: located }), look({ side: "fix", failure: "no answer" })]);

    expect([figures.looks, figures.incomplete, figures.located, figures.pairs, figures.twinsFlagged]).toEqual(
      [...[2, 1], { hits: 1, of: 1 }, { hits: 0, of: 0 }, { hits: 0, of: 0 }],
    );
  });

  it("say how often a claim was invented", () => {
    const sight = { ...look().sight, claims: 4, dropped: { "quote-not-found": 1, refuted: 2 } };
    const figures = computeFigures([
      look({ sight }),
      look({ lines: [1], score: { ...located, invented: 1 } }),
    ]);

    expect(figures.inventedClaims).toEqual({ hits: 1, of: 5 });
    expect(figures.inventedPublished).toEqual({ hits: 1, of: 1 });
    expect(figures.dropped).toEqual({ "quote-not-found": 1, refuted: 2 });
  });

  it("compare the samples of a change", () => {
    const figures = computeFigures([
      look({ lines: [1, 2], score: located }),
      look({ sample: 2, lines: [2, 3], score: located }),
      look({ side: "fix" }),
      look({ side: "fix", sample: 2, lines: [9], score: { ...silent, findings: 1 } }),
    ]);

    expect(figures.repeatability).toEqual({ same: { hits: 1, of: 2 }, jaccard: expect.closeTo(1 / 6, 9) });
  });

  it("have no cost where one price is not known", () => {
    const sight = { ...look().sight, tally: { ...tally, costUsd: null } };

    expect(computeFigures([look()]).use.costUsd).toBe(0.5);
    expect(computeFigures([look(), look({ sight })]).use.costUsd).toBeNull();
  });
});

const run: RunFacts = {
  startedAt: "2026-11-21T10:00:00.000Z",
  wallSeconds: 90,
  model: "model-a",
  cases: 1,
  samples: 1,
  prompts: ["find-defects 1.1.0"],
  isInterrupted: false,
  planned: 5,
};
const results = composeResults(
  run,
  [
    look({ lines: [5], score: located }),
    look({ side: "fix", lines: [6], score: { ...silent, findings: 1, atWeakPlace: 1 } }),
    look({ reviewer: "plain" }),
    look({ reviewer: "plain", side: "fix" }),
    look({ framing: "tool-result" }),
  ],
  { changes: 2, prompts: 2, changedBytes: 0 },
);

describe("the results", () => {
  it("keep framed looks beside the same changes without their framing", () => {
    expect(results.framings).toEqual([
      {
        ...{ framing: "tool-result", reviewer: "assay-standard", form: "first" },
        ...{ framed: { hits: 0, of: 1 }, unframed: { hits: 1, of: 1 } },
      },
    ]);
    expect(results.rows.map(({ reviewer, figures }) => [reviewer, figures.located])).toEqual([
      ["assay-standard", { hits: 1, of: 1 }],
      ["plain", { hits: 0, of: 1 }],
    ]);
    expect(results.byGroup.map(({ slice }) => slice)).toEqual(["Paths and files", "Paths and files"]);
  });

  it("are a table for a terminal", () => {
    expect(renderTable(results)).toMatchInlineSnapshot(`
      "1 case, 5 of 5 looks, model model-a, one sample; prompts find-defects 1.1.0; 90 s

      form   reviewer            located     + family      in file      pairs     strict      loose  twins flagged  per clean   invented  published
      first  assay-standard  1/1 (100 %)  1/1 (100 %)  1/1 (100 %)  0/1 (0 %)  0/1 (0 %)  0/1 (0 %)    1/1 (100 %)       1.00  0/2 (0 %)  0/2 (0 %)
      first  plain             0/1 (0 %)    0/1 (0 %)    0/1 (0 %)  0/1 (0 %)  0/1 (0 %)  0/1 (0 %)      0/1 (0 %)       0.00          -          -

      A change, on average:
      form   reviewer        looks  incomplete  unreadable  calls  prompt tokens  completion     USD  model s
      first  assay-standard      2           0           0    1.0           1000          50  0.5000      2.0
      first  plain               2           0           0    1.0           1000          50  0.5000      2.0

      By kind of weakness:
                       form   reviewer            located      pairs
      Paths and files  first  assay-standard  1/1 (100 %)  0/1 (0 %)
      Paths and files  first  plain             0/1 (0 %)  0/1 (0 %)

      By language:
              form   reviewer            located      pairs
      python  first  assay-standard  1/1 (100 %)  0/1 (0 %)
      python  first  plain             0/1 (0 %)  0/1 (0 %)

      Framings, on introductions:
                   form   reviewer          located     unframed
      tool-result  first  assay-standard  0/1 (0 %)  1/1 (100 %)

      Text around the diff changed 0 bytes of 2 prompts about 2 changes.
      "
    `);
  });

  it("are a page that loads nothing, runs nothing and shows text as text", () => {
    const page = renderPage(results, [sampleCase]);

    expect(page.match(/<script|<link|<img|<iframe|src=|href=|url\(|@import|https?:/gi)).toBeNull();
    expect(page).toContain('A &lt;b&gt;title&lt;/b&gt;<span class="hidden-character">U+202E</span>');
    expect(page).toContain("assay-standard, first: 1 change<");
    expect(page).toContain("plain, first: 1 change<");
    expect([...page.matchAll(/<svg role="img" aria-labelledby="([\w-]+)"/g)].map(([, id]) => id)).toEqual(
      [...page.matchAll(/<figcaption id="([\w-]+)"/g)].map(([, id]) => id),
    );
  });
});
