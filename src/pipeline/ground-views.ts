import type { ChangeSet } from "../domain/change-set.ts";
import type { Candidate, Claim, Place } from "../domain/finding.ts";
import type { FileFacts } from "../domain/syntax.ts";
import { type GroundedClaims, groundClaims } from "../review/claims/ground-claims.ts";
import type { Redactor } from "../review/redact/redact.ts";
import { blankFile } from "../review/units/blank-change.ts";
import type { UnitOutcome } from "./ask-model.ts";

interface Grounds {
  readonly change: ChangeSet;
  readonly facts: readonly FileFacts[];
  readonly redactor: Redactor;
}

/**
 * Grounds the claims of all views in the real text of the change. What a view without comments quotes over several
 * lines is looked up in the text as that view showed it, where it does not stand in the real one.
 */
export function groundViews(
  claims: readonly Claim[],
  outcomes: readonly UnitOutcome[],
  { change, facts, redactor }: Grounds,
): GroundedClaims {
  const options = {
    isPlaceholder: redactor.isPlaceholderText,
    mask: redactor.mask,
    redact: redactor.redact,
    units: outcomes.map(({ unit }) => unit),
  };
  const grounded = groundClaims(claims, change, facts, options);
  const uncommented = new Set(options.units.filter(({ view }) => view === "uncommented").map(({ id }) => id));
  const missed = grounded.dropped.filter(
    ({ reason, claim }) => reason === "quote-not-found" && uncommented.has(claim.unit),
  );
  if (missed.length === 0) return grounded;
  const found = groundClaims(
    missed.map(({ claim }) => claim),
    blankClaimed(change, missed),
    facts,
    options,
  ).candidates.map(({ claim, place }): Candidate => {
    return { claim, place: { ...place, quote: redactor.mask(readQuote(change, place)) } };
  });
  const placed = new Set(found.map(({ claim }) => claim));
  return {
    candidates: [...grounded.candidates, ...found],
    dropped: grounded.dropped.filter(({ claim }) => !placed.has(claim)),
  };
}

/** The change without the comments of the files that claims are about. */
function blankClaimed(change: ChangeSet, missed: GroundedClaims["dropped"]): ChangeSet {
  const claimed = new Set(missed.map(({ claim }) => claim.file));
  const isClaimed = (index: number) => claimed.has(index) || claimed.has(null);
  return { ...change, files: change.files.map((file, index) => (isClaimed(index) ? blankFile(file) : file)) };
}

/** The lines of a place as they stand in the change. */
function readQuote({ files }: ChangeSet, { file, side, startLine, endLine, quote }: Place): string {
  const changed = files[file];
  const excerpts = (side === "LEFT" ? changed?.base : changed?.head) ?? [];
  for (const { firstLine, text } of excerpts) {
    const lines = text.split("\n");
    if (startLine >= firstLine && endLine < firstLine + lines.length)
      return lines.slice(startLine - firstLine, endLine - firstLine + 1).join("\n");
  }
  return quote;
}
