import type { Severity, UnnamedFinding } from "../../domain/finding.ts";
import { isSameWeakness } from "./is-same-weakness.ts";
import { mergeFindings, orderFindings } from "./merge-findings.ts";

/** A rule of low severity matches too often, and too seldom means anything, to be worth a word of its own. */
const worthAWord: ReadonlySet<Severity> = new Set(["critical", "high", "medium"]);

/**
 * The matches of rules for which no finding stands, worst first, each place and weakness once. A finding stands for a
 * match whose question it answers, and for one of a like weakness on a line of its own.
 */
export function selectUnreported(
  matches: readonly UnnamedFinding[],
  findings: readonly UnnamedFinding[],
): readonly UnnamedFinding[] {
  const telling = matches.filter(({ severity }) => worthAWord.has(severity));
  const merged = new Set(mergeFindings([findings, telling]).findings);
  const bySide = Map.groupBy(findings, keyOf);
  return orderFindings(
    telling.filter(
      (match) => merged.has(match) && !(bySide.get(keyOf(match)) ?? []).some((one) => standsFor(one, match)),
    ),
  );
}

function keyOf({ place }: UnnamedFinding): string {
  return `${place.file} ${place.side}`;
}

function standsFor(finding: UnnamedFinding, { place, cwe }: UnnamedFinding): boolean {
  const isThere = finding.place.startLine <= place.endLine && finding.place.endLine >= place.startLine;
  return isThere && isSameWeakness(finding.cwe, cwe);
}
