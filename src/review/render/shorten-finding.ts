import type { Finding } from "../../domain/finding.ts";
import { cutText } from "../answer/cut-text.ts";

const longestTitle = 200;
/** Lengths that are tried for each text of a finding, in UTF-16 units: escaping makes a text up to nine times longer. */
const lengths = [4_000, 2_000, 1_000, 500, 200];

/** Renders a finding with texts as long as `room` allows. Every text that is cut ends in an ellipsis. */
export function renderWithin(finding: Finding, room: number, render: (finding: Finding) => string): string {
  let text = "";
  for (const length of lengths) {
    text = render(shortenFinding(finding, length));
    if (text.length <= room) return text;
  }
  return text;
}

function shortenFinding(finding: Finding, length: number): Finding {
  return {
    ...finding,
    title: shorten(finding.title, longestTitle),
    explanation: shorten(finding.explanation, length),
    attack: finding.attack === null ? null : shorten(finding.attack, length),
    fix: finding.fix === null ? null : shorten(finding.fix, length),
  };
}

/** At most that many UTF-16 units and an ellipsis. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${cutText(text, length)} …`;
}
