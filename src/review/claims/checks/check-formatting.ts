import {
  type ClaimCheck,
  type ClaimChecker,
  type Evidence,
  holds,
  isAtPlace,
  placeLines,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import type { FileEvidence } from "./file-evidence.ts";
import { findIndentationFaults, findSpacingFaults, mixesIndents } from "./find-white-space-faults.ts";

const INDENTATION =
  /\bindent(?:ation|ations|ed|s|ing)?\b|\btabs? and spaces?\b|\bspaces? and tabs?\b|\bmix(?:es|ed|ing)? (?:of )?tabs?\b/i;
const SPACING =
  /\b(?:spacing|trailing (?:white ?)?spaces?|blank lines?|empty lines?|white ?space|spaces? (?:between|around|after|before)|missing spaces?|extra spaces?)\b/i;
const TRAILING = /\btrailing\b/i;
const MIXED = /\btabs?\b/i;

/** `Indentation or spacing is inconsistent`: read from the white space of the file, outside of strings. */
export const formattingChecker: ClaimChecker = {
  categories: ["formatting"],
  statement: new RegExp(`${INDENTATION.source}|${SPACING.source}`, "i"),
  check: checkFormatting,
  findFaults: findWhiteSpaceFaults,
};

function checkFormatting(evidence: Evidence): ClaimCheck {
  const { text } = evidence;
  if (!INDENTATION.test(text) && !SPACING.test(text)) return UNDECIDED;
  const faults = findWhiteSpaceFaults(evidence, text);
  if (faults === null) return checkPlainText(evidence);
  if (faults.some((line) => isAtPlace(line, evidence)))
    return holds("The white space of the quoted lines departs from the rest.");
  return faults.length > 0 ? UNDECIDED : refuted("The white space of the file shows no such inconsistency.");
}

/** Without a syntax tree a line may stand inside a string; tabs beside spaces in one indent, and spaces at its end, show anywhere. */
function checkPlainText(evidence: Evidence): ClaimCheck {
  const here = placeLines(evidence);
  if (INDENTATION.test(evidence.text) && here.some(mixesIndents))
    return holds("The line mixes tabs and spaces.");
  return UNDECIDED;
}

function findWhiteSpaceFaults(file: FileEvidence, text: string): readonly number[] | null {
  if (file.code === null) return null;
  const asksIndents = INDENTATION.test(text);
  const asksSpaces = SPACING.test(text);
  const indents = asksIndents ? findIndentationFaults(file, { onlyMixed: MIXED.test(text) }) : [];
  const spaces = asksSpaces ? findSpacingFaults(file, { onlyTrailing: TRAILING.test(text) }) : [];
  return asksIndents || asksSpaces ? [...indents, ...spaces].toSorted((a, b) => a - b) : null;
}
