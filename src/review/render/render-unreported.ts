import type { Place } from "../../domain/finding.ts";
import type { ReviewResult } from "../../domain/review.ts";
import { mostUnreported, unreportedHeading, unreportedNote } from "../verdict/describe-finding.ts";
import { renderInlineCode } from "./escape-markdown.ts";
import { fold } from "./fold.ts";
import { renderMarkdownPlace, renderTitle, showSeverity } from "./render-markdown-defect.ts";

/** What rules matched and no defect came of, folded, a line each; empty where there is none. */
export function renderUnreported(
  { unreported = [] }: ReviewResult,
  composeUrl: (place: Place) => string | null = () => null,
): string {
  if (unreported.length === 0) return "";
  const rest = unreported.length - mostUnreported;
  const items = unreported.slice(0, mostUnreported).map(({ severity, title, place, rule }) => {
    const facts = [
      showSeverity(severity),
      renderTitle(title),
      renderMarkdownPlace(place, composeUrl(place)),
      ...(rule === null ? [] : [renderInlineCode(rule)]),
    ];
    return `- ${facts.join(" · ")}`;
  });
  return fold(`${unreportedHeading}: ${unreported.length}`, [
    `${unreportedNote}\n`,
    ...items,
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ]);
}
