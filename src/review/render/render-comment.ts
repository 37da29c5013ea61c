import type { Finding } from "../../domain/finding.ts";
import { longestBody } from "./draft-context.ts";
import { renderInlineCode } from "./escape-markdown.ts";
import { renderCertainty, renderHeadline, renderMarkdownExplanation } from "./render-markdown-defect.ts";
import { renderWithin } from "./shorten-finding.ts";

/** The body of a comment on the lines of a finding. GitHub shows the code itself. */
export function renderComment(finding: Finding): string {
  return renderWithin(finding, longestBody, renderWhole);
}

function renderWhole(finding: Finding): string {
  return [
    `${renderHeadline(finding, "**")}  \n${renderCertainty(finding)}`,
    ...renderMarkdownExplanation(finding),
    renderCommandHint(finding.id),
  ].join("\n\n");
}

/** In small print: the id of a finding and what to write about it. */
export function renderCommandHint(id: string): string {
  const dismiss = renderInlineCode(`/dismiss ${id} false-positive because …`);
  return `<sub>${renderInlineCode(id)} · Not a defect here? Comment ${dismiss}</sub>`;
}
