import type { Candidate, Confidence, Severity, UnnamedFinding } from "../../domain/finding.ts";

/** CWEs under which a model reports a secret that stands in the code. */
const SECRET_CWES: ReadonlySet<string> = new Set(["CWE-259", "CWE-321", "CWE-798"]);
/** How far from its lead an answer to it may quote, in lines. */
const LEAD_REACH = 20;

/** Findings of a model, each at its derived place, not yet confirmed. */
export function candidatesToFindings(candidates: readonly Candidate[]): readonly UnnamedFinding[] {
  return candidates.map(({ claim, place }) => {
    const cwe = readCwe(claim.cwe);
    return {
      title: claim.title === "" ? `Possible ${cwe ?? "security defect"}` : claim.title,
      cwe,
      severity: claim.severity ?? "medium",
      confidence: "unverified",
      source: "model",
      rule: claim.rule,
      place,
      explanation: claim.explanation,
      attack: claim.attack,
      fix: claim.fix,
    };
  });
}

/** `CWE-89` out of `CWE-89`, `cwe 89: SQL injection` or `89`; null where there is no number. */
function readCwe(text: string | null): string | null {
  const digits = /^\s*(?:CWE)?[\s:_-]{0,3}0{0,4}([1-9]\d{0,4})(?!\d)/i.exec(text ?? "")?.[1];
  return digits === undefined ? null : `CWE-${digits}`;
}

export interface MergedFindings {
  readonly findings: readonly UnnamedFinding[];
  /** How many were the same as a surer one. */
  readonly duplicates: number;
}

const CONFIDENCE_RANK: Readonly<Record<Confidence, number>> = {
  certain: 0,
  confirmed: 1,
  unverified: 2,
  pattern: 3,
};
const SEVERITY_RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/**
 * One list out of several sources, each defect once: of findings on shared lines of one side with the same CWE or
 * rule the surest stays. A finding of a model replaces the pattern whose question it answers, and gives way to a
 * check that proved a secret on its line. Sorted by severity, path and line.
 */
export function mergeFindings(lists: readonly (readonly UnnamedFinding[])[]): MergedFindings {
  const all = lists.flat();
  const bySureness = [...all].sort(
    (one, other) => CONFIDENCE_RANK[one.confidence] - CONFIDENCE_RANK[other.confidence],
  );
  const answered = selectAnswered(all);
  const covered = new Set<string>();
  const findings: UnnamedFinding[] = [];
  for (const finding of bySureness) {
    const keys = listKeys(finding, listReasons(finding));
    const isKnown = listKeys(finding, listDoubts(finding)).some((key) => covered.has(key));
    if (isKnown || answered.has(finding)) continue;
    findings.push(finding);
    for (const key of keys) covered.add(key);
  }
  return { findings: orderFindings(findings), duplicates: all.length - findings.length };
}

/** Why another finding on the same line would be the same. */
function listReasons({ cwe, rule }: UnnamedFinding): readonly string[] {
  const reasons: string[] = [];
  if (cwe !== null) reasons.push(SECRET_CWES.has(cwe) ? "secret" : cwe);
  if (rule !== null) reasons.push(`rule ${rule}`);
  return reasons;
}

/** Two checks that proved different things on one line, such as two secrets, are two findings. */
function listDoubts(finding: UnnamedFinding): readonly string[] {
  const reasons = listReasons(finding);
  return finding.confidence === "certain" ? reasons.filter((reason) => reason.startsWith("rule ")) : reasons;
}

function listKeys({ place }: UnnamedFinding, reasons: readonly string[]): readonly string[] {
  const keys: string[] = [];
  for (let line = place.startLine; line <= place.endLine; line += 1) {
    for (const reason of reasons) keys.push(`${place.file}:${place.side}:${line}:${reason}`);
  }
  return keys;
}

/** For every answer to a lead the nearest pattern with its rule, also where the quote is a few lines away. */
function selectAnswered(all: readonly UnnamedFinding[]): ReadonlySet<UnnamedFinding> {
  const patterns = Map.groupBy(
    all.filter((finding) => finding.confidence === "pattern"),
    ({ place, rule }) => `${place.file}:${rule}`,
  );
  const answered = new Set<UnnamedFinding>();
  for (const { confidence, rule, place } of all) {
    if (confidence === "pattern" || rule === null) continue;
    let nearest: UnnamedFinding | null = null;
    let reach = LEAD_REACH + 1;
    for (const pattern of patterns.get(`${place.file}:${rule}`) ?? []) {
      const distance = distanceTo(pattern, place.startLine);
      if (distance >= reach) continue;
      nearest = pattern;
      reach = distance;
    }
    if (nearest !== null) answered.add(nearest);
  }
  return answered;
}

function distanceTo({ place }: UnnamedFinding, line: number): number {
  return Math.max(place.startLine - line, line - place.endLine, 0);
}

/** By severity, path, line and title. */
export function orderFindings(findings: readonly UnnamedFinding[]): readonly UnnamedFinding[] {
  return findings.toSorted(compareFindings);
}

function compareFindings(one: UnnamedFinding, other: UnnamedFinding): number {
  return (
    SEVERITY_RANK[one.severity] - SEVERITY_RANK[other.severity] ||
    compareTexts(one.place.path, other.place.path) ||
    one.place.startLine - other.place.startLine ||
    compareTexts(one.title, other.title)
  );
}

/** By code unit: the same order on every machine. */
function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
