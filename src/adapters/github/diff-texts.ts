/** Hunks as git writes them, without a header. */
export interface TextDiff {
  readonly patch: string;
  readonly additions: number;
  readonly deletions: number;
}

const contextLines = 3;

/**
 * A diff of two texts as one hunk: what they have in common at their beginnings and ends is left out, all between
 * is removed and added. Right, if coarse; linear in the length of the texts. Null for equal texts.
 */
export function diffTexts(base: string, head: string): TextDiff | null {
  if (base === head) return null;
  const old = splitLines(base);
  const fresh = splitLines(head);
  const start = countCommonStart(old, fresh);
  const end = countCommonEnd(old, fresh, start);
  const from = Math.max(0, start - contextLines);
  const after = Math.min(end, contextLines);
  const removed = old.slice(start, old.length - end);
  const added = fresh.slice(start, fresh.length - end);
  const lines = [
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...old.slice(old.length - end, old.length - end + after).map((line) => ` ${line}`),
  ];
  const context = start - from + after;
  const oldRange = writeRange(from, removed.length + context);
  const freshRange = writeRange(from, added.length + context);
  const patch = [`@@ -${oldRange} +${freshRange} @@`, ...lines].join("\n");
  return { patch, additions: added.length, deletions: removed.length };
}

const noNewline = "\n\\ No newline at end of file";

/** Lines without their line feeds; a last line that has none carries git's mark, so that it differs from one that has. */
function splitLines(text: string): readonly string[] {
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  return last === "" ? lines : [...lines, `${last}${noNewline}`];
}

function countCommonStart(old: readonly string[], fresh: readonly string[]): number {
  const most = Math.min(old.length, fresh.length);
  let count = 0;
  while (count < most && old[count] === fresh[count]) count += 1;
  return count;
}

function countCommonEnd(old: readonly string[], fresh: readonly string[], start: number): number {
  const most = Math.min(old.length, fresh.length) - start;
  let count = 0;
  while (count < most && old[old.length - 1 - count] === fresh[fresh.length - 1 - count]) count += 1;
  return count;
}

/** A side without lines is told by the line before it. */
function writeRange(linesBefore: number, count: number): string {
  return `${count === 0 ? linesBefore : linesBefore + 1},${count}`;
}
