import type { CommitSha } from "../../domain/change-set.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Dismissal } from "../../domain/memory.ts";
import type { ReconciledFindings } from "../findings/reconcile-findings.ts";
import { fold } from "./fold.ts";
import { renderClosedLines } from "./render-closed-lines.ts";

/** What changed since the last review, in one line; empty for the first review. */
export function renderSinceLast({ summary }: ReconciledFindings, previousHead: CommitSha | null): string {
  if (previousHead === null) return "";
  const counts = [
    [summary.new, "new"],
    [summary.stillPresent, "still present"],
    [summary.notSeenAgain, "not seen again"],
    [summary.fixed, "fixed"],
    [summary.dismissed, "dismissed"],
  ] as const;
  const said = counts.filter(([list]) => list.length > 0).map(([list, word]) => `${list.length} ${word}`);
  return `**Since the last review** of \`${previousHead.slice(0, 7)}\`: ${said.join(", ") || "no findings then or now"}.`;
}

/** What was fixed and what was dismissed, folded, each with its reason. */
export function renderClosed(
  reconciled: ReconciledFindings,
  mask: (text: string) => string,
): readonly string[] {
  const dismissals = new Map<string, Dismissal>();
  for (const { finding, dismissal } of reconciled.remembered) {
    if (dismissal === null) continue;
    dismissals.set(finding.id, { ...dismissal, because: mask(dismissal.because) });
  }
  const { fixed, dismissed } = reconciled.summary;
  return [
    foldFindings("Fixed since the last review", fixed, new Map()),
    foldFindings("Dismissed", dismissed, dismissals),
  ].filter((section) => section !== "");
}

function foldFindings(
  title: string,
  findings: readonly Finding[],
  dismissals: ReadonlyMap<string, Dismissal>,
): string {
  if (findings.length === 0) return "";
  return fold(`${title}: ${findings.length}`, [renderClosedLines(findings, dismissals)]);
}
