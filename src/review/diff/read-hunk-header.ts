import type { LineCursor } from "./line-cursor.ts";

/** Lines of one side as a hunk header announces them. */
export interface LineRange {
  readonly start: number;
  readonly count: number;
}

/** One range for every parent (two or more in a diff of a merge), and that of the result. */
export interface HunkHeader {
  readonly parents: readonly [LineRange, ...LineRange[]];
  readonly result: LineRange;
}

// Longer headers than this are not git's: an octopus merge of 64 parents stays below.
const MAX_HEADER_LENGTH = 2_000;
const RANGE = /^[-+](\d{1,9})(?:,(\d{1,9}))?$/;

function readRange(text: string, sign: "-" | "+"): LineRange | null {
  const found = RANGE.exec(text);
  if (found === null || !text.startsWith(sign)) return null;
  const start = Number(found[1]);
  const count = found[2] === undefined ? 1 : Number(found[2]);
  // Line 0 exists only as "before the first line".
  return start === 0 && count > 0 ? null : { start, count };
}

/** Reads the `@@ -1,2 +3,4 @@` line under the cursor; `@@@` and more for merges. Null when it is malformed. */
export function readHunkHeader(cursor: LineCursor): HunkHeader | null {
  const words = cursor.headerLine.slice(0, MAX_HEADER_LENGTH).split(" ");
  const at = words[0] ?? "";
  const count = at.length - 1;
  if (count < 1 || at !== "@".repeat(at.length) || words[count + 2] !== at) return null;
  const [first, ...others] = words.slice(1, count + 1).map((word) => readRange(word, "-"));
  const result = readRange(words[count + 1] ?? "", "+");
  if (first === null || first === undefined || result === null) return null;
  const known = others.filter((range) => range !== null);
  return known.length === others.length ? { parents: [first, ...known], result } : null;
}
