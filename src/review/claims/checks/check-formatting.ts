import { type ClaimCheck, type Evidence, holds, placeLines, refuted, UNDECIDED } from "./claim-evidence.ts";

const INDENTATION = /\bindent(?:ation|ed|s)?\b/i;
const SPACING = /\b(?:spacing|trailing (?:white ?)?space|blank lines?|white ?space)\b/i;
const MIXED = /^(?: +\t|\t+ {4})/;
const TRAILING = /[ \t]\r?$/;

/** `Indentation or spacing is inconsistent`: read from the white space of the file. */
export function checkFormatting(evidence: Evidence): ClaimCheck | null {
  const { claim, text } = evidence;
  const isIndentation = INDENTATION.test(text);
  const isSpacing = SPACING.test(text);
  if (!isIndentation && !isSpacing) return claim.category === "formatting" ? UNDECIDED : null;
  const here = placeLines(evidence);
  if (isIndentation && here.some((line) => MIXED.test(line))) return holds("The line mixes tabs and spaces.");
  if (isSpacing && here.some(isTrailing)) return holds("The line ends in white space.");
  const isFaulty = (isIndentation && isUneven(evidence)) || (isSpacing && isLoose(evidence));
  return isFaulty ? UNDECIDED : refuted("The white space of the file shows no such inconsistency.");
}

function isTrailing(line: string): boolean {
  return line.trim() !== "" && TRAILING.test(line);
}

/** Tabs beside spaces, or a block that is indented by something else than a multiple of two. */
function isUneven({ lines }: Evidence): boolean {
  const indents = [...lines.values()]
    .filter((line) => line.trim() !== "")
    .map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
  const hasTabs = indents.some((indent) => indent.includes("\t"));
  const hasSpaces = indents.some((indent) => indent.includes("  "));
  return (
    (hasTabs && hasSpaces) || indents.some((indent) => !indent.includes("\t") && indent.length % 2 === 1)
  );
}

/** White space at the end of a line, or more than two blank lines in a row. */
function isLoose({ lines }: Evidence): boolean {
  let blank = 0;
  for (const line of lines.values()) {
    blank = line.trim() === "" ? blank + 1 : 0;
    if (blank > 2 || isTrailing(line)) return true;
  }
  return false;
}
