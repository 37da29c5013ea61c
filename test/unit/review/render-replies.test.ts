import { describe, expect, test } from "vitest";
import { CommitSha } from "../../../src/domain/change-set.ts";
import type { RememberedFinding } from "../../../src/domain/memory.ts";
import { readMarkers, signMarker } from "../../../src/review/pull-request/sign-marker.ts";
import { renderDecision } from "../../../src/review/render/render-decision.ts";
import { renderEstimateComment } from "../../../src/review/render/render-estimate-comment.ts";
import { renderExplain } from "../../../src/review/render/render-explain.ts";
import { renderHelp } from "../../../src/review/render/render-help.ts";
import { renderSuperseded } from "../../../src/review/render/render-superseded.ts";
import { aFinding } from "../../fakes/review-results.ts";

const head = CommitSha.parse("0123abcd".repeat(5));
const by = { head, url: "https://github.example/acme/shop/pull/7#pullrequestreview-9" };
const key = "k".repeat(32);
const identity = { repositoryId: 1, pullRequest: 7, head, configuration: "c0ffee", generation: 2 };
const marker = signMarker(identity, key);

describe("an older review", () => {
  test("becomes one line with everything that it said below", () => {
    expect(renderSuperseded("## Inconclusive.\n\nReviewed 0 of 1 files\n", by)).toBe(
      [
        "**Superseded** by the review of [`0123abc`](https://github.example/acme/shop/pull/7#pullrequestreview-9).",
        "",
        "<details><summary>What this review said</summary>",
        "",
        "## Inconclusive.",
        "",
        "Reviewed 0 of 1 files",
        "",
        "</details>",
        "",
      ].join("\n"),
    );
  });

  test("that was marked before stays as it is", () => {
    const once = renderSuperseded("## Verdict", by);
    expect(renderSuperseded(once, { ...by, url: "https://github.example/other" })).toBe(once);
  });

  test.each([
    ["that fits", `text\n\n${marker}`],
    ["that is too long to be kept", `${"x".repeat(64_500)}\n\n${marker}`],
    [
      "that is too long and quotes forged ones",
      `${marker.replace(/[0-9a-f]{64}/, "0".repeat(64)).repeat(9)}${"x".repeat(64_500)}\n\n${marker}`,
    ],
  ])("%s can still be found by its marker", (_name, body) => {
    const superseded = renderSuperseded(body, by);
    expect(superseded.length).toBeLessThanOrEqual(65_536);
    expect(readMarkers(superseded, key)).toEqual([identity]);
  });
});

describe("the answer to /review estimate", () => {
  const estimate = {
    units: 4,
    promptTokens: 12_345,
    expectedAnswerTokens: 600,
    mostAnswerTokens: 16_000,
    expectedCostUsd: 0.0123,
    mostCostUsd: 1.5,
  };
  const context = { head, modelName: "example-large", filesAsked: 3, filesTotal: 5, maxCostUsd: 2 };

  test("tells what a review would use", () => {
    expect(renderEstimateComment(estimate, context)).toBe(
      [
        "**Estimate** for `0123abc`: 3 of 5 files in 4 questions to `example-large`.",
        "",
        "- Cost: about $0.0123, at most $1.50",
        "- Tokens: 12,345 in, about 600 and at most 16,000 out",
        "- Limit for one review: $2.00",
        "",
        "Retries, and a second question about each defect found, come on top. What earlier reviews covered and no push changed is not asked about again.",
      ].join("\n"),
    );
  });

  test("says when a price is not known", () => {
    const unknown = { ...estimate, expectedCostUsd: null, mostCostUsd: null };
    expect(renderEstimateComment(unknown, { ...context, maxCostUsd: null })).toContain(
      "- Cost: not known, because the price of the model is not configured\n- Tokens",
    );
  });

  test("says when there is no model", () => {
    expect(renderEstimateComment(estimate, { ...context, modelName: null })).toBe(
      "**Estimate** for `0123abc`: 3 of 5 files in 4 questions. No model is configured, so only the deterministic checks would run.",
    );
  });
});

describe("the answer to /explain", () => {
  const remembered: RememberedFinding = {
    finding: aFinding({ status: "dismissed" }),
    quoteHash: "0".repeat(64),
    firstSeen: CommitSha.parse("7".repeat(40)),
    dismissal: { reason: "wont-fix", because: "see #12", byLogin: "ann", byId: 1, until: null },
  };

  test("tells everything that is known", () => {
    expect(`\n${renderExplain(remembered, "https://github.example/x")}\n`).toMatchSnapshot();
  });

  test("stays within the limit, however long the texts are", () => {
    const long = "@😀|".repeat(300_000);
    const finding = aFinding({ title: long, explanation: long, attack: long, fix: long });
    const text = renderExplain({ ...remembered, finding, dismissal: null }, null);
    expect([text.length <= 60_000, text.isWellFormed(), text.includes("Dismissed")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

test("the answer to /help reads well", () => {
  expect(`\n${renderHelp("https://assay.example/docs")}\n`).toMatchSnapshot();
  expect(renderHelp(null)).not.toContain("](");
});

describe("the answer to a decision", () => {
  const finding = aFinding({ id: "A-1a2b3c4d", title: "Query *built* from input" });
  const dismissal = {
    reason: "accepted-risk",
    because: "only @everyone can reach it",
    byLogin: "mona",
    byId: 7,
    until: "2099-12-31",
  } as const;
  const remembered = { finding, quoteHash: "0".repeat(64), firstSeen: head, dismissal: null };

  test("says what was dismissed, why, by whom, until when, and how it is taken back", () => {
    const text = renderDecision({ ...remembered, dismissal }, "mona");
    expect(text).toMatch(/^\*\*Dismissed\*\*: `A-1a2b3c4d` \(Query \\\*built\\\* from input\) {2}\n/);
    expect(text).toContain("accepted risk, by `mona`, until 2099-12-31: only ");
    expect(text).toContain(
      "A change of its code ends it before.\n\n<sub>`/reopen A-1a2b3c4d` takes it back.</sub>",
    );
    expect(text).not.toContain("@everyone");
  });

  test("names the code as the end where there is no day, and says what is open again", () => {
    expect(renderDecision({ ...remembered, dismissal: { ...dismissal, until: null } }, "mona")).toMatch(
      /until its code changes: [\s\S]*check follow\.\n\n<sub>`\/reopen A-1a2b3c4d` takes it back\.<\/sub>$/,
    );
    expect(renderDecision(remembered, "mona")).toMatch(/^\*\*Open again\*\*: `A-1a2b3c4d` .*, by `mona`\./);
  });
});
