import type { Finding } from "../../domain/finding.ts";
import type { ReviewResult } from "../../domain/review.ts";
import { groupDefects } from "../findings/group-defects.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { decideVerdict } from "../verdict/decide-verdict.ts";
import { patternHeading, patternNote } from "../verdict/describe-finding.ts";
import { summarizeCoverage } from "../verdict/summarize-coverage.ts";
import { createPage, type Page } from "./create-page.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { renderCoverageLine } from "./render-coverage-line.ts";
import { renderMarkdownDefect } from "./render-markdown-defect.ts";
import { renderMarkdownDetails, renderMarkdownFooter } from "./render-markdown-details.ts";

export interface MarkdownOptions {
  /** Most UTF-16 units that the text may have. GitHub refuses bodies of more than 65,536 characters. */
  readonly maxLength: number;
}

/** Kept free for the sentences that say what was left out. */
const reserve = 300;

/**
 * The whole review as Markdown. No text from the change or a model reaches it unescaped, and no line begins with
 * such text. Sections that do not fit are left out whole, and counted.
 */
export function renderMarkdown(
  result: ReviewResult,
  options: MarkdownOptions = { maxLength: 60_000 },
): string {
  const { verdictLine, reasons } = decideVerdict(result);
  const coverage = summarizeCoverage(result.coverage);
  const groups = groupDefects(result.defects);
  const footer = renderMarkdownFooter(result);
  const page = createPage(options.maxLength - footer.length - reserve);
  page.add(`## ${verdictLine}`);
  page.add([renderCoverageLine(coverage, result.head), ...reasons.slice(0, 1)].join("  \n"));
  const notices = result.notices.filter((notice) => !page.add(`**Note.** ${escapeMarkdown(notice.text)}`));
  const defects = addDefects(page, groups.detected);
  let unexamined = 0;
  if (groups.unexamined.length > 0) {
    page.add(`## ${patternHeading}\n\n${patternNote}`);
    unexamined = addDefects(page, groups.unexamined);
  }
  const details = renderMarkdownDetails(result, coverage, groups).filter((section) => !page.add(section));
  const left = defects + unexamined + notices.length + details.length;
  const cut = left === 0 ? [] : [`${describeCut(defects + unexamined)} Run Assay locally to see everything.`];
  return `${[...page.sections, ...cut, footer].join("\n\n")}\n`;
}

function addDefects(page: Page, findings: readonly Finding[]): number {
  return findings.filter((finding) => !page.add(renderMarkdownDefect(finding))).length;
}

function describeCut(defects: number): string {
  if (defects === 0) return "Some details are left out: the review is too long for one comment.";
  return `Left out: ${countNoun(defects, "defect")}, because the review is too long for one comment.`;
}
