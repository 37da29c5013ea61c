import type { Finding, FindingEdit } from "../../domain/finding.ts";
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

/** Every text at most that long. The lines that a repair replaces are left out where they are longer. */
export function shortenFinding({ edit, ...finding }: Finding, length: number): Finding {
  return {
    ...finding,
    ...(edit === undefined ? {} : { edit: shortenEdit(edit, length) }),
    title: shorten(finding.title, longestTitle),
    explanation: shorten(finding.explanation, length),
    attack: finding.attack === null ? null : shorten(finding.attack, length),
    fix: finding.fix === null ? null : shorten(finding.fix, length),
  };
}

function shortenEdit({ replaced = [], ...edit }: FindingEdit, length: number): FindingEdit {
  const isShort = replaced.length > 0 && replaced.join("\n").length <= length;
  return isShort ? { ...edit, replaced } : edit;
}

/** At most that many UTF-16 units and an ellipsis. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${cutText(text, length)} …`;
}
