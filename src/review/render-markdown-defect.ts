import type { Finding, Place, Suggestion } from "../domain/finding.ts";
import {
  composeCweUrl,
  describeConfidence,
  describePlace,
  describeStatus,
  readCweNumber,
} from "./describe-finding.ts";
import { escapeMarkdown, renderInlineCode } from "./escape-markdown.ts";
import { renderFixBlock, renderQuoteBlock } from "./render-code-block.ts";

/** One defect as a section of its own. */
export function renderMarkdownDefect(finding: Finding): string {
  const severity = finding.severity.charAt(0).toUpperCase() + finding.severity.slice(1);
  const facts = [
    renderMarkdownPlace(finding.place),
    renderCwe(finding.cwe),
    describeConfidence(finding.confidence),
    describeStatus(finding.status),
    renderInlineCode(finding.id),
  ].filter((fact) => fact !== null && fact !== "");
  return [
    `### ${severity}: ${renderTitle(finding.title)}`,
    facts.join(" · "),
    renderQuoteBlock(finding.place),
    ...renderLabelled("What is wrong", finding.explanation),
    ...(finding.attack === null ? [] : renderLabelled("Attack", finding.attack)),
    ...(finding.fix === null ? [] : renderFix(finding.fix, finding.place)),
  ].join("\n\n");
}

/** One suggestion as an item of a list. */
export function renderMarkdownSuggestion(suggestion: Suggestion): string {
  return [
    `- **${renderTitle(suggestion.title)}** (${suggestion.category})`,
    renderMarkdownPlace(suggestion.place),
    escapeMarkdown(suggestion.explanation),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** A defect that needs nobody's attention any more, as an item of a list. */
export function renderMarkdownClosed(finding: Finding): string {
  return `- ${finding.status} · **${renderTitle(finding.title)}** · ${renderMarkdownPlace(finding.place)}`;
}

function renderTitle(title: string): string {
  return escapeMarkdown(title) || "(no title)";
}

function renderMarkdownPlace(place: Place): string {
  const shown = renderInlineCode(describePlace(place));
  return place.side === "LEFT" ? `${shown} (removed by this change)` : shown;
}

function renderCwe(cwe: string | null): string | null {
  const cweNumber = readCweNumber(cwe);
  return cweNumber === null ? null : `[CWE-${cweNumber}](${composeCweUrl(cweNumber)})`;
}

function renderLabelled(label: string, text: string): readonly string[] {
  const escaped = escapeMarkdown(text);
  return escaped === "" ? [] : [`**${label}.** ${escaped}`];
}

/** A fix of several lines is code, or reads well enough as such; one of a single line is prose. */
function renderFix(fix: string, place: Place): readonly string[] {
  if (!fix.trim().includes("\n")) return renderLabelled("Fix", fix);
  return ["**Fix.**", renderFixBlock(fix, place)];
}
