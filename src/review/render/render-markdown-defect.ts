import type { Finding, Place, Suggestion } from "../../domain/finding.ts";
import {
  composeCweUrl,
  describeConfidence,
  describePlace,
  describeStatus,
  readCweNumber,
  readQuestion,
} from "../verdict/describe-finding.ts";
import { escapeMarkdown, renderInlineCode } from "./escape-markdown.ts";
import { renderFixBlock, renderQuoteBlock } from "./render-code-block.ts";
import { showFix } from "./show-fix.ts";

/** Beside the word, never instead of it: it makes the worst of a long list stand out. */
const squares: Readonly<Record<Finding["severity"], string>> = {
  critical: "🟥",
  high: "🟧",
  medium: "🟨",
  low: "🟦",
};

/** One defect as a section of its own. `url` is a permanent link to its lines, built by our own code. */
export function renderMarkdownDefect(finding: Finding, url: string | null = null): string {
  const facts = [
    renderMarkdownPlace(finding.place, url),
    renderCertainty(finding),
    describeStatus(finding.status),
    renderInlineCode(finding.id),
  ].filter((fact) => fact !== null && fact !== "");
  return [
    renderHeadline(finding, "### "),
    facts.join(" · "),
    renderQuoteBlock(finding.place),
    ...renderMarkdownExplanation(finding),
  ].join("\n\n");
}

/** What a comment or section about a finding begins with: its severity and title. */
export function renderHeadline({ severity, title }: Finding, start: "### " | "**"): string {
  const end = start === "**" ? start : "";
  return `${start}${squares[severity]} ${nameSeverity(severity)}: ${renderTitle(title)}${end}`;
}

/** A severity as the beginning of a paragraph that may be one of many. */
export function showSeverity(severity: Finding["severity"]): string {
  return `${squares[severity]} **${nameSeverity(severity)}**`;
}

/** The weakness, how sure the finding is and, of a mere pattern, the rule that matched: one line. */
export function renderCertainty({ cwe, confidence, rule }: Finding): string {
  const ruleName = confidence === "pattern" && rule !== null ? renderInlineCode(rule) : "";
  return [renderCwe(cwe) ?? "", describeConfidence(confidence), ruleName]
    .filter((fact) => fact !== "")
    .join(" · ");
}

/** What is wrong, what an attacker does, and the fix: a paragraph or block each. Of a mere pattern: the question. */
export function renderMarkdownExplanation(finding: Finding): readonly string[] {
  const question = readQuestion(finding);
  if (question !== null) return renderLabelled("To decide", question);
  return [
    ...renderLabelled("What is wrong", finding.explanation),
    ...(finding.attack === null ? [] : renderLabelled("Attack", finding.attack)),
    ...renderFix(finding),
  ];
}

/** A severity as the first word of a line. */
export function nameSeverity(severity: Finding["severity"]): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}

/** One suggestion as an item of a list: what, and in a second line where and why. */
export function renderMarkdownSuggestion({ title, category, place, explanation }: Suggestion): string {
  // The place comes first, so that no line begins with text from elsewhere.
  const details = [renderMarkdownPlace(place), escapeMarkdown(explanation)].filter((part) => part !== "");
  return `- **${renderTitle(title)}** (${category})  \n  ${details.join(" · ")}`;
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
function renderCwe(cwe: string | null): string | null {
  const cweNumber = readCweNumber(cwe);
  return cweNumber === null ? null : `[CWE-${cweNumber}](${composeCweUrl(cweNumber)})`;
}

function renderLabelled(label: string, text: string): readonly string[] {
  const escaped = escapeMarkdown(text);
  return escaped === "" ? [] : [`**${label}.** ${escaped}`];
}

function renderFix(finding: Finding): readonly string[] {
  const shown = showFix(finding);
  if (shown === null) return renderLabelled("Fix", finding.fix ?? "");
  return [["**Fix.**", shown.where].join(" ").trimEnd(), renderFixBlock(shown)];
}
