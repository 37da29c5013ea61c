import type { Lead } from "../../domain/syntax.ts";
import type { ReviewUnit, UnitHunk, UnitLine } from "../../domain/unit.ts";
import { assignLeads } from "./assign-leads.ts";
import { formatUnit, formatUnitHunk, listShown, shownKey } from "./format-unit.ts";

export interface SplitOptions {
  /** Tokens of code that one unit may hold. A single line may exceed it. */
  readonly budgetTokens: number;
  readonly countTokens: (text: string) => number;
}

/** A hunk, or a part of one, that fits into a unit; without what its context takes. */
export interface SizedHunk {
  readonly hunk: UnitHunk;
  readonly tokens: number;
}

/** Packs hunks into units: in the given order, small ones together, large ones in parts. Loses no line. */
export function splitIntoUnits(
  hunks: readonly UnitHunk[],
  leads: readonly Lead[],
  options: SplitOptions,
): readonly ReviewUnit[] {
  return packHunks(divideHunks(hunks, options), leads, options);
}

/** Every hunk with its size, large ones in parts. */
export function divideHunks(hunks: readonly UnitHunk[], options: SplitOptions): readonly SizedHunk[] {
  return hunks.flatMap((hunk) => dividedToFit(hunk, options));
}

/** Packs hunks that are small enough, in their order. Of the context goes what does not fit, the least telling first. */
export function packHunks(
  sized: readonly SizedHunk[],
  leads: readonly Lead[],
  { budgetTokens }: SplitOptions,
): readonly ReviewUnit[] {
  const packs: Pack[] = [];
  for (const one of sized) {
    const hunk = trimContext(one, budgetTokens);
    const current = packs.at(-1);
    const added = current === undefined ? 0 : countContext(hunk, current.shown);
    const isFull =
      current === undefined ||
      current.tokens + one.tokens + added > budgetTokens ||
      current.contextTokens + added > maxContextTokens;
    const pack = isFull ? openPack(packs) : current;
    const contextTokens = isFull ? countContext(hunk, pack.shown) : added;
    pack.hunks.push(hunk);
    pack.tokens += one.tokens + contextTokens;
    pack.contextTokens += contextTokens;
    for (const key of [...listShown(hunk), ...listContext(hunk)]) pack.shown.add(key);
  }
  const assigned = assignLeads(
    packs.flatMap(({ hunks }) => hunks),
    leads,
  );
  return packs.map((pack, index) => buildUnit({ id: `u${index + 1}`, view: "sliced" }, pack, assigned));
}

/** Tokens of context in one unit. */
const maxContextTokens = 3_000;

interface Pack {
  readonly hunks: UnitHunk[];
  /** Keys of the lines that it shows. */
  readonly shown: Set<string>;
  tokens: number;
  contextTokens: number;
}

function openPack(packs: Pack[]): Pack {
  const pack = { hunks: [], shown: new Set<string>(), tokens: 0, contextTokens: 0 };
  packs.push(pack);
  return pack;
}

function trimContext({ hunk, tokens }: SizedHunk, budgetTokens: number): UnitHunk {
  const { context } = hunk;
  if (context === undefined || context.length === 0) return hunk;
  let room = budgetTokens - tokens;
  const kept = context.filter((one) => {
    room -= one.tokens;
    return room >= 0;
  });
  return { ...hunk, context: kept };
}

const listContext = ({ context = [] }: UnitHunk) =>
  context.flatMap(({ path, lines }) => lines.map(({ line }) => shownKey(path, line)));

/** Tokens of the context of a hunk; of one that is shown in part already, by its lines. */
function countContext({ context = [] }: UnitHunk, shown: ReadonlySet<string>): number {
  return context.reduce((sum, { path, lines, tokens }) => {
    const left = lines.filter(({ line }) => !shown.has(shownKey(path, line))).length;
    return sum + Math.ceil((tokens * left) / Math.max(1, lines.length));
  }, 0);
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
    const tokens = options.countTokens(formatUnit({ hunks }));
    return buildUnit({ id: `${unit.id}.${index + 1}`, view: unit.view }, { hunks, tokens }, leads);
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

function dividedToFit(hunk: UnitHunk, options: SplitOptions): readonly SizedHunk[] {
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

/** A part has no context: what is halved did not fit, and before that there is none. */
function partOf(hunk: UnitHunk, number: number, lines: readonly UnitLine[]): UnitHunk {
  return { ...hunk, label: `${hunk.label}.${number}`, lines, context: [] };
}

function buildUnit(
  named: Pick<ReviewUnit, "id" | "view">,
  pack: { readonly hunks: readonly UnitHunk[]; readonly tokens: number },
  leadsByHunk: ReadonlyMap<UnitHunk, readonly Lead[]>,
): ReviewUnit {
  const own = new Set(pack.hunks.flatMap((hunk) => leadsByHunk.get(hunk) ?? []));
  const leads = [...own].map((lead, index) => ({ number: index + 1, lead }));
  return { ...named, hunks: pack.hunks, leads, tokens: pack.tokens };
}
