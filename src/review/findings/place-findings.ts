import type { ChangedFile, ChangeSet, DiffLine, RepoPath, Side } from "../../domain/change-set.ts";
import type { Finding, Place, Severity } from "../../domain/finding.ts";
import { compareFindings, severityOrder } from "./group-defects.ts";

/** More comments than this make a review that nobody reads. */
const mostInline = 30;

/** Where GitHub puts a comment: lines of one hunk, on one side. */
export interface CommentPlace {
  readonly path: RepoPath;
  readonly side: Side;
  /** Null for a single line. */
  readonly startLine: number | null;
  readonly line: number;
}

/**
 * Why a finding stands in the body of the review only. `unexamined`: a rule matched and no model looked.
 * `already-commented`: it is not new, so an earlier review told it.
 */
export type SummaryReason =
  | "below-threshold"
  | "outside-diff"
  | "already-commented"
  | "over-limit"
  | "unexamined";

/** Every finding is in exactly one of the two lists, both worst first. */
export interface PlacedFindings {
  readonly inline: readonly { readonly finding: Finding; readonly place: CommentPlace }[];
  readonly summary: readonly { readonly finding: Finding; readonly reason: SummaryReason }[];
}

/** Decides where each finding is said. Comments stand only on lines that GitHub takes: those that one hunk shows. */
export function placeFindings(
  findings: readonly Finding[],
  change: ChangeSet,
  options: { readonly commentFrom: Severity },
): PlacedFindings {
  const inline: { finding: Finding; place: CommentPlace }[] = [];
  const summary: { finding: Finding; reason: SummaryReason }[] = [];
  for (const finding of findings.toSorted(compareFindings)) {
    const reason = findObstacle(finding, options.commentFrom);
    const place = findCommentPlace(finding.place, change);
    if (reason !== null) summary.push({ finding, reason });
    else if (place === null) summary.push({ finding, reason: "outside-diff" });
    else if (inline.length >= mostInline) summary.push({ finding, reason: "over-limit" });
    else inline.push({ finding, place });
  }
  return { inline, summary };
}

function findObstacle(finding: Finding, commentFrom: Severity): SummaryReason | null {
  if (finding.status !== "new") return "already-commented";
  if (finding.confidence === "pattern") return "unexamined";
  const isBelow = severityOrder.indexOf(finding.severity) > severityOrder.indexOf(commentFrom);
  return isBelow ? "below-threshold" : null;
}

/** The part of a place that one hunk shows: the first hunk that it touches. Null where it touches none. */
export function findCommentPlace(place: Place, change: ChangeSet): CommentPlace | null {
  const file = findFile(place, change);
  if (file === undefined || file.unreadable !== null) return null;
  for (const hunk of file.hunks) {
    const lines = hunk.lines
      .map((line) => numberOn(line, place.side))
      .filter((line) => line !== null && line >= place.startLine && line <= place.endLine);
    const line = lines.at(-1) ?? null;
    if (line === null) continue;
    const start = lines[0] ?? line;
    return { path: file.path, side: place.side, startLine: start < line ? start : null, line };
  }
  return null;
}

/**
 * The lines of a repair where a comment on them can offer it: they hold all of the finding, and one hunk shows every
 * one of them, as GitHub wants of a comment on several lines. Else the place as it is.
 */
export function widenToRepair(
  place: CommentPlace,
  { place: own, edit }: Finding,
  change: ChangeSet,
): CommentPlace {
  if (edit === undefined || own.side !== "RIGHT" || place.side !== "RIGHT") return place;
  const { startLine, endLine } = edit;
  if (startLine > own.startLine || endLine < own.endLine) return place;
  const shown = findCommentPlace({ ...own, startLine, endLine }, change);
  if (shown === null || shown.path !== place.path) return place;
  const isWhole = (shown.startLine ?? shown.line) === startLine && shown.line === endLine;
  return isWhole ? shown : place;
}

function findFile(place: Place, change: ChangeSet): ChangedFile | undefined {
  const named = change.files[place.file];
  return named?.path === place.path ? named : change.files.find((file) => file.path === place.path);
}

function numberOn(line: DiffLine, side: Side): number | null {
  return side === "LEFT" ? line.oldLine : line.newLine;
}
