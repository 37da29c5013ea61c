import { type CaseSide, type EvalCase, type Form, selectInput } from "./eval-case.ts";
import { type EvalLine, readDiffLines } from "./read-diff-lines.ts";

/** Line numbers by path, of one side of a change. */
export type LineSets = ReadonlyMap<string, ReadonlySet<number>>;

/** Where a reviewer has to point, in the change of one form and side. */
export interface WeakPlaces {
  readonly left: LineSets;
  readonly right: LineSets;
}

interface PathPlaces {
  readonly path: string;
  readonly left: ReadonlySet<number>;
  readonly right: ReadonlySet<number>;
}

/**
 * The place of the defect in one change of a pair. In `introduce`: the weak lines and everything else that the fix
 * takes away or puts a line beside, and on the left the removed lines that the fix brings back. In `fix`, the same the
 * other way round. Null where the case has no such pair.
 */
export function findWeakPlaces(
  evalCase: EvalCase,
  form: Form,
  side: Exclude<CaseSide, "clean">,
): WeakPlaces | null {
  const own = selectInput(evalCase, form, side);
  const twin = selectInput(evalCase, form, side === "introduce" ? "fix" : "introduce");
  if (own === undefined || twin === undefined) return null;
  const ownLines = readDiffLines(own.diff);
  const twinLines = readDiffLines(twin.diff);
  const named = evalCase.weak.filter(({ lines }) => lines.length > 0);
  // A case may name several places of one file.
  const byPath = Map.groupBy(named, ({ path }) => path);
  const paths = named.length > 0 ? [...byPath.keys()] : [...ownLines.keys()];
  const places = paths.map((path): PathPlaces => {
    const weak = (byPath.get(path) ?? []).flatMap(({ lines }) => lines);
    const places = comparePaths(path, ownLines.get(path) ?? [], twinLines.get(path) ?? [], weak);
    const stated = side === "introduce" ? findStated(ownLines.get(path) ?? [], weak) : [];
    return { ...places, right: new Set([...places.right, ...stated]) };
  });
  return {
    left: new Map(places.map(({ path, left }) => [path, left])),
    right: new Map(places.map(({ path, right }) => [path, right])),
  };
}

function comparePaths(
  path: string,
  own: readonly EvalLine[],
  twin: readonly EvalLine[],
  weak: readonly string[],
): PathPlaces {
  const ownAfter = afterSide(own);
  const twinAfter = afterSide(twin);
  const { onlyFirst, onlySecond, gaps } = alignTexts(ownAfter.map(textOf), twinAfter.map(textOf));
  const weakTexts = new Set(weak.map((line) => line.trimEnd()));
  const right = new Set([...onlyFirst, ...gaps].map((index) => ownAfter[index]?.newLine ?? 0));
  const missing = new Set([...onlySecond.map((index) => textOf(twinAfter[index])), ...weakTexts]);
  const removed = own.filter((line) => line.kind === "removed" && missing.has(textOf(line)));
  return { path, left: new Set(removed.map((line) => line.oldLine ?? 0)), right };
}

/** Where the weak lines stand: as added lines, else as lines that the change leaves as they are. */
function findStated(own: readonly EvalLine[], weak: readonly string[]): readonly number[] {
  const texts = new Set(weak.map((line) => line.trimEnd()).filter((line) => line.trim() !== ""));
  const stated = afterSide(own).filter((line) => texts.has(textOf(line)));
  const added = stated.filter(({ kind }) => kind === "added");
  return (added.length > 0 ? added : stated).map(({ newLine }) => newLine ?? 0);
}

function afterSide(lines: readonly EvalLine[]): readonly EvalLine[] {
  return lines.filter(({ newLine }) => newLine !== null);
}

function textOf(line: EvalLine | undefined): string {
  return line?.text.trimEnd() ?? "";
}

interface Alignment {
  /** Positions in the first text that the second does not have. */
  readonly onlyFirst: readonly number[];
  readonly onlySecond: readonly number[];
  /** Positions in the first text between which the second has more. */
  readonly gaps: readonly number[];
}

const maxCells = 16_000_000;

/** The longest common subsequence of two texts; of very long ones only the ends that agree. */
export function alignTexts(first: readonly string[], second: readonly string[]): Alignment {
  const pairs = alignMiddle(first, second);
  const inFirst = new Set(pairs.map(([one]) => one));
  const inSecond = new Map(pairs.map(([one, other]) => [other, one]));
  const gaps = new Set<number>();
  let last = -1;
  for (let at = 0; at < second.length; at += 1) {
    const partner = inSecond.get(at);
    if (partner !== undefined) last = partner;
    else for (const edge of [last, last + 1]) if (edge >= 0 && edge < first.length) gaps.add(edge);
  }
  return {
    onlyFirst: [...first.keys()].filter((at) => !inFirst.has(at)),
    onlySecond: [...second.keys()].filter((at) => !inSecond.has(at)),
    gaps: [...gaps],
  };
}

function alignMiddle(first: readonly string[], second: readonly string[]): readonly [number, number][] {
  const shorter = Math.min(first.length, second.length);
  let start = 0;
  while (start < shorter && first[start] === second[start]) start += 1;
  let end = 0;
  while (end < shorter - start && first.at(-1 - end) === second.at(-1 - end)) end += 1;
  const rows = first.length - start - end;
  const columns = second.length - start - end;
  const head = Array.from({ length: start }, (_, at): [number, number] => [at, at]);
  const tail = Array.from({ length: end }, (_, at): [number, number] => [
    first.length - end + at,
    second.length - end + at,
  ]);
  const isAffordable = rows * columns <= maxCells;
  const middle = isAffordable
    ? findCommon(first.slice(start, start + rows), second.slice(start, start + columns))
    : [];
  return [...head, ...middle.map(([one, other]): [number, number] => [one + start, other + start]), ...tail];
}

/** Pairs of positions of a longest common subsequence. */
function findCommon(first: readonly string[], second: readonly string[]): readonly [number, number][] {
  const longest = measureCommon(first, second);
  const pairs: [number, number][] = [];
  let row = 0;
  let column = 0;
  while (row < first.length && column < second.length) {
    if (first[row] === second[column]) pairs.push([row++, column++]);
    else if (longest(row + 1, column) >= longest(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}

/** Length of the longest common subsequence of what follows two positions. */
function measureCommon(first: readonly string[], second: readonly string[]) {
  const width = second.length + 1;
  const lengths = new Int32Array((first.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = first.length - 1; row >= 0; row -= 1) {
    for (let column = second.length - 1; column >= 0; column -= 1) {
      const isEqual = first[row] === second[column];
      const skipped = Math.max(at(row + 1, column), at(row, column + 1));
      lengths[row * width + column] = isEqual ? at(row + 1, column + 1) + 1 : skipped;
    }
  }
  return at;
}
