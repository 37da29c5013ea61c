import type { CommitSha } from "../../domain/change-set.ts";
import type { ReviewResult } from "../../domain/review.ts";
import { decideVerdict } from "../verdict/decide-verdict.ts";
import { summarizeCoverage } from "../verdict/summarize-coverage.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { renderCoverageLine } from "./render-coverage-line.ts";
import { shorten } from "./shorten-finding.ts";

const mostGaps = 5;
const longestGap = 300;

/** What was reviewed, what could not be read, and the first reason why that is not everything: a line each. */
export function renderOpening(result: ReviewResult, head: CommitSha): string {
  const noticed = new Set(result.notices.map(({ text }) => text));
  const gaps = result.gaps.filter((gap) => !noticed.has(gap));
  const reason = decideVerdict(result).reasons.find((text) => !result.gaps.includes(text));
  const rest = gaps.length - mostGaps;
  return [
    renderCoverageLine(summarizeCoverage(result.coverage), head),
    ...gaps.slice(0, mostGaps).map((gap) => escapeMarkdown(shorten(gap, longestGap))),
    ...(rest > 0 ? [`And ${rest} more of this kind.`] : []),
    ...(reason === undefined ? [] : [reason]),
  ].join("  \n");
}
