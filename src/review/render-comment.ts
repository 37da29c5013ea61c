import type { Finding } from "../domain/finding.ts";
import { describeConfidence } from "./describe-finding.ts";
import { longestBody } from "./draft-context.ts";
import { renderInlineCode } from "./escape-markdown.ts";
import { nameSeverity, renderCwe, renderMarkdownExplanation, renderTitle } from "./render-markdown-defect.ts";
import { renderWithin } from "./shorten-finding.ts";

/** The body of a comment on the lines of a finding. GitHub shows the code itself. */
export function renderComment(finding: Finding): string {
  return renderWithin(finding, longestBody, renderWhole);
}

function renderWhole(finding: Finding): string {
  const facts = [renderCwe(finding.cwe), describeConfidence(finding.confidence)].filter(
    (fact) => fact !== null,
  );
  return [
    `**${nameSeverity(finding.severity)}: ${renderTitle(finding.title)}**`,
    facts.join(" · "),
    ...renderMarkdownExplanation(finding),
    renderCommandHint(finding.id),
  ].join("\n\n");
}

/** In small print: the id of a finding and what to write about it. */
export function renderCommandHint(id: string): string {
  const dismiss = renderInlineCode(`/dismiss ${id} false-positive because …`);
  return `<sub>${renderInlineCode(id)} · Not a defect here? Comment ${dismiss}</sub>`;
}
