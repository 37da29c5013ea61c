import type { Finding } from "../../domain/finding.ts";
import type { Dismissal } from "../../domain/memory.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { escapeMarkdown, renderInlineCode } from "./escape-markdown.ts";
import { renderMarkdownPlace, renderTitle } from "./render-markdown-defect.ts";
import { shorten } from "./shorten-finding.ts";

/** Longest list, in UTF-16 units: it must leave room for what stands below it. */
const longestList = 20_000;
const longestTitle = 200;

/** Findings that need nobody's attention any more, one item each; what does not fit is counted. */
export function renderClosedLines(
  findings: readonly Finding[],
  dismissals: ReadonlyMap<string, Dismissal>,
): string {
  const shown: string[] = [];
  let length = 0;
  for (const finding of findings) {
    const line = renderClosedLine(finding, dismissals.get(finding.id));
    if (length + line.length > longestList) continue;
    length += line.length + 1;
    shown.push(line);
  }
  const rest = findings.length - shown.length;
  return [...shown, ...(rest > 0 ? [`- and ${countNoun(rest, "more finding")}`] : [])].join("\n");
}

/** Why, by whom and until when a finding was dismissed. The reason is text of a stranger and comes out escaped. */
export function describeDismissal({ reason, because, byLogin, until }: Dismissal): string {
  const end = until === null ? "until its code changes" : `until ${escapeMarkdown(until)}`;
  return `${reason.replaceAll("-", " ")}, by ${renderInlineCode(byLogin)}, ${end}: ${escapeMarkdown(shorten(because, 300))}`;
}

function renderClosedLine(finding: Finding, dismissal: Dismissal | undefined): string {
  const line = [
    `**${renderTitle(shorten(finding.title, longestTitle))}**`,
    renderMarkdownPlace(finding.place),
    renderInlineCode(finding.id),
  ]
    .filter((part) => part !== "")
    .join(" · ");
  return `- ${line}${dismissal === undefined ? "" : `  \n  ${capitalize(describeDismissal(dismissal))}`}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
