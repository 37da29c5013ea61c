import type { ChangedFile, Excerpt, Side } from "../../domain/change-set.ts";
import type { LineRange } from "../../domain/finding.ts";

/** One side of one file, ready for look-ups by line and by quote. */
export interface SideText {
  /** The known lines by their number, as they stand in the blob. */
  readonly lines: ReadonlyMap<number, string>;
  /** All known text without white space; a line feed stands where a gap between excerpts is. */
  readonly squashed: string;
  /** Where each line begins in `squashed`, ascending, and its number. */
  readonly offsets: readonly number[];
  readonly numbers: readonly number[];
  /** Line ranges of the hunks on this side, ascending. */
  readonly hunks: readonly LineRange[];
}

/** Removes everything that `\s` matches. */
export function squashText(text: string): string {
  return text.replace(/\s+/g, "");
}

/** Indexes what is known of one side of a file; `transform` is applied to each excerpt where it keeps the lines. */
export function indexSide(file: ChangedFile, side: Side, transform?: (text: string) => string): SideText {
  const excerpts = side === "LEFT" ? file.base : file.head;
  const lines = new Map<number, string>();
  const offsets: number[] = [];
  const numbers: number[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const excerpt of excerpts) {
    for (const [index, line] of readLines(excerpt, transform).entries()) {
      const part = squashText(line);
      lines.set(excerpt.firstLine + index, line);
      offsets.push(length);
      numbers.push(excerpt.firstLine + index);
      parts.push(part);
      length += part.length;
    }
    parts.push("\n");
    length += 1;
  }
  return { lines, squashed: parts.join(""), offsets, numbers, hunks: hunkRanges(file, side) };
}

function readLines(excerpt: Excerpt, transform: ((text: string) => string) | undefined): readonly string[] {
  const lines = excerpt.text.split("\n");
  if (transform === undefined) return lines;
  const transformed = transform(excerpt.text).split("\n");
  return transformed.length === lines.length ? transformed : lines.map(transform);
}

function hunkRanges(file: ChangedFile, side: Side): readonly LineRange[] {
  return file.hunks
    .map((hunk) => {
      const [start, count] =
        side === "LEFT" ? [hunk.oldStart, hunk.oldLines] : [hunk.newStart, hunk.newLines];
      return { start, end: start + count - 1 };
    })
    .filter((range) => range.end >= range.start)
    .sort((one, other) => one.start - other.start);
}

/** The first line of the range that lies in a hunk; null when the range touches none. */
export function findTouchedLine(side: SideText, range: LineRange): number | null {
  let low = 0;
  let high = side.hunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((side.hunks[middle]?.end ?? 0) < range.start) low = middle + 1;
    else high = middle;
  }
  const hunk = side.hunks[low];
  return hunk !== undefined && hunk.start <= range.end ? Math.max(hunk.start, range.start) : null;
}

/** The number of the line that holds a position of `squashed`. */
export function lineAt(side: SideText, position: number): number {
  let low = 0;
  let high = side.offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((side.offsets[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return side.numbers[low - 1] ?? 0;
}
