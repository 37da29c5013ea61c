import type { ReviewResult } from "../../domain/review.ts";
import { decideVerdict } from "./decide-verdict.ts";
import { summarizeCoverage } from "./summarize-coverage.ts";

/**
 * Why a verdict does not speak of all of a change. `failed`: the model gave no usable answer about a part. `over-budget`:
 * a limit was reached before it was asked. `unread`: the change itself could not be read in whole. `skipped`: the rest,
 * which the author of a change brings about: binary or excluded files, no difference at all.
 */
export const omissions = ["failed", "over-budget", "unread", "skipped"] as const;
export type Omission = (typeof omissions)[number];

/** The first of the list that holds for a review: what is for the operator comes first. Null for a complete one. */
export function findOmission(result: ReviewResult): Omission | null {
  if (decideVerdict(result).reasons.length === 0) return null;
  const { files, hunks } = summarizeCoverage(result.coverage);
  if (files.failed.length + hunks.failed.length > 0) return "failed";
  if (hunks.skipped.some(({ reason }) => reason === "over-budget")) return "over-budget";
  const isUnread = [...files.skipped, ...hunks.skipped].some(({ reason }) => reason === "unreadable-diff");
  return isUnread || result.gaps.length > 0 ? "unread" : "skipped";
}
