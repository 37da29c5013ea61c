import type { ChangeSet } from "../../domain/change-set.ts";
import type { Candidate, DroppedClaim } from "../../domain/finding.ts";
import type { FileFacts } from "../../domain/syntax.ts";
import { checkIdentifiers } from "./checks/check-identifiers.ts";
import { type ClaimCheck, type Evidence, UNDECIDED } from "./checks/claim-evidence.ts";
import { type FileEvidence, gatherFile, holdsWord } from "./checks/file-evidence.ts";
import { selectCheckers } from "./checks/select-checkers.ts";

export interface CheckContext {
  readonly change: ChangeSet;
  readonly facts: readonly FileFacts[];
}

export interface CheckedClaims {
  readonly kept: readonly Candidate[];
  readonly dropped: readonly DroppedClaim[];
}

/**
 * Checks what located claims state against the code. A suggestion is kept only when the code bears it out and
 * contradicts none of it; a defect is kept unless it is contradicted.
 */
export function checkClaims(candidates: readonly Candidate[], context: CheckContext): CheckedClaims {
  const files = new Map<string, FileEvidence>();
  const names = new Map<string, boolean>();
  const kept: Candidate[] = [];
  const dropped: DroppedClaim[] = [];
  for (const candidate of candidates) {
    const evidence = gatherEvidence(candidate, context, files);
    const check =
      candidate.claim.kind === "defect"
        ? (checkIdentifiers(evidence, (name) => isInChange(name, context, names)) ?? UNDECIDED)
        : checkSuggestion(evidence);
    const isKept = check.verdict === (candidate.claim.kind === "defect" ? "undecided" : "holds");
    if (isKept) kept.push(candidate);
    else dropped.push(drop(candidate, check));
  }
  return { kept, dropped };
}

function drop({ claim }: Candidate, { verdict, detail }: ClaimCheck): DroppedClaim {
  return { reason: verdict === "refuted" ? "contradicted-by-code" : "not-checkable", claim, detail };
}

/** One contradiction is enough to drop it; to keep it, all that it says must be so. */
function checkSuggestion(evidence: Evidence): ClaimCheck {
  const checks = selectCheckers(evidence.claim).map(({ check }) => check(evidence));
  return (
    checks.find((check) => check.verdict === "refuted") ??
    checks.find((check) => check.verdict === "undecided") ??
    checks[0] ??
    UNDECIDED
  );
}

function gatherEvidence(
  { claim, place }: Candidate,
  { change, facts }: CheckContext,
  files: Map<string, FileEvidence>,
): Evidence {
  const key = `${place.file}:${place.side}`;
  const file = files.get(key) ?? gatherFile(change, facts, place);
  files.set(key, file);
  return { ...file, claim, place, text: `${claim.title}\n${claim.explanation}` };
}

/** Whether a name stands as a whole word in any known text of the change, on either side. */
function isInChange(name: string, { change }: CheckContext, known: Map<string, boolean>): boolean {
  const found =
    known.get(name) ??
    change.files.some((file) => [...file.base, ...file.head].some(({ text }) => holdsWord(text, name)));
  known.set(name, found);
  return found;
}
