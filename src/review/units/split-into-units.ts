import type { Lead } from "../../domain/syntax.ts";
import type { ReviewUnit, UnitHunk, UnitLine } from "../../domain/unit.ts";
import { assignLeads } from "./assign-leads.ts";
import { formatUnitHunk } from "./format-unit.ts";

export interface SplitOptions {
  /** Tokens of code that one unit may hold. A single line may exceed it. */
  readonly budgetTokens: number;
  readonly countTokens: (text: string) => number;
}

/** Packs hunks into units: in the given order, small ones together, large ones in parts. Loses no line. */
export function splitIntoUnits(
  hunks: readonly UnitHunk[],
  leads: readonly Lead[],
  options: SplitOptions,
): readonly ReviewUnit[] {
  const sized = hunks.flatMap((hunk) => dividedToFit(hunk, options));
  const packs: { hunks: UnitHunk[]; tokens: number }[] = [];
  for (const { hunk, tokens } of sized) {
    const current = packs.at(-1);
    if (current !== undefined && current.tokens + tokens <= options.budgetTokens) {
      current.hunks.push(hunk);
      current.tokens += tokens;
    } else packs.push({ hunks: [hunk], tokens });
  }
  const assigned = assignLeads(
    sized.map(({ hunk }) => hunk),
    leads,
  );
  return packs.map((pack, index) => buildUnit(`u${index + 1}`, pack, assigned));
}

/** Two units with half of the lines each, or null when there is nothing left to divide. */
export function halveUnit(unit: ReviewUnit, options: SplitOptions): readonly ReviewUnit[] | null {
  const halves = halvesOf(unit.hunks);
  if (halves === null) return null;
  const leads = assignLeads(
    halves.flat(),
    unit.leads.map((numbered) => numbered.lead),
  );
  return halves.map((hunks, index) => {
    const tokens = hunks.reduce((sum, hunk) => sum + options.countTokens(formatUnitHunk(hunk)), 0);
    return buildUnit(`${unit.id}.${index + 1}`, { hunks, tokens }, leads);
  });
}

function halvesOf(hunks: readonly UnitHunk[]): readonly (readonly UnitHunk[])[] | null {
  if (hunks.length > 1) {
    const middle = Math.ceil(hunks.length / 2);
    return [hunks.slice(0, middle), hunks.slice(middle)];
  }
  const [only] = hunks;
  if (only === undefined || only.lines.length < 2) return null;
  const middle = Math.ceil(only.lines.length / 2);
  return [[partOf(only, 1, only.lines.slice(0, middle))], [partOf(only, 2, only.lines.slice(middle))]];
}

function dividedToFit(hunk: UnitHunk, options: SplitOptions): readonly { hunk: UnitHunk; tokens: number }[] {
  const whole = options.countTokens(formatUnitHunk(hunk));
  if (whole <= options.budgetTokens) return [{ hunk, tokens: whole }];
  const parts: { lines: UnitLine[]; tokens: number }[] = [];
  for (const line of hunk.lines) {
    const tokens = options.countTokens(line.text) + 6;
    const current = parts.at(-1);
    if (current !== undefined && current.tokens + tokens <= options.budgetTokens) {
      current.lines.push(line);
      current.tokens += tokens;
    } else parts.push({ lines: [line], tokens });
  }
  return parts.map((part, index) => ({ hunk: partOf(hunk, index + 1, part.lines), tokens: part.tokens }));
}

function partOf(hunk: UnitHunk, number: number, lines: readonly UnitLine[]): UnitHunk {
  return { ...hunk, label: `${hunk.label}.${number}`, lines };
}

function buildUnit(
  id: string,
  pack: { readonly hunks: readonly UnitHunk[]; readonly tokens: number },
  leadsByHunk: ReadonlyMap<UnitHunk, readonly Lead[]>,
): ReviewUnit {
  const own = new Set(pack.hunks.flatMap((hunk) => leadsByHunk.get(hunk) ?? []));
  const leads = [...own].map((lead, index) => ({ number: index + 1, lead }));
  return { id, hunks: pack.hunks, leads, tokens: pack.tokens };
}
