import type { Finding, Severity } from "../../domain/finding.ts";

/** Severities, worst first. */
export const severityOrder: readonly Severity[] = ["critical", "high", "medium", "low"];

/** The defects of a review by what a reader has to do with them, each list worst first. */
export interface GroupedDefects {
  /** Counted in the verdict. */
  readonly detected: readonly Finding[];
  /** A rule matched and no model has looked at it. Not counted. */
  readonly unexamined: readonly Finding[];
  readonly dismissed: readonly Finding[];
  readonly fixed: readonly Finding[];
}

/**
 * Groups and orders defects. One that an earlier review found and this one did not (`not-seen-again`) still counts:
 * a change does not become clean because a model overlooks it at the second look.
 */
export function groupDefects(defects: readonly Finding[]): GroupedDefects {
  const sorted = defects.toSorted(compareFindings);
  const open = sorted.filter((finding) => finding.status !== "dismissed" && finding.status !== "fixed");
  return {
    detected: open.filter((finding) => finding.confidence !== "pattern"),
    unexamined: open.filter((finding) => finding.confidence === "pattern"),
    dismissed: sorted.filter((finding) => finding.status === "dismissed"),
    fixed: sorted.filter((finding) => finding.status === "fixed"),
  };
}

/** Worst first, then by place, then by id: the same for every run. */
export function compareFindings(left: Finding, right: Finding): number {
  return (
    severityOrder.indexOf(left.severity) - severityOrder.indexOf(right.severity) ||
    compareText(left.place.path, right.place.path) ||
    left.place.startLine - right.place.startLine ||
    compareText(left.id, right.id)
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
