import type { LineRange } from "../../domain/finding.ts";

const MAX_RANGES = 100;
const MAX_LINE = 10_000_000;
const OPENING = /\blines?\b[\s:#]{0,4}(?=[L\d])|(?:\b|#)L(?=\d)|[\w)]\.[a-z]{1,5}:(?=\d)/gi;
const RANGE = /L?(\d{1,8})(?:\s{0,2}(?:-|–|—|\.\.|\bto\b|\bthrough\b)\s{0,2}L?(\d{1,8}))?(?!\d)/iy;
const SEPARATOR = /\s{0,2}(?:,\s{0,2}(?:and\b)?|;|&|\band\b|\bor\b)\s{0,2}(?=L?\d)/iy;

/** The lines that a text names: `Lines 4-6, 9`, `line 12`, `L3-L5`, `app.py:7`. Each once, in order. */
export function findLineRanges(text: string): readonly LineRange[] {
  const ranges = new Map<string, LineRange>();
  let readUntil = 0;
  for (const opening of text.matchAll(OPENING)) {
    if (ranges.size >= MAX_RANGES) break;
    if (opening.index < readUntil) continue;
    const list = readRangeList(text, opening.index + opening[0].length);
    for (const range of list.ranges) ranges.set(`${range.start}-${range.end}`, range);
    readUntil = list.end;
  }
  return [...ranges.values()].slice(0, MAX_RANGES);
}

function readRangeList(text: string, start: number): { ranges: readonly LineRange[]; end: number } {
  const ranges: LineRange[] = [];
  let at = start;
  while (ranges.length < MAX_RANGES) {
    RANGE.lastIndex = at;
    const match = RANGE.exec(text);
    if (match === null) break;
    const range = rangeOf(Number(match[1]), match[2] === undefined ? null : Number(match[2]));
    if (range !== null) ranges.push(range);
    SEPARATOR.lastIndex = RANGE.lastIndex;
    at = RANGE.lastIndex;
    if (!SEPARATOR.test(text)) break;
    at = SEPARATOR.lastIndex;
  }
  return { ranges, end: at };
}

function rangeOf(start: number, end: number | null): LineRange | null {
  if (start < 1 || start > MAX_LINE) return null;
  const isRange = end !== null && end >= start && end <= MAX_LINE;
  return { start, end: isRange ? end : start };
}
