import type { DroppedClaim, UnnamedFinding } from "../domain/finding.ts";
import type { Notice } from "../domain/review.ts";
import { leaveUnverified, settleFinding } from "../review/refute/settle-finding.ts";
import { countNoun } from "../review/verdict/count-noun.ts";
import { askDoubt } from "./ask-doubt.ts";
import type { RefuterOutcome } from "./ask-refuter.ts";
import type { AskRun } from "./ask-run.ts";
import type { ClaimedDefect } from "./collect-claims.ts";
import { describeGaps, gapTexts } from "./describe-gaps.ts";
import type { EarlyDoubts } from "./early-doubts.ts";
import type { OpenDoubt } from "./open-doubts.ts";

/** Claims of one review that are asked about a second time, worst first. */
const mostClaims = 20;

/** One claim with what the second question made of it. */
export interface VerifiedClaim {
  readonly defect: ClaimedDefect;
  readonly outcome: RefuterOutcome | { readonly kind: "not-asked" };
}

/** What is left of the claimed defects, and how it came about. */
export interface VerifiedClaims {
  readonly findings: readonly UnnamedFinding[];
  readonly dropped: readonly DroppedClaim[];
  readonly notices: readonly Notice[];
  readonly verified: readonly VerifiedClaim[];
}

/**
 * Asks a second question about every claimed defect, all at once, within the limits of the run; what was asked early
 * is not asked again. Never rejects: a claim without a second answer stays as it was.
 */
export async function verifyClaims(
  defects: readonly ClaimedDefect[],
  { early, openDoubt }: { readonly early: EarlyDoubts; readonly openDoubt: OpenDoubt },
  run: AskRun,
): Promise<VerifiedClaims> {
  const chosen = defects.slice(0, mostClaims);
  const asked = await Promise.all(
    chosen.map(async (defect, index): Promise<VerifiedClaim> => {
      const begun = early.find(defect) ?? askDoubt(defect, { id: `c${index + 1}`, openDoubt }, run);
      return { defect, outcome: await begun };
    }),
  );
  return settle([...asked, ...defects.slice(mostClaims).map(notAsked)]);
}

/** The claimed defects of a review without a second question. */
export function leaveClaims(defects: readonly ClaimedDefect[]): VerifiedClaims {
  return { ...settle(defects.map(notAsked)), notices: [] };
}

function notAsked(defect: ClaimedDefect): VerifiedClaim {
  return { defect, outcome: { kind: "not-asked" } };
}

function settle(verified: readonly VerifiedClaim[]): VerifiedClaims {
  const findings: UnnamedFinding[] = [];
  const dropped: DroppedClaim[] = [];
  for (const { defect, outcome } of verified) {
    if (outcome.kind !== "answered") {
      findings.push(leaveUnverified(defect.finding));
      continue;
    }
    const settled = settleFinding(defect, outcome.refutation, outcome.edit);
    if (settled.kind === "kept") findings.push(settled.finding);
    else dropped.push({ reason: settled.kind, claim: defect.candidate.claim, detail: settled.detail });
  }
  return { findings, dropped, notices: noticeGaps(verified), verified };
}

const notAskedText = `at most ${mostClaims} are asked about`;

function noticeGaps(verified: readonly VerifiedClaim[]): readonly Notice[] {
  const gaps = verified.flatMap(({ outcome }) => {
    if (outcome.kind === "answered") return [];
    return [outcome.kind === "not-asked" ? notAskedText : gapTexts[outcome.reason]];
  });
  const total = gaps.length;
  if (total === 0) return [];
  const subject = total === 1 ? "1 defect was" : `${countNoun(total, "defect")} were`;
  return [
    {
      kind: "unverified",
      text: `${subject} not asked about a second time: ${describeGaps(gaps)}. Such findings are unverified: read them with more doubt.`,
    },
  ];
}
