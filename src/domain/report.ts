import { z } from "zod";
import { Side } from "./change-set.ts";
import { Confidence, Severity, SuggestionCategory } from "./finding.ts";

const Count = z.int().nonnegative();
const Line = z.int().positive().describe("1-based line on `side`");

const SkipReason = z.enum([
  "generated",
  "vendored",
  "minified",
  "binary",
  "submodule",
  "excluded-by-policy",
  "too-large",
  "unreadable-diff",
  "moved-into-place",
  "moved-out-of-place",
  "no-model",
  "over-budget",
  "interrupted",
]);

const FailReason = z.enum([
  "model-error",
  "model-timeout",
  "provider-declined",
  "answer-unreadable",
  "answer-truncated",
  "answer-incomplete",
  "prompt-truncated",
  "configuration",
]);

const DropReason = z.enum([
  "no-quote",
  "quote-not-found",
  "outside-change",
  "contradicted-by-code",
  "not-checkable",
  "refuted",
  "not-repeated",
  "about-placeholder",
  "duplicate",
  "over-limit",
  "not-security",
]);

const place = {
  path: z.string().describe("Path as git names it"),
  side: Side.describe("RIGHT: the head; LEFT: the base, for code that the change removes"),
  startLine: Line,
  endLine: Line,
  quote: z.string().describe("The lines as they stand in the code, secrets masked"),
};

const ReportedDefect = z.strictObject({
  id: z.string().describe("Short id, stable within a change"),
  fingerprint: z.string().describe("SHA-256 that survives moved and re-indented code"),
  title: z.string(),
  cwe: z.string().nullable(),
  severity: Severity,
  confidence: Confidence.describe(
    "certain: proved by a check; confirmed: a second question could not refute it; unverified: found in the code, and no second question confirmed it; pattern: a rule matched and no model looked at it (not counted as a defect)",
  ),
  source: z.enum(["model", "check"]),
  rule: z.string().nullable(),
  ...place,
  explanation: z.string(),
  attack: z.string().nullable(),
  fix: z.string().nullable(),
  status: z.enum(["new", "still-present", "fixed", "not-seen-again", "dismissed"]),
});

const ReportedMatch = z.strictObject({
  rule: z.string().nullable(),
  title: z.string(),
  cwe: z.string().nullable(),
  severity: Severity,
  ...place,
  question: z.string().nullable().describe("What a person has to decide"),
});

const ReportedSuggestion = z.strictObject({
  ...place,
  category: SuggestionCategory,
  title: z.string(),
  explanation: z.string(),
});

const FileCounts = z.strictObject({
  total: Count,
  reviewed: Count,
  skipped: z.array(z.strictObject({ path: z.string(), reason: SkipReason })),
  failed: z.array(z.strictObject({ path: z.string(), reason: FailReason, detail: z.string() })),
});

const HunkCounts = z.strictObject({
  total: Count,
  reviewed: Count,
  skipped: z.array(z.strictObject({ path: z.string(), hunks: Count, reason: SkipReason })),
  failed: z.array(z.strictObject({ path: z.string(), hunks: Count, reason: FailReason, detail: z.string() })),
});

const ReportedUsage = z.strictObject({
  model: z.string().nullable(),
  calls: Count,
  promptTokens: Count,
  completionTokens: Count,
  cachedTokens: Count,
  costUsd: z.number().nonnegative().nullable().describe("null where the price of the model is not known"),
  durationMs: z.number().nonnegative(),
});

/**
 * The published form of a review. Fields are added in minor versions; a field that goes or changes its meaning
 * makes a new major one.
 */
export const Report = z.strictObject({
  schemaVersion: z.literal("1.0"),
  verdict: z.enum(["no-defects", "defects", "inconclusive"]),
  verdictLine: z.string(),
  head: z
    .string()
    .nullable()
    .describe("Commit that was reviewed; null when only a diff or the index is known"),
  coverage: z.strictObject({ files: FileCounts, hunks: HunkCounts }),
  defects: z.array(ReportedDefect),
  unreported: z
    .array(ReportedMatch)
    .optional()
    .describe(
      "Where a rule of medium severity or above matched, a model read it, and no defect came of it, worst first; they are not counted as defects. Absent where there are none",
    ),
  suggestions: z.array(ReportedSuggestion),
  dropped: z.array(z.strictObject({ reason: DropReason, count: Count })),
  notices: z.array(z.strictObject({ kind: z.string(), text: z.string() })),
  usage: ReportedUsage,
  prompts: z.array(z.strictObject({ id: z.string(), version: z.string() })),
});
export type Report = z.infer<typeof Report>;
