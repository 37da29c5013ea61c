import { patternFindings } from "../checks/pattern-findings.ts";
import type {
  Candidate,
  Claim,
  DroppedClaim,
  DropReason,
  Suggestion,
  UnnamedFinding,
} from "../domain/finding.ts";
import type { ReviewResult } from "../domain/review.ts";
import type { FileFacts, Lead } from "../domain/syntax.ts";
import type { ReviewUnit } from "../domain/unit.ts";
import { checkClaims } from "../review/claims/check-claims.ts";
import { groundClaims } from "../review/claims/ground-claims.ts";
import { candidatesToFindings, mergeFindings } from "../review/findings/merge-findings.ts";
import { nameFindings } from "../review/findings/name-findings.ts";
import { dropSecretClaims } from "../review/redact/drop-secret-claims.ts";
import { closeCoverage, type UnitCoverage } from "../review/verdict/close-coverage.ts";
import type { UnitOutcome } from "./ask-model.ts";
import type { PreparedReview } from "./prepare-review.ts";

export type Judgement = Pick<ReviewResult, "coverage" | "defects" | "suggestions" | "dropped"> & {
  readonly claims: readonly Claim[];
  readonly droppedClaims: readonly DroppedClaim[];
};

/**
 * What of the answers survives checking, together with what the deterministic checks found. `facts`: names and scopes
 * of the files in which `filesOfClaims` says that claims are looked up.
 */
export function judgeAnswers(
  prepared: PreparedReview,
  outcomes: readonly UnitOutcome[],
  facts: readonly FileFacts[],
): Judgement {
  const { change, redactor } = prepared;
  const claims = outcomes.flatMap(claimsOf).map((claim) => maskClaim(claim, redactor.mask));
  const grounded = groundClaims(claims, change, facts, {
    isPlaceholder: redactor.isPlaceholderText,
    mask: redactor.mask,
    redact: redactor.redact,
    units: outcomes.map(({ unit }) => unit),
  });
  const separated = dropSecretClaims(grounded.candidates, prepared.certain);
  const checked = checkClaims(separated.kept, { change, facts });

  const fromModel = candidatesToFindings(checked.kept.filter(({ claim }) => claim.kind === "defect"));
  const unanswered = patternFindings(unansweredLeads(prepared, outcomes), change);
  const merged = mergeFindings([prepared.certain, fromModel, unanswered]);
  const droppedClaims = [...grounded.dropped, ...separated.dropped, ...checked.dropped];
  return {
    coverage: closeCoverage({
      change,
      ...prepared.selection,
      units: [...outcomes.map(coverageOf), ...prepared.carriedUnits.map(carriedCoverage)],
    }),
    defects: nameFindings(merged.findings.map((finding) => maskFinding(finding, redactor.mask))),
    suggestions: checked.kept.filter(({ claim }) => claim.kind === "suggestion").map(toSuggestion),
    dropped: countReasons(droppedClaims, merged.duplicates),
    claims,
    droppedClaims,
  };
}

/** Positions of the files in which the claims of the answers may be looked up, ascending. */
export function filesOfClaims(outcomes: readonly UnitOutcome[]): readonly number[] {
  const files = new Set<number>();
  for (const outcome of outcomes) {
    const shown = outcome.unit.hunks.map(({ ref }) => ref.file);
    for (const { file } of claimsOf(outcome))
      for (const one of file === null ? shown : [file]) files.add(one);
  }
  return [...files].toSorted((a, b) => a - b);
}

/** An answer that broke off keeps its complete claims, though its unit counts as failed. */
function claimsOf(outcome: UnitOutcome): readonly Claim[] {
  switch (outcome.kind) {
    case "answered":
      return outcome.parsed.claims;
    case "failed":
      return outcome.salvaged?.claims ?? [];
    case "skipped":
      return [];
  }
}

/** Leads that no answered unit looked at: they stay what they are, patterns. */
function unansweredLeads(prepared: PreparedReview, outcomes: readonly UnitOutcome[]): readonly Lead[] {
  const units = outcomes.filter(({ kind }) => kind === "answered").map(({ unit }) => unit);
  const answered = new Set(
    [...units, ...prepared.carriedUnits].flatMap(({ leads }) => leads.map(({ lead }) => lead)),
  );
  return prepared.leads.filter((lead) => !answered.has(lead));
}

function coverageOf(outcome: UnitOutcome): UnitCoverage {
  const { hunks } = outcome.unit;
  switch (outcome.kind) {
    case "answered":
      return { hunks, reviewedLabels: outcome.parsed.reviewed, state: { state: "reviewed", by: "model" } };
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

/** A model may have guessed or decoded what it was not shown. */
function maskClaim(claim: Claim, mask: (text: string) => string): Claim {
  return {
    ...claim,
    title: mask(claim.title),
    explanation: mask(claim.explanation),
    attack: claim.attack === null ? null : mask(claim.attack),
    fix: claim.fix === null ? null : mask(claim.fix),
  };
}

/** The last look before anything is shown: checks and patterns quote the change as it stands. */
function maskFinding(finding: UnnamedFinding, mask: (text: string) => string): UnnamedFinding {
  const { place, title, explanation } = finding;
  return {
    ...finding,
    title: mask(title),
    explanation: mask(explanation),
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
