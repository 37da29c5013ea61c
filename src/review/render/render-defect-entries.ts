import type { Finding } from "../../domain/finding.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { describeStatus } from "../verdict/describe-finding.ts";
import { composePlaceUrl } from "./compose-permalink.ts";
import type { DraftContext } from "./draft-context.ts";
import { renderInlineCode } from "./escape-markdown.ts";
import { fold } from "./fold.ts";
import { renderQuoteBlock } from "./render-code-block.ts";
import {
  renderCertainty,
  renderMarkdownExplanation,
  renderMarkdownPlace,
  renderTitle,
  showSeverity,
} from "./render-markdown-defect.ts";
import { renderWithin, shorten } from "./shorten-finding.ts";

/** Longest list without details, in UTF-16 units: it must leave room for what stands below it. */
const longestList = 20_000;
/** Longest details of one defect, so that one long text does not push out all others. */
const longestDetails = 12_000;
const longestTitle = 200;

export interface EntryOptions {
  readonly context: DraftContext;
  /** Whether a comment tells everything about it, now or in an earlier review. */
  readonly isTold: (finding: Finding) => boolean;
  /** Most UTF-16 units for all entries. */
  readonly room: number;
}

export interface DefectEntries {
  readonly entries: readonly string[];
  /** Findings that did not fit at all. */
  readonly left: number;
  /** Findings whose details did not fit. */
  readonly withoutDetails: number;
}

/**
 * Findings in their order: two lines each, what and where, and folded below them what no comment tells. Every
 * finding gets its lines before any gets its details.
 */
export function renderDefectEntries(
  findings: readonly Finding[],
  { context, isTold, room }: EntryOptions,
): DefectEntries {
  const lines = selectFitting(
    findings.map((finding) => renderDefectEntry(finding, context)),
    room,
  );
  let free = room - lines.reduce((sum, { length }) => sum + length + 2, 0);
  let withoutDetails = 0;
  const entries = findings.slice(0, lines.length).map((finding, index) => {
    const entry = lines[index] ?? "";
    if (isTold(finding)) return entry;
    const details = renderWithin(finding, longestDetails, renderDetails);
    if (details.length + 2 > free) {
      withoutDetails += 1;
      return entry;
    }
    free -= details.length + 2;
    return `${entry}\n\n${details}`;
  });
  return { entries, left: findings.length - lines.length, withoutDetails };
}

/** Findings in two lines each, without details; what does not fit is counted. Empty when there are none. */
export function renderDefectList(findings: readonly Finding[], context: DraftContext): string {
  const lines = selectFitting(
    findings.map((finding) => renderDefectEntry(finding, context)),
    longestList,
  );
  const rest = findings.length - lines.length;
  return [...lines, ...(rest > 0 ? [`And ${countNoun(rest, "more finding")}.`] : [])].join("\n\n");
}

function renderDefectEntry(finding: Finding, context: DraftContext): string {
  const where = [
    renderMarkdownPlace(finding.place, composePlaceUrl(finding.place, context)),
    finding.confidence === "unverified" ? finding.confidence : "",
    describeStatus(finding.status) ?? "",
    renderInlineCode(finding.id),
  ];
  return [
    `${showSeverity(finding.severity)} · ${renderTitle(shorten(finding.title, longestTitle))}`,
    where.filter((part) => part !== "").join(" · "),
  ].join("  \n");
}

function renderDetails(finding: Finding): string {
  const sections = [
    renderCertainty(finding),
    renderQuoteBlock(finding.place),
    ...renderMarkdownExplanation(finding),
  ];
  const what = finding.fix === null ? "Evidence" : "Evidence and fix";
  // Several of them may follow each other. As code, because GitHub looks for commits in everything else.
  const whose = /^A-[0-9a-f]{8}$/.test(finding.id) ? ` for <code>${finding.id}</code>` : "";
  return fold(`${what}${whose}`, [sections.join("\n\n")]);
}

/** The first texts that fit together, with an empty line between them. */
function selectFitting(texts: readonly string[], room: number): readonly string[] {
  let free = room;
  const end = texts.findIndex((text) => {
    free -= text.length + 2;
    return free < 0;
  });
  return end === -1 ? texts : texts.slice(0, end);
}
