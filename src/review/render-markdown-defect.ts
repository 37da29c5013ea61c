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

/** One defect as a section of its own. `url` is a permanent link to its lines, built by our own code. */
export function renderMarkdownDefect(finding: Finding, url: string | null = null): string {
  const facts = [
    renderMarkdownPlace(finding.place, url),
    renderCwe(finding.cwe),
    describeConfidence(finding.confidence),
    describeStatus(finding.status),
    renderInlineCode(finding.id),
  ].filter((fact) => fact !== null && fact !== "");
  return [
    `### ${nameSeverity(finding.severity)}: ${renderTitle(finding.title)}`,
    facts.join(" · "),
    renderQuoteBlock(finding.place),
    ...renderMarkdownExplanation(finding),
  ].join("\n\n");
}

/** What is wrong, what an attacker does, and the fix: a paragraph or block each. */
export function renderMarkdownExplanation(finding: Finding): readonly string[] {
  return [
    ...renderLabelled("What is wrong", finding.explanation),
    ...(finding.attack === null ? [] : renderLabelled("Attack", finding.attack)),
    ...(finding.fix === null ? [] : renderFix(finding.fix, finding.place)),
  ];
}

/** A severity as the first word of a line. */
export function nameSeverity(severity: Finding["severity"]): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
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

/** A title as a part of a line; never empty. */
export function renderTitle(title: string): string {
  return escapeMarkdown(title) || "(no title)";
}

/** Path and lines as code; a link where `url` is given. */
export function renderMarkdownPlace(place: Place, url: string | null = null): string {
  const code = renderInlineCode(describePlace(place));
  const shown = url === null ? code : `[${code}](${url})`;
  return place.side === "LEFT" ? `${shown} (removed by this change)` : shown;
}

/** The number of a weakness with a link to its page; null for anything that is not one. */
export function renderCwe(cwe: string | null): string | null {
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
