import type { UnitHunk, UnitLine } from "../../domain/unit.ts";
import { addWords, type CodeWord, readWords } from "./read-words.ts";

/** What of a hunk its context is looked for. */
export interface HunkFocus {
  /** Head lines that the hunk adds, or after which it removes some; ascending. */
  readonly changed: readonly number[];
  /** Head lines that the question shows anyway. */
  readonly shown: ReadonlySet<number>;
  /** Names on removed lines: what was taken away is worth a look too. */
  readonly removed: readonly CodeWord[];
}

/** What context a hunk, or a part of one, may need. Null when it changes nothing. */
export function focusHunk({ lines }: UnitHunk): HunkFocus | null {
  const changed = listChanged(lines);
  if (changed.length === 0) return null;
  const shown = new Set(lines.flatMap(({ newLine }) => newLine ?? []));
  const removed = lines.flatMap(({ kind, text }) => (kind === "removed" ? readRemoved(text) : []));
  return { changed, shown, removed };
}

/** Names of a line of which no syntax is known: none where it looks like prose. */
function readRemoved(line: string): readonly CodeWord[] {
  const code = line.slice(0, longestLine).replaceAll(quoted, "").replace(comment, "");
  return /[=(<>!]/.test(code) ? readWords(code) : [];
}

const longestLine = 2_000;
const quoted = /"[^"\\]*"|'[^'\\]*'/g;
const comment = /(?:^\s*(?:\*|--)|\/\/|^\s*#(?!\s*(?:define|if))|\s#\s).*$/;

function listChanged(lines: readonly UnitLine[]): readonly number[] {
  const changed = new Set<number>();
  let next = lines.find(({ newLine }) => newLine !== null)?.newLine ?? 1;
  for (const { kind, newLine } of lines) {
    if (kind === "removed" || kind === "added") changed.add(newLine ?? next);
    if (newLine !== null) next = newLine + 1;
  }
  return [...changed].toSorted((a, b) => a - b);
}

/** The names on changed lines of some hunks, and on those that may feed them. */
export function collectNames(hunks: readonly UnitHunk[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { lines } of hunks) {
    for (const { kind, text } of lines) {
      // An unchanged line matters where it gives a value.
      if (kind === "added" || kind === "removed" || text.includes("=")) addWords(text, names);
    }
  }
  return names;
}
