import type { Finding } from "../../domain/finding.ts";
import { type CommentPlace, widenToRepair } from "../findings/place-findings.ts";
import { type DraftContext, longestBody } from "./draft-context.ts";
import { renderInlineCode } from "./escape-markdown.ts";
import { renderCertainty, renderHeadline, renderMarkdownExplanation } from "./render-markdown-defect.ts";
import { renderSuggestionBlock } from "./render-suggestion-block.ts";
import { renderWithin } from "./shorten-finding.ts";

/**
 * The body of a comment on the lines of a finding. GitHub shows the code itself, and offers to commit a proved repair,
 * unless `mask` finds a secret in it: what would be committed then is not what is shown.
 */
export function renderComment(finding: Finding, place: CommentPlace, mask: (text: string) => string): string {
  const suggestion = renderRepair(finding, place, mask);
  if (suggestion === null) {
    return renderWithin(maskReplaced(finding, mask), longestBody, (short) => renderWhole(short, []));
  }
  const room = longestBody - suggestion.length - 2;
  return renderWithin({ ...finding, fix: null }, room, (short) => renderWhole(short, [suggestion]));
}

/** Where a comment on a finding stands: on all lines of its repair where GitHub can offer it there. */
export function placeComment(
  finding: Finding,
  place: CommentPlace,
  { change, mask }: Pick<DraftContext, "change" | "mask">,
): CommentPlace {
  const wide = widenToRepair(place, finding, change);
  return renderRepair(finding, wide, mask) === null ? place : wide;
}

function renderRepair({ edit }: Finding, place: CommentPlace, mask: (text: string) => string): string | null {
  const code = edit?.lines.join("\n") ?? "";
  return edit === undefined || mask(code) !== code ? null : renderSuggestionBlock(edit, place);
}

/** Code with a gap in it is not shown as what a repair replaces. */
function maskReplaced({ edit, ...finding }: Finding, mask: (text: string) => string): Finding {
  if (edit === undefined) return finding;
  const { replaced = [], ...others } = edit;
  const code = replaced.join("\n");
  return { ...finding, edit: code === "" || mask(code) !== code ? others : edit };
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
