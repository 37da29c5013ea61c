import { patternFindings } from "../checks/pattern-findings.ts";
import type { Finding, UnnamedFinding } from "../domain/finding.ts";
import type { ReconciledFindings } from "../review/findings/reconcile-findings.ts";
import type { PreparedReview } from "./prepare-review.ts";

/**
 * Takes out what would be called fixed although its rule still matches the same code: patterns of an earlier review
 * that a model was asked about since.
 */
export function dropAnsweredPatterns(
  reconciled: ReconciledFindings,
  { leads, change, redactor }: PreparedReview,
): ReconciledFindings {
  const { summary } = reconciled;
  const suspects = summary.fixed.filter(({ confidence }) => confidence === "pattern");
  if (suspects.length === 0) return reconciled;
  const standing = new Set(
    patternFindings(leads, change).map((match) => keyOf(match, redactor.mask(match.place.quote))),
  );
  const answered = new Set(suspects.filter((finding) => standing.has(keyOf(finding, finding.place.quote))));
  const isLeft = (finding: Finding) => !answered.has(finding);
  return {
    ...reconciled,
    findings: reconciled.findings.filter(isLeft),
    summary: { ...summary, fixed: summary.fixed.filter(isLeft) },
  };
}

function keyOf({ rule, place }: UnnamedFinding, quote: string): string {
  return JSON.stringify([rule, place.path, place.side, quote]);
}
