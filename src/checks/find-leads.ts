import type { ChangedFile, ChangeSet, Side } from "../domain/change-set.ts";
import { Severity } from "../domain/finding.ts";
import type { FileFacts, Lead, PatternRule, RuleMatch, SyntaxFacts } from "../domain/syntax.ts";
import { readChangedText } from "./changed-text.ts";
import { patternPack } from "./pattern-pack.ts";
import { selectRemovedControls } from "./select-removed-controls.ts";

const rulesById = new Map(patternPack.map((rule) => [rule.id, rule]));

/**
 * Places of the change that deserve a located question, by file, line and rule: a rule for code on a line that the
 * change adds, or a control on a line that it takes away and does not put back. Of two for the same weakness where
 * one contains the other, the narrower is kept.
 */
export function findLeads(change: ChangeSet, facts: readonly FileFacts[]): readonly Lead[] {
  return inspectedFiles(change, facts).flatMap(findFileLeads);
}

/** Added code of which something was proven, whether anybody is asked about it or not: it bears out claims. */
export function findProofs(change: ChangeSet, facts: readonly FileFacts[]): readonly Lead[] {
  return inspectedFiles(change, facts).flatMap(({ file, index, right }) => {
    const proven = right?.matches.filter((match) => rulesById.get(match.rule)?.slow !== undefined) ?? [];
    if (proven.length === 0) return [];
    const added = readChangedText(file, "RIGHT").touched;
    const onAdded = proven.filter((match) => touches(match, added));
    return onAdded.flatMap((match) => leadAt(match, { file, index, side: "RIGHT" }) ?? []);
  });
}

function inspectedFiles(change: ChangeSet, facts: readonly FileFacts[]): readonly InspectedFile[] {
  const byFile = Map.groupBy(facts, (entry) => entry.file);
  return change.files.map((file, index) => {
    const entries = byFile.get(index) ?? [];
    const left = entries.find((entry) => entry.side === "LEFT")?.facts ?? null;
    const right = entries.find((entry) => entry.side === "RIGHT")?.facts ?? null;
    return { file, index, left, right };
  });
}

interface InspectedFile {
  readonly file: ChangedFile;
  readonly index: number;
  readonly left: SyntaxFacts | null;
  readonly right: SyntaxFacts | null;
}

function findFileLeads({ file, index, left, right }: InspectedFile): readonly Lead[] {
  const added = readChangedText(file, "RIGHT").touched;
  const onAdded = matchesOf(right, "added").filter((match) => touches(match, added));
  const onRemoved = selectRemovedControls(file, { controls: matchesOf(left, "removed"), left, right });
  const leads = [
    ...onAdded.map((match) => leadAt(match, { file, index, side: "RIGHT" })),
    ...onRemoved.map((match) => leadAt(match, { file, index, side: "LEFT" })),
  ].filter((lead) => lead !== null);
  return [...Map.groupBy(leads, (lead) => `${lead.side} ${lead.cwe}`).values()]
    .flatMap(dropContaining)
    .toSorted((a, b) => a.startLine - b.startLine || (a.rule < b.rule ? -1 : 1));
}

function matchesOf(facts: SyntaxFacts | null, on: PatternRule["on"]): readonly RuleMatch[] {
  return facts?.matches.filter((match) => rulesById.get(match.rule)?.on === on) ?? [];
}

function touches(match: RuleMatch, lines: ReadonlySet<number>): boolean {
  for (let line = match.startLine; line <= match.endLine; line++) if (lines.has(line)) return true;
  return false;
}

function leadAt(
  match: RuleMatch,
  at: { readonly file: ChangedFile; readonly index: number; readonly side: Side },
): Lead | null {
  const rule = rulesById.get(match.rule);
  if (rule === undefined) return null;
  return {
    rule: rule.id,
    title: rule.title,
    cwe: rule.cwe,
    severity: rule.severity,
    question: rule.question,
    file: at.index,
    path: at.file.path,
    side: at.side,
    startLine: match.startLine,
    endLine: match.endLine,
    ...(rule.slow === undefined ? {} : { isProven: true }),
  };
}

/** One sweep from the last start to the first: a range that reaches past the end of a later one contains it. */
function dropContaining(leads: readonly Lead[]): readonly Lead[] {
  const rank = (lead: Lead) => Severity.options.indexOf(lead.severity);
  const sorted = leads.toSorted(
    (a, b) => a.startLine - b.startLine || b.endLine - a.endLine || rank(b) - rank(a),
  );
  const kept: Lead[] = [];
  let earliestEnd = Number.POSITIVE_INFINITY;
  for (const lead of sorted.toReversed()) {
    if (earliestEnd <= lead.endLine) continue;
    kept.push(lead);
    earliestEnd = lead.endLine;
  }
  return kept;
}
