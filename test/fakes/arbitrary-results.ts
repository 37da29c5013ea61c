import fc from "fast-check";
import { CommitSha, type RepoPath } from "../../src/domain/change-set.ts";
import type { HunkState } from "../../src/domain/coverage.ts";
import {
  Confidence,
  type Finding,
  type Place,
  Severity,
  SuggestionCategory,
} from "../../src/domain/finding.ts";
import { Report } from "../../src/domain/report.ts";
import type { ReviewResult } from "../../src/domain/review.ts";

const dangerous = [
  "@user",
  "@org/team",
  "a@b.example",
  "#123",
  "GH-123",
  "owner/repo#1",
  "0123456789abcdef0123456789abcdef01234567",
  "https://evil.example/?q=",
  "www.evil.example",
  "![x](",
  "[x](http://e.example)",
  "[x]: http://e.example",
  "<img src=x>",
  "<a href=//e>",
  "</details>",
  "<!--",
  "-->",
  "`",
  "```",
  "~~~",
  "\\",
  "&#64;x",
  "&lt;",
  "*",
  "_",
  "**",
  "|",
  "$$",
  ":tada:",
  "\n/lgtm",
  "\n@bot merge",
  "\n# T",
  "\n- ",
  "\n1. ",
  "\n---",
  "\n===",
  "\n> ",
  "\n    x",
  "\r",
  "\t",
  "\u001b]8;;x\u0007",
  "\u202e",
  "\u200b",
  "\u2028",
  "\u0085",
  "\ud800",
  " ",
  "word",
  "(",
  ")",
  "!",
  "é",
  "注",
];

/** Texts that an attacker would write, and texts that nobody would. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...dangerous), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(fc.oneof(fc.constantFrom(...dangerous), fc.string({ maxLength: 5 })), { maxLength: 8 })
    .map((parts) => parts.join(" ")),
);

// A path is any text that is not empty; the brand carries no more than that.
const hostilePath = hostileText.map((text) => (text === "" ? "x" : text) as RepoPath);
const line = fc.integer({ min: 1, max: 99_999 });

const place: fc.Arbitrary<Place> = fc
  .record({
    file: fc.nat(3),
    path: hostilePath,
    side: fc.constantFrom("LEFT" as const, "RIGHT" as const),
    startLine: line,
    length: fc.nat(4),
    quote: hostileText,
  })
  .map(({ length, ...rest }) => ({ ...rest, endLine: rest.startLine + length }));

const finding: fc.Arbitrary<Finding> = fc.record({
  id: hostileText,
  fingerprint: fc.constant("ab".repeat(32)),
  title: hostileText,
  cwe: fc.option(fc.oneof(fc.constant("CWE-79"), hostileText)),
  severity: fc.constantFrom(...Severity.options),
  confidence: fc.constantFrom(...Confidence.options),
  source: fc.constantFrom("model" as const, "check" as const),
  rule: fc.option(fc.oneof(fc.constant("secret.aws"), hostileText)),
  place,
  explanation: hostileText,
  attack: fc.option(hostileText),
  fix: fc.option(hostileText),
  status: fc.constantFrom("new", "still-present", "fixed", "not-seen-again", "dismissed"),
});

const { files } = Report.shape.coverage.shape;
const hunkState: fc.Arbitrary<HunkState> = fc.oneof(
  fc.constantFrom<HunkState>({ state: "reviewed", by: "model" }, { state: "pending" }),
  fc.record({
    state: fc.constant("skipped" as const),
    reason: fc.constantFrom(...files.shape.skipped.element.shape.reason.options),
  }),
  fc.record({
    state: fc.constant("failed" as const),
    reason: fc.constantFrom(...files.shape.failed.element.shape.reason.options),
    detail: hostileText,
  }),
);

export const anyCoverage = fc.record({
  files: fc.array(
    fc.record({ path: hostilePath, hunks: fc.array(hunkState, { maxLength: 4 }), whole: hunkState }),
    { maxLength: 4 },
  ),
});

/** Any review at all, with hostile text wherever text comes from elsewhere. */
export const anyResult: fc.Arbitrary<ReviewResult> = fc.record({
  label: hostileText,
  head: fc.option(fc.constant(CommitSha.parse("0123abcd".repeat(5)))),
  coverage: anyCoverage,
  shortfall: fc.constantFrom(null, null, "no-model", "interrupted"),
  defects: fc.array(finding, { maxLength: 3 }),
  unreported: fc.array(finding, { maxLength: 12 }),
  suggestions: fc.array(
    fc.record({
      category: fc.constantFrom(...SuggestionCategory.options),
      title: hostileText,
      explanation: hostileText,
      place,
    }),
    { maxLength: 2 },
  ),
  gaps: fc.array(fc.constant("Line 7 of the diff: it breaks off."), { maxLength: 1 }),
  dropped: fc.array(
    fc.record({
      reason: fc.constantFrom(...Report.shape.dropped.element.shape.reason.options),
      count: fc.nat(9),
    }),
    { maxLength: 2 },
  ),
  notices: fc.array(fc.record({ kind: hostileText, text: hostileText }), { maxLength: 2 }),
  usage: fc.record({
    model: fc.option(hostileText),
    calls: fc.nat(),
    promptTokens: fc.nat(),
    completionTokens: fc.nat(),
    cachedTokens: fc.nat(),
    costUsd: fc.option(fc.double({ min: 0, max: 1_000, noNaN: true })),
    durationMs: fc.nat(),
  }),
  prompts: fc.array(fc.record({ id: hostileText, version: fc.constant("1.0.0") }), { maxLength: 1 }),
  depth: fc.constantFrom("quick", "standard", "thorough"),
});
