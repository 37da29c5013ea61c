import type { Finding, Severity } from "../../domain/finding.ts";
import type { ReviewResult } from "../../domain/review.ts";
import type { Annotation, CheckDraft } from "../../domain/review-draft.ts";
import { cutText } from "../answer/cut-text.ts";
import { groupDefects, severityOrder } from "../findings/group-defects.ts";
import { locateHeadLine } from "../findings/locate-head-line.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { decideVerdict } from "../verdict/decide-verdict.ts";
import { describeConfidence, readCweNumber } from "../verdict/describe-finding.ts";
import { summarizeCoverage } from "../verdict/summarize-coverage.ts";
import { composePlaceUrl } from "./compose-permalink.ts";
import { createPage } from "./create-page.ts";
import { type DraftContext, longestBody } from "./draft-context.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { renderDefectList } from "./render-defect-entries.ts";
import { nameSeverity } from "./render-markdown-defect.ts";
import { renderMarkdownFooter, renderUnreviewed } from "./render-markdown-details.ts";
import { renderOpening } from "./render-opening.ts";
import { renderUnreported } from "./render-unreported.ts";
import { shorten, shortenFinding } from "./shorten-finding.ts";
import { showFix } from "./show-fix.ts";
import { showLine } from "./show-text.ts";

const mostAnnotations = 200;
// GitHub's limits are 255 characters for a title and 64 KB for a message; a character has up to three bytes here.
const longestTitle = 255;
const longestMessage = 16_000;
const longestText = 4_000;
const mostFixLines = 60;

/**
 * What the checks tab shows. Green only when everything was reviewed and nothing found; red for open defects at or
 * above the threshold, whatever else is missing; anything else is neutral.
 */
export function composeCheck(result: ReviewResult, context: DraftContext): CheckDraft {
  const { verdict, verdictLine } = decideVerdict(result);
  const { detected } = groupDefects(result.defects);
  const isFailure = detected.some((finding) => isAtLeast(finding.severity, context.failOn));
  return {
    conclusion: isFailure ? "failure" : verdict === "no-defects" ? "success" : "neutral",
    title: verdictLine,
    summary: renderSummary(result, detected, context),
    annotations: detected.slice(0, mostAnnotations).map((finding) => annotate(finding, context)),
  };
}

function isAtLeast(severity: Severity, threshold: DraftContext["failOn"]): boolean {
  return threshold !== "never" && severityOrder.indexOf(severity) <= severityOrder.indexOf(threshold);
}

function renderSummary(result: ReviewResult, detected: readonly Finding[], context: DraftContext): string {
  const coverage = summarizeCoverage(result.coverage);
  const footer = renderMarkdownFooter(result);
  const page = createPage(longestBody - footer.length);
  page.add(renderOpening(result, context.headSha));
  const sections = [
    ...result.notices.map((notice) => `**Note.** ${escapeMarkdown(shorten(notice.text, longestText))}`),
    renderDefectList(detected, context),
    detected.length > mostAnnotations
      ? `The first ${countNoun(mostAnnotations, "defect")} are marked in the files.`
      : "",
    renderUnreviewed(coverage),
    renderUnreported(result, (place) => composePlaceUrl(place, context)),
  ];
  for (const section of sections) if (section !== "") page.add(section);
  return [...page.sections, footer].join("\n\n");
}

function annotate(finding: Finding, context: DraftContext): Annotation {
  const { startLine, endLine } = locateLines(finding, context);
  return {
    path: finding.place.path,
    startLine,
    endLine,
    level: describeAnnotationLevel(finding.severity),
    title: cutText(showLine(`${nameSeverity(finding.severity)}: ${finding.title}`), longestTitle),
    message: cutText(renderMessage(finding), longestMessage),
  };
}

/** Annotations stand at the head: removed code is marked where it was, and at the top of a file that is gone. */
function locateLines({ place }: Finding, { change }: DraftContext): { startLine: number; endLine: number } {
  if (place.side === "RIGHT") return place;
  const named = change.files[place.file];
  const line = named?.path === place.path ? (locateHeadLine(named, place.startLine) ?? 1) : 1;
  return { startLine: line, endLine: line };
}

function describeAnnotationLevel(severity: Severity): Annotation["level"] {
  if (severity === "critical" || severity === "high") return "failure";
  return severity === "medium" ? "warning" : "notice";
}

/** Plain text: GitHub shows it as it is. No line begins with text from elsewhere. */
function renderMessage(finding: Finding): string {
  const cweNumber = readCweNumber(finding.cwe);
  const facts = [
    `Id ${showLine(finding.id)}`,
    ...(cweNumber === null ? [] : [`CWE-${cweNumber}`]),
    describeConfidence(finding.confidence),
    ...(finding.place.side === "LEFT" ? ["about code that this change removes"] : []),
  ];
  return [
    facts.join(" · "),
    ...label("What is wrong", finding.explanation),
    ...label("Attack", finding.attack ?? ""),
    ...labelFix(finding),
  ].join("\n\n");
}

function label(name: string, text: string): readonly string[] {
  const shown = showLine(shorten(text, longestText));
  return shown === "" ? [] : [`${name}: ${shown}`];
}

function labelFix(finding: Finding): readonly string[] {
  const shown = showFix(shortenFinding(finding, longestText));
  if (shown === null) return label("Fix", finding.fix ?? "");
  const rows = shown.rows.slice(0, mostFixLines).map(({ sign, text }) => `  ${sign} ${text}`.trimEnd());
  return [[["Fix:", shown.where].join(" ").trimEnd(), ...rows].join("\n")];
}
