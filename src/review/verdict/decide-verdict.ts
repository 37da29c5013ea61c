import { defaultModel } from "../../domain/default-model.ts";
import type { Finding } from "../../domain/finding.ts";
import type { ReviewResult, Shortfall, Verdict } from "../../domain/review.ts";
import { groupDefects } from "../findings/group-defects.ts";
import { countNoun } from "./count-noun.ts";
import { describeFailReason, describeSkipReason } from "./describe-reason.ts";
import { type CoverageSummary, summarizeCoverage } from "./summarize-coverage.ts";

/** What a review concludes. `verdictLine` is a fixed sentence with counts; `reasons` are ours too, never a model's. */
export interface Decision {
  readonly verdict: Verdict;
  readonly verdictLine: string;
  readonly reasons: readonly string[];
}

/**
 * Decides from the ledger and the findings alone. A defect weighs more than a gap in the coverage, so that nobody
 * turns a failed review into an undecided one by adding a file that cannot be reviewed.
 */
export function decideVerdict(result: ReviewResult): Decision {
  const coverage = summarizeCoverage(result.coverage);
  const { detected } = groupDefects(result.defects);
  const gaps = [...result.gaps, ...describeGaps(coverage)];
  if (result.shortfall !== null) {
    const known = describeSkipReason(result.shortfall);
    const rest = gaps.filter((gap) => gap !== known);
    return inconclusive(isToldBefore(result) ? rest : [describeShortfall(result.shortfall), ...rest]);
  }
  if (detected.length > 0) return { verdict: "defects", verdictLine: countDefects(detected), reasons: gaps };
  // Nobody looked at anything: code that was taken back to an older state is not said to be free of defects.
  if (coverage.files.total === 0) return inconclusive([noDifference, ...gaps]);
  if (gaps.length > 0) return inconclusive(gaps);
  return {
    verdict: "no-defects",
    verdictLine: "No security defects are detected in the code.",
    reasons: [],
  };
}

/** Whoever runs the review may say better why there is no model, and what to do about it. */
function isToldBefore({ shortfall, notices }: ReviewResult): boolean {
  return shortfall === "no-model" && notices.some(({ kind }) => kind === "no-key");
}

const noDifference =
  "There is no difference to review: the head adds nothing to its base. If commits were taken back, review what is missing now.";

function inconclusive(reasons: readonly string[]): Decision {
  return { verdict: "inconclusive", verdictLine: "Inconclusive.", reasons };
}

/** What is not proved is counted apart, and never left out. */
function countDefects(detected: readonly Finding[]): string {
  const unverified = detected.filter(({ confidence }) => confidence === "unverified").length;
  const proved = detected.length - unverified;
  if (proved === 0)
    return `${countNoun(unverified, "unverified security defect")} ${be(unverified)} detected in the code.`;
  const rest = unverified === 0 ? "" : `, and ${unverified} more ${be(unverified)} unverified`;
  return `${countNoun(proved, "security defect")} ${be(proved)} detected in the code${rest}.`;
}

function be(count: number): "is" | "are" {
  return count === 1 ? "is" : "are";
}

function describeShortfall(shortfall: Shortfall): string {
  switch (shortfall) {
    case "no-model":
      return `No model is configured, so only the deterministic checks ran: set OPENAI_API_KEY; ASSAY_MODEL names another model than ${defaultModel}.`;
    case "interrupted":
      return "The review was interrupted before its end: run it again.";
  }
}

function describeGaps(coverage: CoverageSummary): readonly string[] {
  const { files, hunks } = coverage;
  const missingFiles = files.total - files.reviewed;
  const missingHunks = hunks.total - hunks.reviewed;
  if (missingFiles === 0 && missingHunks === 0) return [];
  const sentences = new Set([
    ...files.failed.map((file) => describeFailReason(file.reason)),
    ...hunks.failed.map((hunk) => describeFailReason(hunk.reason)),
    ...files.skipped.map((file) => describeSkipReason(file.reason)),
    ...hunks.skipped.map((hunk) => describeSkipReason(hunk.reason)),
  ]);
  const missing = `Not reviewed: ${missingHunks} of ${hunks.total} hunks, in ${missingFiles} of ${files.total} files.`;
  return [missing, ...sentences];
}
