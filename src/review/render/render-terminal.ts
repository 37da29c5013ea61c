import type { Finding, Severity } from "../../domain/finding.ts";
import type { ReviewResult } from "../../domain/review.ts";
import { groupDefects, severityOrder } from "../findings/group-defects.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { decideVerdict } from "../verdict/decide-verdict.ts";
import {
  describePlace,
  mostUnreported,
  unreportedHeading,
  unreportedNote,
} from "../verdict/describe-finding.ts";
import { describeDropReason } from "../verdict/describe-reason.ts";
import { describeUsage } from "../verdict/describe-usage.ts";
import { groupUnreviewed } from "../verdict/group-unreviewed.ts";
import { type CoverageSummary, summarizeCoverage } from "../verdict/summarize-coverage.ts";
import { renderCoverageLine } from "./render-coverage-line.ts";
import {
  renderTerminalDefect,
  renderTerminalHeading,
  renderTerminalPlace,
  type TerminalPage,
} from "./render-terminal-defect.ts";
import { renderTerminalPatterns } from "./render-terminal-patterns.ts";
import { showLine } from "./show-text.ts";
import { createTerminalStyle } from "./style-terminal.ts";
import { wrapPhrases, wrapText } from "./wrap-text.ts";

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; lines are wrapped at 40 to 100 of them. */
  readonly width: number;
  /** The severity from which on defects fail the run. */
  readonly failOn: Severity | "never";
}

const pathLimit = 10;
const indent = "    ";

/** The whole review for a terminal: the answer first, then what it rests on. Ends with a line feed. */
export function renderTerminal(result: ReviewResult, options: TerminalOptions): string {
  const page: TerminalPage = {
    style: createTerminalStyle(options.color),
    width: Math.min(100, Math.max(40, options.width)),
  };
  const coverage = summarizeCoverage(result.coverage);
  const groups = groupDefects(result.defects);
  const sections = [
    renderHead(result, coverage, page),
    renderNotices(result, page),
    ...severityOrder.flatMap((severity) =>
      renderDefects(
        severity.toUpperCase(),
        groups.detected.filter((finding) => finding.severity === severity),
        page,
      ),
    ),
    ...renderTerminalPatterns(groups.unexamined, page),
    renderUnreported(result, page),
    renderClosed("Fixed since the last review", groups.fixed, page),
    renderClosed("Dismissed", groups.dismissed, page),
    renderSuggestions(result, page),
    renderUnreviewed(coverage, page),
    renderFooter(result, page),
    renderThreshold(groups.detected, options.failOn, page),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function renderHead(
  result: ReviewResult,
  coverage: CoverageSummary,
  { style, width }: TerminalPage,
): readonly string[] {
  const { verdict, verdictLine, reasons } = decideVerdict(result);
  return [
    style.verdict(verdict, verdictLine),
    renderCoverageLine(coverage, result.head),
    ...reasons.slice(0, 1).flatMap((reason) => wrapText(reason, width).map(style.faint)),
  ];
}

function renderNotices(result: ReviewResult, { width }: TerminalPage): readonly string[] {
  return result.notices.flatMap((notice) => renderBullet("!", showLine(notice.text), width));
}

function renderDefects(
  heading: string,
  findings: readonly Finding[],
  page: TerminalPage,
): readonly (readonly string[])[] {
  if (findings.length === 0) return [];
  return [
    [renderTerminalHeading(heading, page)],
    ...findings.map((finding) => renderTerminalDefect(finding, page)),
  ];
}

function renderClosed(
  heading: string,
  findings: readonly Finding[],
  { style, width }: TerminalPage,
): readonly string[] {
  if (findings.length === 0) return [];
  return [
    style.strong(heading),
    ...findings.flatMap((finding) =>
      renderBullet("·", `${showLine(finding.title)} (${showLine(finding.id)})`, width),
    ),
  ];
}

function renderSuggestions(result: ReviewResult, { style, width }: TerminalPage): readonly string[] {
  if (result.suggestions.length === 0) return [];
  return [
    style.strong("Suggestions, none of them a security defect"),
    ...result.suggestions.flatMap((suggestion) => [
      ...renderBullet("·", `${showLine(suggestion.title)} (${suggestion.category})`, width),
      `    ${renderTerminalPlace(suggestion.place, style)}`,
      ...wrapText(showLine(suggestion.explanation), width - 4).map((line) => `    ${line}`),
    ]),
  ];
}

function renderUnreported(
  { unreported = [] }: ReviewResult,
  { style, width }: TerminalPage,
): readonly string[] {
  if (unreported.length === 0) return [];
  const rest = unreported.length - mostUnreported;
  return [
    style.strong(`${unreportedHeading}: ${unreported.length}`),
    ...wrapText(unreportedNote, width - indent.length).map((line) => indent + style.faint(line)),
    ...unreported.slice(0, mostUnreported).flatMap(({ severity, title, place, rule }) => {
      const where = `${describePlace(place)}${place.side === "LEFT" ? " (removed by this change)" : ""}`;
      const facts = [severity, where, title, ...(rule === null ? [] : [`rule ${rule}`])];
      return renderBullet("·", facts.map(showLine).join(" · "), width);
    }),
    ...(rest > 0 ? [`${indent}${style.faint(`and ${rest} more`)}`] : []),
  ];
}

function renderUnreviewed(coverage: CoverageSummary, { style, width }: TerminalPage): readonly string[] {
  const groups = groupUnreviewed(coverage);
  if (groups.length === 0) return [];
  const rows = groups.flatMap(({ sentence, detail: shared, files }) => {
    const rest = files.length - pathLimit;
    return [
      ...renderBullet("·", showLine(`${sentence} ${shared}`), width),
      ...files.slice(0, pathLimit).map(({ path, hunks, detail }) => {
        const extent = hunks === 0 ? "" : `  ${countNoun(hunks, "hunk")}`;
        return `    ${showLine(path)}${style.faint(extent + (detail === "" ? "" : `  ${showLine(detail)}`))}`;
      }),
      ...(rest > 0 ? [`    ${style.faint(`and ${countNoun(rest, "more file")}`)}`] : []),
    ];
  });
  return [style.strong("Not reviewed"), ...rows];
}

function renderFooter(result: ReviewResult, { style, width }: TerminalPage): readonly string[] {
  const dropped = result.dropped
    .filter(({ count }) => count > 0)
    .map(({ reason, count }) => `${count} because ${describeDropReason(reason)}`);
  const { model, figures } = describeUsage(result);
  const facts = [
    `change ${showLine(result.label)}`,
    ...(model === null ? [] : [`model ${showLine(model)}`]),
    ...figures,
    ...result.prompts.map(({ id, version }) => `${showLine(id)} ${showLine(version)}`),
    `depth ${result.depth}`,
  ];
  const lines = [
    ...(dropped.length === 0
      ? []
      : [...wrapText(`Claims of the model that were dropped: ${dropped.join("; ")}.`, width), ""]),
    ...wrapPhrases(facts, width),
  ];
  return lines.map(style.faint);
}

/** Says why a run with defects does not fail: otherwise a red review with exit code 0 looks like a mistake. */
function renderThreshold(
  detected: readonly Finding[],
  failOn: Severity | "never",
  { style, width }: TerminalPage,
): readonly string[] {
  if (detected.length === 0) return [];
  const failing = failOn === "never" ? [] : severityOrder.slice(0, severityOrder.indexOf(failOn) + 1);
  if (detected.some((finding) => failing.includes(finding.severity))) return [];
  const why =
    failOn === "never" ? "Defects do not fail this run" : `No defect is of severity ${failOn} or above`;
  return wrapText(`${why} (fail-on: ${failOn}).`, width).map(style.faint);
}

function renderBullet(bullet: string, text: string, width: number): readonly string[] {
  return wrapText(text, width - 4).map((line, index) =>
    index === 0 ? `  ${bullet} ${line}` : `    ${line}`,
  );
}
