import { describe, expect, test } from "vitest";
import type { Coverage } from "../../../src/domain/coverage.ts";
import type { ReviewResult } from "../../../src/domain/review.ts";
import { decideVerdict } from "../../../src/review/verdict/decide-verdict.ts";
import {
  aFinding,
  cleanResult,
  failuresResult,
  noModelResult,
  path,
  patternFinding,
  pending,
  removedCheck,
  reviewed,
} from "../../fakes/review-results.ts";

const withGap: Coverage = {
  files: [{ path: path("a.bin"), hunks: [], whole: { state: "skipped", reason: "binary" } }],
};
const withPending: Coverage = {
  files: [{ path: path("a.ts"), hunks: [reviewed, pending], whole: reviewed }],
};
const none = "No security defects are detected in the code.";
const one = "1 security defect is detected in the code.";
const two = "2 security defects are detected in the code.";

interface Case {
  readonly name: string;
  readonly change: Partial<ReviewResult>;
  readonly verdict: string;
  readonly verdictLine: string;
}

const cases: readonly Case[] = [
  { name: "everything reviewed, nothing found", change: {}, verdict: "no-defects", verdictLine: none },
  { name: "one defect", change: { defects: [aFinding()] }, verdict: "defects", verdictLine: one },
  {
    name: "two defects",
    change: { defects: [aFinding(), aFinding({ confidence: "certain" })] },
    verdict: "defects",
    verdictLine: two,
  },
  ...(
    [
      [1, 1, "1 security defect is detected in the code, and 1 more is unverified."],
      [2, 3, "2 security defects are detected in the code, and 3 more are unverified."],
      [0, 1, "1 unverified security defect is detected in the code."],
      [0, 2, "2 unverified security defects are detected in the code."],
    ] as const
  ).map(([proved, unverified, verdictLine]) => ({
    name: `defects of which ${proved} are proved and ${unverified} are not`,
    change: {
      defects: [
        ...Array.from({ length: proved }, () => aFinding()),
        ...Array.from({ length: unverified }, () => removedCheck),
        aFinding({ confidence: "unverified", status: "dismissed" }),
      ],
    },
    verdict: "defects",
    verdictLine,
  })),
  {
    name: "one defect and a file that cannot be reviewed",
    change: { defects: [aFinding()], coverage: withGap },
    verdict: "defects",
    verdictLine: one,
  },
  {
    name: "a skipped file",
    change: { coverage: withGap },
    verdict: "inconclusive",
    verdictLine: "Inconclusive.",
  },
  {
    name: "a pending hunk",
    change: { coverage: withPending },
    verdict: "inconclusive",
    verdictLine: "Inconclusive.",
  },
  {
    name: "no model, although a check proved a defect",
    change: { shortfall: "no-model", defects: [aFinding({ confidence: "certain" })] },
    verdict: "inconclusive",
    verdictLine: "Inconclusive.",
  },
  {
    name: "interrupted, although everything was reviewed",
    change: { shortfall: "interrupted" },
    verdict: "inconclusive",
    verdictLine: "Inconclusive.",
  },
  {
    name: "a rule match only",
    change: { defects: [patternFinding] },
    verdict: "no-defects",
    verdictLine: none,
  },
  {
    name: "a rule match and a gap",
    change: { defects: [patternFinding], coverage: withGap },
    verdict: "inconclusive",
    verdictLine: "Inconclusive.",
  },
  {
    name: "a defect that was fixed and one that was dismissed",
    change: { defects: [aFinding({ status: "fixed" }), aFinding({ status: "dismissed" })] },
    verdict: "no-defects",
    verdictLine: none,
  },
  {
    name: "an earlier defect that was not seen again",
    change: { defects: [aFinding({ status: "not-seen-again" })] },
    verdict: "defects",
    verdictLine: one,
  },
  {
    name: "a change without a file",
    change: { coverage: { files: [] } },
    verdict: "inconclusive",
    verdictLine: "Inconclusive.",
  },
  {
    name: "a change whose only file needs no model",
    change: {
      coverage: {
        files: [{ path: path("a.txt"), hunks: [], whole: { state: "reviewed", by: "checks" } }],
      },
    },
    verdict: "no-defects",
    verdictLine: none,
  },
];

describe("the verdict", () => {
  test.each(cases)("of $name is $verdict", ({ change, verdict, verdictLine }) => {
    const decision = decideVerdict({ ...cleanResult, ...change });
    expect({ verdict: decision.verdict, verdictLine: decision.verdictLine }).toEqual({
      verdict,
      verdictLine,
    });
  });
});

describe("the reasons", () => {
  test("of a clean review are empty", () => {
    expect(decideVerdict(cleanResult).reasons).toEqual([]);
  });

  test("of a change without a file say that there is nothing to review", () => {
    expect(decideVerdict({ ...cleanResult, coverage: { files: [] } }).reasons).toEqual([
      "There is no difference to review: the head adds nothing to its base. If commits were taken back, review what is missing now.",
    ]);
  });

  test("of a review without a model say what to set, once", () => {
    expect(decideVerdict(noModelResult).reasons).toEqual([
      "No model is configured, so only the deterministic checks ran: set OPENAI_API_KEY; ASSAY_MODEL names another model than gpt-6.1-terra.",
      "Not reviewed: 2 of 3 hunks, in 1 of 2 files.",
    ]);
  });

  test("of a review without a model leave it to whoever says more about its key", () => {
    const notices = [{ kind: "no-key", text: "The input api-key is empty." }];
    expect(decideVerdict({ ...noModelResult, notices }).reasons).toEqual([
      "Not reviewed: 2 of 3 hunks, in 1 of 2 files.",
    ]);
  });

  test("of a review with gaps name each kind of gap, failures first", () => {
    expect(decideVerdict(failuresResult).reasons).toEqual([
      "Not reviewed: 2 of 5 hunks, in 2 of 3 files.",
      "The model did not answer in time. Run the review again, or allow it more time.",
      "The model's answer does not cover this. Run the review again.",
      "Binary content. Find out where it comes from before you merge it.",
    ]);
  });
});
