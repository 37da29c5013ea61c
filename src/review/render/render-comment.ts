import type { Finding } from "../../domain/finding.ts";
import type { CommentPlace } from "../findings/place-findings.ts";
import { longestBody } from "./draft-context.ts";
import { renderInlineCode } from "./escape-markdown.ts";
import { renderCertainty, renderHeadline, renderMarkdownExplanation } from "./render-markdown-defect.ts";
import { renderSuggestionBlock } from "./render-suggestion-block.ts";
import { renderWithin } from "./shorten-finding.ts";

/** The body of a comment on the lines of a finding. GitHub shows the code itself, and offers to commit a proved repair. */
export function renderComment(finding: Finding, place: CommentPlace): string {
  const suggestion = finding.edit === undefined ? null : renderSuggestionBlock(finding.edit, place);
  if (suggestion === null) return renderWithin(finding, longestBody, (short) => renderWhole(short, []));
  const room = longestBody - suggestion.length - 2;
  return renderWithin({ ...finding, fix: null }, room, (short) => renderWhole(short, [suggestion]));
}

function renderWhole(finding: Finding, repair: readonly string[]): string {
  return [
    `${renderHeadline(finding, "**")}  \n${renderCertainty(finding)}`,
    ...renderMarkdownExplanation(finding),
    ...repair,
    renderCommandHint(finding.id),
  ].join("\n\n");
}

/** In small print: the id of a finding and what to write about it. */
export function renderCommandHint(id: string): string {
  const dismiss = renderInlineCode(`/dismiss ${id} false-positive because …`);
  return `<sub>${renderInlineCode(id)} · Not a defect here? Comment ${dismiss}</sub>`;
}
