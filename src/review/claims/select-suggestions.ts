import type { Candidate, DroppedClaim, SuggestionCategory } from "../../domain/finding.ts";

/** Most suggestions that one review shows. */
const MAX_SUGGESTIONS = 5;

/** What helps a reader most, first. */
const BY_USE: readonly SuggestionCategory[] = [
  "error-handling",
  "logging",
  "unused-code",
  "file-handling",
  "concurrency",
  "hardening",
  "configuration",
  "constants",
  "dependencies",
  "type-hints",
  "documentation",
  "naming",
  "formatting",
  "todo",
  "structure",
  "other",
];

export interface SelectedSuggestions {
  readonly kept: readonly Candidate[];
  readonly dropped: readonly DroppedClaim[];
}

/**
 * At most five of the suggestions that were borne out, the most useful first and otherwise in their order. Of several
 * of one kind at one line the first is kept. What is left out is counted, like every other claim.
 */
export function selectSuggestions(candidates: readonly Candidate[]): SelectedSuggestions {
  const seen = new Set<string>();
  const single: Candidate[] = [];
  const dropped: DroppedClaim[] = [];
  for (const candidate of candidates) {
    const key = keyOf(candidate);
    if (seen.has(key))
      dropped.push({ reason: "duplicate", claim: candidate.claim, detail: "It is said already." });
    else single.push(candidate);
    seen.add(key);
  }
  const sorted = single.toSorted((one, other) => rankOf(one) - rankOf(other));
  for (const { claim } of sorted.slice(MAX_SUGGESTIONS)) {
    dropped.push({
      reason: "over-limit",
      claim,
      detail: `${MAX_SUGGESTIONS} more useful suggestions are shown.`,
    });
  }
  return { kept: sorted.slice(0, MAX_SUGGESTIONS), dropped };
}

function keyOf({ claim, place }: Candidate): string {
  return `${claim.category} ${place.file} ${place.side} ${place.startLine}`;
}

function rankOf({ claim }: Candidate): number {
  const rank = BY_USE.indexOf(claim.category ?? "other");
  return rank === -1 ? BY_USE.length : rank;
}
