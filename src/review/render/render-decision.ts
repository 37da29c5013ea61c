import type { RememberedFinding } from "../../domain/memory.ts";
import { renderInlineCode } from "./escape-markdown.ts";
import { describeDismissal } from "./render-closed-lines.ts";
import { renderTitle } from "./render-markdown-defect.ts";
import { shorten } from "./shorten-finding.ts";

const longestTitle = 200;

/** The answer to `/dismiss` and `/reopen`: what was decided of the finding, by whom, and how to take it back. */
export function renderDecision({ finding, dismissal }: RememberedFinding, byLogin: string): string {
  const id = renderInlineCode(finding.id);
  const what = `${id} (${renderTitle(shorten(finding.title, longestTitle))})`;
  const next = "The review and its check follow.";
  if (dismissal === null) {
    const line = `**Open again**: ${what}, by ${renderInlineCode(byLogin)}. ${next}`;
    return [line, hint(`/explain ${finding.id}`, "tells all that is known of it")].join("\n\n");
  }
  const end = dismissal.until === null ? "" : " A change of its code ends it before.";
  return [
    `**Dismissed**: ${what}  \n${describeDismissal(dismissal)}`,
    `${next}${end}`,
    hint(`/reopen ${finding.id}`, "takes it back"),
  ].join("\n\n");
}

function hint(command: string, effect: string): string {
  return `<sub>${renderInlineCode(command)} ${effect}.</sub>`;
}
