import type { Side } from "../../domain/change-set.ts";
import type { Lead } from "../../domain/syntax.ts";
import type { UnitHunk } from "../../domain/unit.ts";

/** The changed lines of one side of a hunk, ascending. */
interface ChangedLines {
  readonly hunk: UnitHunk;
  readonly lines: readonly number[];
  /** Last changed line of this hunk and of those before it. */
  readonly reach: number;
}

/**
 * The leads of each hunk, in their order: those that hold a line which the hunk adds (or removes, for leads at the
 * base). The time grows with the leads, the lines and the pairs found, not with leads times hunks.
 */
export function assignLeads(
  hunks: readonly UnitHunk[],
  leads: readonly Lead[],
): ReadonlyMap<UnitHunk, readonly Lead[]> {
  const assigned = new Map<UnitHunk, Lead[]>();
  if (leads.length === 0) return assigned;
  const bySide = indexHunks(hunks);
  for (const lead of leads) {
    for (const hunk of hunksWith(lead, bySide.get(keyOf(lead.file, lead.side)) ?? [])) {
      const own = assigned.get(hunk) ?? [];
      assigned.set(hunk, own);
      own.push(lead);
    }
  }
  return assigned;
}

function keyOf(file: number, side: Side): string {
  return `${file} ${side}`;
}

function indexHunks(hunks: readonly UnitHunk[]): ReadonlyMap<string, readonly ChangedLines[]> {
  const found = new Map<string, Omit<ChangedLines, "reach">[]>();
  for (const hunk of hunks) {
    for (const side of ["LEFT", "RIGHT"] as const) {
      const lines = changedLines(hunk, side);
      if (lines.length === 0) continue;
      const key = keyOf(hunk.ref.file, side);
      const list = found.get(key) ?? [];
      found.set(key, list);
      list.push({ hunk, lines });
    }
  }
  return new Map([...found].map(([key, list]) => [key, withReach(list)] as const));
}

function changedLines(hunk: UnitHunk, side: Side): readonly number[] {
  const lines = hunk.lines.flatMap(({ kind, oldLine, newLine }) => {
    if (side === "LEFT") return kind === "removed" ? (oldLine ?? []) : [];
    return kind === "added" ? (newLine ?? []) : [];
  });
  return lines.toSorted((a, b) => a - b);
}

function withReach(list: readonly Omit<ChangedLines, "reach">[]): readonly ChangedLines[] {
  let reach = 0;
  return list
    .toSorted((a, b) => (a.lines[0] ?? 0) - (b.lines[0] ?? 0))
    .map((entry) => {
      reach = Math.max(reach, entry.lines.at(-1) ?? 0);
      return { ...entry, reach };
    });
}

function* hunksWith(lead: Lead, sorted: readonly ChangedLines[]): Generator<UnitHunk> {
  const first = lowerBound(sorted.length, (at) => (sorted[at]?.reach ?? 0) >= lead.startLine);
  for (let at = first; at < sorted.length; at++) {
    const entry = sorted[at];
    if (entry === undefined || (entry.lines[0] ?? 0) > lead.endLine) return;
    const next = lowerBound(entry.lines.length, (index) => (entry.lines[index] ?? 0) >= lead.startLine);
    if ((entry.lines[next] ?? Number.POSITIVE_INFINITY) <= lead.endLine) yield entry.hunk;
  }
}

/** The first position for which the condition holds, given that it holds for all later ones. */
function lowerBound(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
