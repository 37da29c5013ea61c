import {
  type ClaimCheck,
  type ClaimChecker,
  type Evidence,
  holds,
  placeLines,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { type FileEvidence, linesBetween } from "./file-evidence.ts";

const MARKER = /\b(?:TODO|FIXME|XXX|HACK)\b/;
/** Models that quote the line beside a comment mean the comment. */
const NEAR = 3;

/** `There is a TODO`: a comment at the place holds the marker, or none does. */
export const todoChecker: ClaimChecker = {
  categories: ["todo"],
  statement: /\b(?:todos?|fixmes?|XXX|HACK)\b/i,
  check: checkTodo,
};

function checkTodo(evidence: Evidence): ClaimCheck {
  const { place, lines } = evidence;
  const marked = listMarkedLines(evidence);
  if (marked === null) {
    return placeLines(evidence).some((line) => MARKER.test(line)) || hasMarker(lines)
      ? UNDECIDED
      : refuted("No such marker stands in the file.");
  }
  const isNear = (line: number, reach: number) =>
    place.startLine - reach <= line && line <= place.endLine + reach;
  if (marked.some((line) => isNear(line, 0))) return holds("The marker stands in the quoted lines.");
  return marked.some((line) => isNear(line, NEAR))
    ? UNDECIDED
    : refuted("No such marker stands in the quoted lines.");
}

function hasMarker(lines: ReadonlyMap<number, string>): boolean {
  return [...lines.values()].some((line) => MARKER.test(line));
}

function listMarkedLines({ code, lines }: FileEvidence): readonly number[] | null {
  if (code === null) return null;
  const comments = code.texts.filter(({ kind }) => kind === "comment");
  return comments.flatMap(({ startLine, startColumn, endLine, endColumn }) => {
    const texts = linesBetween(lines, startLine, endLine);
    return texts.flatMap((text, index) => {
      const line = startLine + index;
      const end = line === endLine ? endColumn : text.length;
      return MARKER.test(text.slice(line === startLine ? startColumn : 0, end)) ? [line] : [];
    });
  });
}
