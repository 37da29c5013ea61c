import type { Finding } from "../../domain/finding.ts";
import type { ReviewResult } from "../../domain/review.ts";
import type { InlineComment, ReviewDraft } from "../../domain/review-draft.ts";
import { groupDefects } from "../findings/group-defects.ts";
import type { PlacedFindings, SummaryReason } from "../findings/place-findings.ts";
import type { ReconciledFindings } from "../findings/reconcile-findings.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { decideVerdict } from "../verdict/decide-verdict.ts";
import { patternHeading, patternNote } from "../verdict/describe-finding.ts";
import { summarizeCoverage } from "../verdict/summarize-coverage.ts";
import { composeCheck } from "./compose-check.ts";
import { composePlaceUrl } from "./compose-permalink.ts";
import { createPage, type Page } from "./create-page.ts";
import { type DraftContext, longestBody } from "./draft-context.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { placeComment, renderComment } from "./render-comment.ts";
import { type DefectEntries, renderDefectEntries } from "./render-defect-entries.ts";
import { renderMarkdownFooter, renderSuggestions, renderUnreviewed } from "./render-markdown-details.ts";
import { renderOpening } from "./render-opening.ts";
import { renderClosed, renderSinceLast } from "./render-since-last.ts";
import { renderUnreported } from "./render-unreported.ts";
import { shorten } from "./shorten-finding.ts";

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
/** Kept free by the defects for what stands below them. */
const reserveBelow = 6_000;

/**
 * One review, ready to be posted: body, comments and check. Nothing of a change, a model or a person reaches it
 * unescaped. The verdict is decided here from the ledger and the reconciled findings.
 */
export function renderReviewDraft({ result, reconciled, placed, context }: DraftInput): ReviewDraft {
  const whole: ReviewResult = { ...result, head: context.headSha, defects: reconciled.findings };
  return {
    verdict: decideVerdict(whole).verdict,
    body: renderBody({ result: whole, reconciled, placed, context }),
    comments: placed.inline.map(({ finding, place: shown }): InlineComment => {
      const place = placeComment(finding, shown, context);
      return { finding: finding.id, ...place, body: renderComment(finding, place, context.mask) };
    }),
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
  const defects = addDefects(page, input);
  const leftDetails = countLeft(page, [
    renderUnreviewed(coverage),
    renderUnreported(result, (place) => composePlaceUrl(place, context)),
    ...renderClosed(reconciled, context.mask),
    renderSuggestions(result.suggestions),
  ]);
  const cut = describeCut(defects.left, leftOpening + defects.withoutDetails + leftDetails);
  return `${[...page.sections, ...cut, footer].join("\n\n")}\n`;
}

/** Adds what fits and is not empty; how many sections did not fit. */
function countLeft(page: Page, sections: readonly string[]): number {
  return sections.filter((section) => section !== "" && !page.add(section)).length;
}

/** Two lines each, with details for those that no comment tells. */
function addDefects(page: Page, { reconciled, placed, context }: DraftInput): Omit<DefectEntries, "entries"> {
  const untold = selectUntold(placed);
  const isTold = ({ id }: Finding) => !untold.has(id);
  const { detected, unexamined } = groupDefects(reconciled.findings);
  const add = (findings: readonly Finding[]) => {
    const added = renderDefectEntries(findings, { context, isTold, room: page.free() - reserveBelow });
    for (const entry of added.entries) page.add(entry);
    return added;
  };
  const counted = add(detected);
  if (unexamined.length === 0) return counted;
  page.add(`### ${patternHeading}\n\n${patternNote}`);
  const matched = add(unexamined);
  return {
    left: counted.left + matched.left,
    withoutDetails: counted.withoutDetails + matched.withoutDetails,
  };
}

/** What no comment tells, neither now nor in an earlier review. */
function selectUntold({ summary }: PlacedFindings): ReadonlySet<string> {
  const isTold = (reason: SummaryReason) => reason === "already-commented";
  return new Set(summary.filter(({ reason }) => !isTold(reason)).map(({ finding }) => finding.id));
}

function describeCut(defects: number, details: number): readonly string[] {
  if (defects + details === 0) return [];
  const what = defects === 0 ? "Some details are" : `${countNoun(defects, "defect")} and some details are`;
  return [
    `${what} left out here: the review is too long for one comment. The checks tab marks every defect.`,
  ];
}

function renderFooter(result: ReviewResult, { docsUrl }: DraftContext): string {
  const docs = docsUrl === null ? "" : ` · [documentation](${docsUrl})`;
  return `${renderMarkdownFooter(result)}  \n<sub>Commands: \`/review\` · \`/dismiss\` · \`/explain\` · \`/help\`${docs}</sub>`;
}
