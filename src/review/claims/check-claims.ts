import type { ChangeSet, Side } from "../../domain/change-set.ts";
import type { Candidate, DroppedClaim } from "../../domain/finding.ts";
import type { FileFacts } from "../../domain/syntax.ts";
import { checkConstants } from "./checks/check-constants.ts";
import { checkFormatting } from "./checks/check-formatting.ts";
import { checkIdentifiers } from "./checks/check-identifiers.ts";
import { checkNaming } from "./checks/check-naming.ts";
import { checkDocumentation, checkTypeHints } from "./checks/check-signature.ts";
import {
  checkErrorHandling,
  checkLogging,
  checkPathConcatenation,
  checkTodo,
} from "./checks/check-statements.ts";
import { checkUnused } from "./checks/check-unused.ts";
import { type CheckClaim, type ClaimCheck, type Evidence, UNDECIDED } from "./checks/claim-evidence.ts";
import { findWordLines } from "./locate-symbol.ts";

export interface CheckContext {
  readonly change: ChangeSet;
  readonly facts: readonly FileFacts[];
}

export interface CheckedClaims {
  readonly kept: readonly Candidate[];
  readonly dropped: readonly DroppedClaim[];
}

const CHECKS: readonly CheckClaim[] = [
  checkUnused,
  checkNaming,
  checkTypeHints,
  checkDocumentation,
  checkFormatting,
  checkConstants,
  checkPathConcatenation,
  checkTodo,
  checkErrorHandling,
  checkLogging,
];

/**
 * Checks what located claims state against the code. A suggestion is kept only when a check bears it out and none
 * contradicts it; a defect is kept unless it is contradicted.
 */
export function checkClaims(candidates: readonly Candidate[], context: CheckContext): CheckedClaims {
  const texts = new Map<string, ReadonlyMap<number, string>>();
  const names = new Map<string, boolean>();
  const kept: Candidate[] = [];
  const dropped: DroppedClaim[] = [];
  for (const candidate of candidates) {
    const evidence = gatherEvidence(candidate, context, texts);
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

/** One contradiction is enough to drop it, one proof to keep it. */
function checkSuggestion(evidence: Evidence): ClaimCheck {
  const checks = CHECKS.flatMap((check) => check(evidence) ?? []);
  return (
    checks.find((check) => check.verdict === "refuted") ??
    checks.find((check) => check.verdict === "holds") ??
    UNDECIDED
  );
}

function gatherEvidence(
  { claim, place }: Candidate,
  { change, facts }: CheckContext,
  texts: Map<string, ReadonlyMap<number, string>>,
): Evidence {
  const { file, side } = place;
  const key = `${file}:${side}`;
  const lines = texts.get(key) ?? readLines(change, file, side);
  texts.set(key, lines);
  return {
    claim,
    place,
    text: `${claim.title}\n${claim.explanation}`,
    lines,
    isWhole: change.files[file]?.isComplete === true,
    facts: facts.find((entry) => entry.file === file && entry.side === side)?.facts ?? null,
  };
}

function readLines(change: ChangeSet, file: number, side: Side): ReadonlyMap<number, string> {
  const excerpts = (side === "LEFT" ? change.files[file]?.base : change.files[file]?.head) ?? [];
  return new Map(
    excerpts.flatMap(({ firstLine, text }) =>
      text.split("\n").map((line, index) => [firstLine + index, line] as const),
    ),
  );
}

/** Whether a name stands as a whole word in any known text of the change, on either side. */
function isInChange(name: string, { change }: CheckContext, known: Map<string, boolean>): boolean {
  const found =
    known.get(name) ??
    change.files.some((file) =>
      [...file.base, ...file.head].some(({ text }) => findWordLines(new Map([[1, text]]), name).length > 0),
    );
  known.set(name, found);
  return found;
}
