import type { Finding } from "../domain/finding.ts";
import type { Dismissal } from "../domain/memory.ts";
import { composePlaceUrl } from "./compose-permalink.ts";
import { countNoun } from "./count-noun.ts";
import { describeStatus } from "./describe-finding.ts";
import type { DraftContext } from "./draft-context.ts";
import { escapeMarkdown, renderInlineCode } from "./escape-markdown.ts";
import { nameSeverity, renderMarkdownPlace, renderTitle } from "./render-markdown-defect.ts";
import { shorten } from "./shorten-finding.ts";

/** Longest list, in UTF-16 units: it must leave room for what stands below it. */
const longestList = 20_000;
const longestTitle = 200;

/** Findings as a list of one line each, worst first; what does not fit is counted. Empty when there are none. */
export function renderDefectList(findings: readonly Finding[], context: DraftContext): string {
  return renderLines(findings.map((finding) => renderDefectLine(finding, context)));
}

/** Findings that need nobody's attention any more, one line each. */
export function renderClosedLines(
  findings: readonly Finding[],
  dismissals: ReadonlyMap<string, Dismissal>,
): string {
  return renderLines(
    findings.map((finding) => {
      const dismissal = dismissals.get(finding.id);
      const parts = [
        `**${renderTitle(shorten(finding.title, longestTitle))}**`,
        renderMarkdownPlace(finding.place),
        renderInlineCode(finding.id),
        dismissal === undefined ? "" : describeDismissal(dismissal),
      ];
      return `- ${parts.filter((part) => part !== "").join(" · ")}`;
    }),
  );
}

/** Why, by whom and until when a finding was dismissed. The reason is text of a stranger and comes out escaped. */
export function describeDismissal({ reason, because, byLogin, until }: Dismissal): string {
  const end = until === null ? "until its code changes" : `until ${escapeMarkdown(until)}`;
  return `${reason.replaceAll("-", " ")}, by ${renderInlineCode(byLogin)}, ${end}: ${escapeMarkdown(shorten(because, 300))}`;
}

function renderDefectLine(finding: Finding, context: DraftContext): string {
  const parts = [
    `**${nameSeverity(finding.severity)}**`,
    renderTitle(shorten(finding.title, longestTitle)),
    renderMarkdownPlace(finding.place, composePlaceUrl(finding.place, context)),
    describeStatus(finding.status) ?? "",
    renderInlineCode(finding.id),
  ];
  return `- ${parts.filter((part) => part !== "").join(" · ")}`;
}

function renderLines(lines: readonly string[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.length > longestList) continue;
    length += line.length + 1;
    shown.push(line);
  }
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`- and ${countNoun(rest, "more finding")}`] : [])].join("\n");
}
