import type { Finding } from "../domain/finding.ts";
import type { ReviewResult } from "../domain/review.ts";
import type { InlineComment, ReviewDraft } from "../domain/review-draft.ts";
import { composeCheck } from "./compose-check.ts";
import { composePlaceUrl } from "./compose-permalink.ts";
import { countNoun } from "./count-noun.ts";
import { createPage, type Page } from "./create-page.ts";
import { decideVerdict } from "./decide-verdict.ts";
import { type DraftContext, longestBody } from "./draft-context.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { groupDefects } from "./group-defects.ts";
import type { PlacedFindings, SummaryReason } from "./place-findings.ts";
import type { ReconciledFindings } from "./reconcile-findings.ts";
import { renderComment } from "./render-comment.ts";
import { renderDefectList } from "./render-defect-list.ts";
import { renderMarkdownDefect } from "./render-markdown-defect.ts";
import {
  renderDropped,
  renderMarkdownFooter,
  renderSuggestions,
  renderUnreviewed,
} from "./render-markdown-details.ts";
import { renderOpening } from "./render-opening.ts";
import { renderClosed, renderSinceLast } from "./render-since-last.ts";
import { renderWithin, shorten } from "./shorten-finding.ts";
import { summarizeCoverage } from "./summarize-coverage.ts";

export interface DraftInput {
  /** Its own list of defects is not shown: the reconciled findings take its place. */
  readonly result: ReviewResult;
  readonly reconciled: ReconciledFindings;
  /** All reconciled findings, placed. */
  readonly placed: PlacedFindings;
  readonly context: DraftContext;
}

/** Kept free for the sentence that says what was left out. */
const reserve = 300;
const longestNotice = 2_000;
/** Longest section about one defect in the body, so that one long text does not push out all others. */
const longestSection = 12_000;

/**
 * One review, ready to be posted: body, comments and check. Nothing of a change, a model or a person reaches it
 * unescaped. The verdict is decided here from the ledger and the reconciled findings.
 */
export function renderReviewDraft({ result, reconciled, placed, context }: DraftInput): ReviewDraft {
  const whole: ReviewResult = { ...result, head: context.headSha, defects: reconciled.findings };
  return {
    verdict: decideVerdict(whole).verdict,
    body: renderBody({ result: whole, reconciled, placed, context }),
    comments: placed.inline.map(
      ({ finding, place }): InlineComment => ({
        finding: finding.id,
        ...place,
        body: renderComment(finding),
      }),
    ),
    check: composeCheck(whole, context),
  };
}

function renderBody(input: DraftInput): string {
  const { result, reconciled, context } = input;
  const coverage = summarizeCoverage(result.coverage);
  const { verdictLine } = decideVerdict(result);
  const footer = renderFooter(result, context);
  const page = createPage(longestBody - footer.length - reserve);
  page.add(`## ${verdictLine}`);
  page.add(renderOpening(result, context.headSha));
  const sinceLast = renderSinceLast(reconciled, context.previousHead);
  const opening = [
    sinceLast,
    ...result.notices.map(({ text }) => `**Note.** ${escapeMarkdown(shorten(text, longestNotice))}`),
  ];
  const leftOpening = countLeft(page, opening);
  const leftDefects = addDefects(page, input);
  const leftDetails = countLeft(page, [
    renderUnreviewed(coverage),
    ...renderClosed(reconciled, context.mask),
    renderSuggestions(result.suggestions),
    renderDropped(result.dropped),
  ]);
  const cut = describeCut(leftDefects, leftOpening + leftDetails);
  return `${[...page.sections, ...cut, footer].join("\n\n")}\n`;
}

/** Adds what fits and is not empty; how many sections did not fit. */
function countLeft(page: Page, sections: readonly string[]): number {
  return sections.filter((section) => section !== "" && !page.add(section)).length;
}

/** Those with a comment on their lines in a list, the others in full; how many did not fit. */
function addDefects(page: Page, { reconciled, placed, context }: DraftInput): number {
  const { detected, unexamined } = groupDefects(reconciled.findings);
  const inFull = selectInFull(placed);
  const isInFull = ({ id }: Finding) => inFull.has(id);
  const listed = detected.filter((finding) => !isInFull(finding));
  let left = addList(page, listed, context);
  left += addSections(page, detected.filter(isInFull), context);
  if (unexamined.length === 0) return left;
  page.add("## Matched by a rule, not examined by a model");
  left += addList(
    page,
    unexamined.filter((finding) => !isInFull(finding)),
    context,
  );
  return left + addSections(page, unexamined.filter(isInFull), context);
}

/** What no comment tells, neither now nor in an earlier review. */
function selectInFull({ summary }: PlacedFindings): ReadonlySet<string> {
  const isTold = (reason: SummaryReason) => reason === "already-commented";
  return new Set(summary.filter(({ reason }) => !isTold(reason)).map(({ finding }) => finding.id));
}

function addList(page: Page, findings: readonly Finding[], context: DraftContext): number {
  const list = renderDefectList(findings, context);
  return list === "" || page.add(list) ? 0 : findings.length;
}

function addSections(page: Page, findings: readonly Finding[], context: DraftContext): number {
  return findings.filter((finding) => {
    const url = composePlaceUrl(finding.place, context);
    return !page.add(renderWithin(finding, longestSection, (shown) => renderMarkdownDefect(shown, url)));
  }).length;
}

function describeCut(defects: number, details: number): readonly string[] {
  if (defects + details === 0) return [];
  const what = defects === 0 ? "Some details are" : `${countNoun(defects, "defect")} and what follows are`;
  return [
    `${what} left out here: the review is too long for one comment. The checks tab marks every defect.`,
  ];
}

function renderFooter(result: ReviewResult, { docsUrl }: DraftContext): string {
  const docs = docsUrl === null ? "" : ` · [documentation](${docsUrl})`;
  return `${renderMarkdownFooter(result)}  \n<sub>Commands: \`/review\` · \`/dismiss\` · \`/explain\` · \`/help\`${docs}</sub>`;
}
