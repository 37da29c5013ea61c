import type {
  Candidate,
  Claim,
  DroppedClaim,
  DropReason,
  Suggestion,
  UnnamedFinding,
} from "../domain/finding.ts";
import type { ReviewResult } from "../domain/review.ts";
import type { ReviewUnit } from "../domain/unit.ts";
import { orderFindings } from "../review/findings/merge-findings.ts";
import { nameFindings } from "../review/findings/name-findings.ts";
import { selectUnreported } from "../review/findings/select-unreported.ts";
import { closeCoverage, type UnitCoverage } from "../review/verdict/close-coverage.ts";
import type { UnitOutcome } from "./ask-model.ts";
import type { CollectedClaims } from "./collect-claims.ts";
import type { PreparedReview } from "./prepare-review.ts";
import type { VerifiedClaims } from "./verify-claims.ts";

export type Judgement = Pick<
  ReviewResult,
  "coverage" | "defects" | "unreported" | "suggestions" | "dropped"
> & {
  readonly claims: readonly Claim[];
  readonly droppedClaims: readonly DroppedClaim[];
};

/** What a review says: the ledger, and each defect that survived both questions or that a check found. */
export function judgeAnswers(
  prepared: PreparedReview,
  outcomes: readonly UnitOutcome[],
  { collected, verified }: { readonly collected: CollectedClaims; readonly verified: VerifiedClaims },
): Judgement {
  const { change, redactor } = prepared;
  const findings = orderFindings([...collected.checked, ...verified.findings]);
  const unreported = selectUnreported(collected.answered, findings);
  const droppedClaims = [...collected.dropped, ...verified.dropped];
  return {
    coverage: closeCoverage({
      change,
      ...prepared.selection,
      units: [...outcomes.map(coverageOf), ...prepared.carriedUnits.map(carriedCoverage)],
    }),
    defects: nameFindings(findings.map((finding) => maskFinding(finding, redactor.mask))),
    ...(unreported.length > 0
      ? { unreported: unreported.map((match) => maskFinding(match, redactor.mask)) }
      : {}),
    suggestions: collected.suggestions.map(toSuggestion),
    dropped: countReasons(droppedClaims, collected.duplicates),
    claims: collected.claims,
    droppedClaims,
  };
}

function coverageOf(outcome: UnitOutcome): UnitCoverage {
  const { hunks } = outcome.unit;
  switch (outcome.kind) {
    case "answered":
      return {
        hunks,
        reviewedLabels: outcome.parsed.reviewed,
        state: { state: "reviewed", by: "model" },
      };
    case "failed":
      return {
        hunks,
        reviewedLabels: null,
        state: { state: "failed", reason: outcome.reason, detail: outcome.detail },
      };
    case "skipped":
      return { hunks, reviewedLabels: null, state: { state: "skipped", reason: outcome.reason } };
  }
}

function carriedCoverage({ hunks }: ReviewUnit): UnitCoverage {
  return { hunks, reviewedLabels: null, state: { state: "reviewed", by: "model" } };
}

/** The last look before anything is shown: checks and patterns quote the change as it stands, and models guess. */
function maskFinding(finding: UnnamedFinding, mask: (text: string) => string): UnnamedFinding {
  const { edit, ...rest } = finding;
  const { place, title, explanation, attack, fix } = rest;
  const code = [...(edit?.lines ?? []), ...(edit?.replaced ?? [])].join("\n");
  return {
    ...rest,
    // Code with a gap in it is no repair.
    ...(edit === undefined || mask(code) !== code ? {} : { edit }),
    title: mask(title),
    explanation: mask(explanation),
    attack: attack === null ? null : mask(attack),
    fix: fix === null ? null : mask(fix),
    place: { ...place, quote: mask(place.quote) },
  };
}

function toSuggestion({ claim, place }: Candidate): Suggestion {
  return { category: claim.category ?? "other", title: claim.title, explanation: claim.explanation, place };
}

function countReasons(
  dropped: readonly DroppedClaim[],
  duplicates: number,
): readonly { reason: DropReason; count: number }[] {
  const counts = new Map<DropReason, number>();
  for (const { reason } of dropped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (duplicates > 0) counts.set("duplicate", (counts.get("duplicate") ?? 0) + duplicates);
  return [...counts].map(([reason, count]) => ({ reason, count }));
}
