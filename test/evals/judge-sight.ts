import { isSameFamily } from "./cwe-families.ts";
import type { EvalCase, Form } from "./eval-case.ts";
import type { Reported, Score, Sight } from "./look.ts";
import { type EvalLine, readDiffLines } from "./read-diff-lines.ts";
import { findWeakPlaces, type LineSets, type WeakPlaces } from "./weak-places.ts";

export interface JudgedChange {
  readonly evalCase: EvalCase;
  readonly form: Form;
  readonly side: "introduce" | "fix" | "clean";
  /** The diff that was reviewed. */
  readonly diff: string;
  /** Lines that a framing added: what a reviewer says of them does not count. */
  readonly inserted: LineSets;
  /** Whole files after the change, for quotes from outside the hunks; null where only the diff is known. */
  readonly after: ReadonlyMap<string, string> | null;
  readonly before: ReadonlyMap<string, string> | null;
}

const nearLines = 3;

/** Scores what was published about one change, without anybody's opinion. */
export function judgeSight(change: JudgedChange, { reported }: Pick<Sight, "reported">): Score {
  const { evalCase, form, side } = change;
  const places = side === "clean" ? null : findWeakPlaces(evalCase, form, side);
  const shifted = places === null ? null : shiftPlaces(places, change.inserted);
  const about = reported.filter((one) => !isAboutFraming(one, change.inserted));
  const findings = about.filter(({ isPattern }) => !isPattern);
  const near = shifted === null ? [] : findings.filter((one) => isNear(one, shifted));
  return {
    isLocated: near.length > 0,
    isLocatedInFamily: near.some(({ cwe }) => isSameFamily(cwe, evalCase.cwes)),
    isInFile: findings.some(({ path }) => shifted?.right.has(path) ?? false),
    findings: findings.length,
    patterns: about.length - findings.length,
    atWeakPlace: near.length,
    invented: countInvented(change, reported),
  };
}

function isAboutFraming({ path, side, startLine, endLine }: Reported, inserted: LineSets): boolean {
  const lines = inserted.get(path);
  if (lines === undefined || side === "LEFT") return false;
  return lines.has(startLine) && lines.has(endLine);
}

/** Where the places are after lines were added above them. */
function shiftPlaces(places: WeakPlaces, inserted: LineSets): WeakPlaces {
  const right = [...places.right].map(([path, numbers]) => {
    const added = [...(inserted.get(path) ?? [])].toSorted((one, other) => one - other);
    const shift = (number: number) =>
      added.reduce((at, addedLine) => (addedLine <= at ? at + 1 : at), number);
    return [path, new Set([...numbers].map(shift))] as const;
  });
  return { left: places.left, right: new Map(right) };
}

function isNear({ path, side, startLine, endLine }: Reported, places: WeakPlaces): boolean {
  const sets = side === null ? [places.left, places.right] : [side === "LEFT" ? places.left : places.right];
  return sets.some((set) =>
    [...(set.get(path) ?? [])].some((line) => line >= startLine - nearLines && line <= endLine + nearLines),
  );
}

/** Checked against the diff by a reader of its own: a quote has to stand there, and a place has to be in a hunk. */
function countInvented(change: JudgedChange, reported: readonly Reported[]): number {
  const files = readDiffLines(change.diff);
  return reported.filter((one) => !isReal(one, files.get(one.path) ?? [], change)).length;
}

function isReal(one: Reported, lines: readonly EvalLine[], change: JudgedChange): boolean {
  const isRight = one.side !== "LEFT";
  if (one.quote === null) return one.side !== null || isInHunk(one, lines);
  const shown = lines.filter(({ oldLine, newLine }) => (isRight ? newLine : oldLine) !== null);
  const whole = (isRight ? change.after : change.before)?.get(one.path) ?? "";
  const text = `${shown.map((line) => line.text).join("")}\n${whole}`;
  // A masked secret stands for what nobody should see; the rest of the quote has to be there.
  const parts = one.quote.split(/[^\s"'`=:]*\[masked\]/).map(squash);
  return parts.every((part) => squash(text).includes(part)) && parts.some((part) => part !== "");
}

function squash(text: string): string {
  return text.replace(/\s+/g, "");
}

function isInHunk({ startLine, endLine }: Reported, lines: readonly EvalLine[]): boolean {
  const isMeant = (number: number | null) => number !== null && number >= startLine && number <= endLine;
  return lines.some(({ oldLine, newLine }) => isMeant(oldLine) || isMeant(newLine));
}
