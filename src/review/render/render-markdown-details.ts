import type { Suggestion } from "../../domain/finding.ts";
import type { ReviewResult } from "../../domain/review.ts";
import type { GroupedDefects } from "../findings/group-defects.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { describeDropReason } from "../verdict/describe-reason.ts";
import { describeUsage } from "../verdict/describe-usage.ts";
import { groupUnreviewed } from "../verdict/group-unreviewed.ts";
import type { CoverageSummary } from "../verdict/summarize-coverage.ts";
import { escapeMarkdown, renderInlineCode } from "./escape-markdown.ts";
import { fold } from "./fold.ts";
import { renderMarkdownClosed, renderMarkdownSuggestion } from "./render-markdown-defect.ts";
import { renderUnreported } from "./render-unreported.ts";

const pathLimit = 10;

/** Everything that a reader may want to unfold, each part closed in itself. */
export function renderMarkdownDetails(
  result: ReviewResult,
  coverage: CoverageSummary,
  groups: GroupedDefects,
): readonly string[] {
  const closed = [...groups.fixed, ...groups.dismissed];
  return [
    renderUnreviewed(coverage),
    renderUnreported(result),
    fold(`Fixed or dismissed since the last review: ${closed.length}`, closed.map(renderMarkdownClosed)),
    renderSuggestions(result.suggestions),
  ].filter((section) => section !== "");
}

/** In small print: how many claims were dropped, what the review was made with, and what it took. */
export function renderMarkdownFooter(result: ReviewResult): string {
  const { model, figures } = describeUsage(result);
  const parts = [
    ...(model === null ? [] : [renderInlineCode(model)]),
    ...figures,
    ...result.prompts.map(({ id, version }) => escapeMarkdown(`${id} ${version}`)),
    `depth ${result.depth}`,
  ];
  return [...describeDropped(result.dropped), parts.join(" · ")]
    .map((line) => `<sub>${line}</sub>`)
    .join("  \n");
}

/** Suggestions, folded; empty when there are none. */
export function renderSuggestions(suggestions: readonly Suggestion[]): string {
  return fold(
    `${countNoun(suggestions.length, "suggestion")}, not about a defect`,
    suggestions.map(renderMarkdownSuggestion),
  );
}

/** What was not reviewed and why, folded; empty when everything was. */
export function renderUnreviewed(coverage: CoverageSummary): string {
  const missing = coverage.files.total - coverage.files.reviewed;
  const items = groupUnreviewed(coverage).flatMap(({ sentence, detail: shared, files }) => {
    const rest = files.length - pathLimit;
    return [
      `- ${[sentence, escapeMarkdown(shared)].join(" ").trimEnd()}`,
      ...files.slice(0, pathLimit).map(({ path, hunks, detail }) => {
        const extent = hunks === 0 ? "" : ` · ${countNoun(hunks, "hunk")}`;
        return `  - ${renderInlineCode(path)}${extent}${detail === "" ? "" : ` · ${escapeMarkdown(detail)}`}`;
      }),
      ...(rest > 0 ? [`  - and ${countNoun(rest, "more file")}`] : []),
    ];
  });
  return fold(`Not reviewed: ${countNoun(missing, "file")}, in whole or in part`, items);
}

function describeDropped(dropped: ReviewResult["dropped"]): readonly string[] {
  const items = dropped.filter(({ count }) => count > 0);
  if (items.length === 0) return [];
  const reasons = items.map(({ reason, count }) => `${count} because ${describeDropReason(reason)}`);
  return [`Claims of the model that were dropped: ${reasons.join("; ")}.`];
}
