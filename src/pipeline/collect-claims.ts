import { patternFindings } from "../checks/pattern-findings.ts";
import type { Agreement, Candidate, Claim, DroppedClaim, UnnamedFinding } from "../domain/finding.ts";
import type { FileFacts, Lead } from "../domain/syntax.ts";
import { checkClaims } from "../review/claims/check-claims.ts";
import { selectSuggestions } from "../review/claims/select-suggestions.ts";
import { findProof } from "../review/findings/find-proof.ts";
import { candidatesToFindings, mergeFindings } from "../review/findings/merge-findings.ts";
import { uniteViews } from "../review/findings/unite-views.ts";
import { dropSecretClaims } from "../review/redact/drop-secret-claims.ts";
import type { UnitOutcome } from "./ask-model.ts";
import type { AskedViews } from "./ask-views.ts";
import { createLooks } from "./count-looks.ts";
import { groundViews } from "./ground-views.ts";
import type { PreparedReview } from "./prepare-review.ts";
import { separateLeads } from "./separate-leads.ts";

/** A defect that a model claims, with the claim that it was made of. */
export interface ClaimedDefect {
  readonly candidate: Candidate;
  readonly finding: UnnamedFinding;
  readonly agreement: Agreement;
}

/** What of the answers survives checking, each defect once, and what the deterministic checks found. */
export interface CollectedClaims {
  readonly claims: readonly Claim[];
  /** Worst first. */
  readonly defects: readonly ClaimedDefect[];
  readonly suggestions: readonly Candidate[];
  /** Of checks and rules. */
  readonly checked: readonly UnnamedFinding[];
  /** Matches of rules in hunks that a model read. */
  readonly answered: readonly UnnamedFinding[];
  readonly dropped: readonly DroppedClaim[];
  /** Claims of a model that say what another finding says. */
  readonly duplicates: number;
}

/**
 * Grounds and checks what the answers claim. `facts`: names and scopes of the files in which `filesOfClaims` says that
 * claims are looked up.
 */
export function collectClaims(
  prepared: PreparedReview,
  asked: AskedViews,
  facts: readonly FileFacts[],
): CollectedClaims {
  const checked = checkAnswers(prepared, asked, facts);
  const suggestions = selectSuggestions(checked.kept.filter(({ claim }) => claim.kind === "suggestion"));
  const leads = separateLeads(prepared, asked.first);
  const unanswered = patternFindings(leads.unanswered, prepared.change);
  const merged = mergeDefects(prepared, asked, { ...checked, unanswered });
  return {
    ...merged,
    answered: patternFindings(leads.answered, prepared.change),
    claims: checked.claims,
    suggestions: suggestions.kept,
    dropped: [...checked.dropped, ...suggestions.dropped],
  };
}

/** The defects that the answers about one unit bring up, as `collectClaims` will find them with all other answers. */
export function previewDefects(
  prepared: PreparedReview,
  asked: AskedViews,
  facts: readonly FileFacts[],
): readonly ClaimedDefect[] {
  return mergeDefects(prepared, asked, { ...checkAnswers(prepared, asked, facts), unanswered: [] }).defects;
}

/** Whether an answer claims a defect at all. */
export function holdsDefect(outcome: UnitOutcome): boolean {
  return claimsOf(outcome).some(({ kind }) => kind === "defect");
}

interface CheckedAnswers {
  readonly claims: readonly Claim[];
  readonly kept: readonly Candidate[];
  readonly dropped: readonly DroppedClaim[];
}

function checkAnswers(
  { change, redactor, certain }: PreparedReview,
  asked: AskedViews,
  facts: readonly FileFacts[],
): CheckedAnswers {
  const outcomes = [...asked.first, ...asked.further];
  const claims = outcomes.flatMap(claimsOf).map((claim) => maskClaim(claim, redactor.mask));
  const grounded = groundViews(claims, outcomes, { change, facts, redactor });
  const separated = dropSecretClaims(grounded.candidates, certain);
  const { kept, dropped } = checkClaims(separated.kept, { change, facts });
  return { claims, kept, dropped: [...grounded.dropped, ...separated.dropped, ...dropped] };
}

/** What several views, the checks and the patterns say of the same lines, once. */
function mergeDefects(
  { certain, proofs }: PreparedReview,
  asked: AskedViews,
  { kept, unanswered }: CheckedAnswers & { readonly unanswered: readonly UnnamedFinding[] },
): Pick<CollectedClaims, "defects" | "checked" | "duplicates"> {
  const defects = kept.filter(({ claim }) => claim.kind === "defect");
  const looks = createLooks(asked);
  const united = uniteViews(
    candidatesToFindings(defects).flatMap((claimed, index) => {
      const candidate = defects[index];
      const proof = findProof(claimed, proofs);
      const finding = proof === null ? claimed : { ...claimed, rule: claimed.rule ?? proof.rule };
      return candidate === undefined ? [] : [{ candidate, finding, view: looks.viewOf(candidate.claim) }];
    }),
  );
  const fromModel = new Map(united.kept.map((sighted) => [sighted.finding, sighted] as const));
  const merged = mergeFindings([certain, [...fromModel.keys()], unanswered]);
  const told = merged.findings.flatMap((finding) => {
    const sighted = fromModel.get(finding);
    if (sighted === undefined) return [];
    const { candidate, views } = sighted;
    const agreement = looks.countAgreement(candidate.place, views);
    return [{ candidate, finding, agreement: withProof(agreement, findProof(finding, proofs)) }];
  });
  return {
    defects: told,
    checked: merged.findings.filter((finding) => !fromModel.has(finding)),
    duplicates: united.duplicates + fromModel.size - told.length,
  };
}

/** What was proven is one more look that saw it. */
function withProof({ said, looks }: Agreement, proof: Lead | null): Agreement {
  return proof === null ? { said, looks } : { said: said + 1, looks: looks + 1 };
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
