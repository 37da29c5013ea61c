/** A text to look for and what stands in its place afterwards. */
export interface Needle {
  readonly text: string;
  readonly replacement: string;
}

/** Needles that begin alike: by length, longest first, then by their whole text. */
interface Bucket {
  readonly lengths: readonly number[];
  readonly replacements: ReadonlyMap<string, string>;
}

const KEY_CHARACTERS = 6;
const BEFORE_SHORT = /[:="'`]/;
const AFTER_SHORT = /[@;"'`\s]/;

function toBucket(needles: readonly Needle[]): Bucket {
  const replacements = new Map<string, string>();
  for (const { text, replacement } of needles)
    if (!replacements.has(text)) replacements.set(text, replacement);
  const lengths = [...new Set(needles.map(({ text }) => text.length))].toSorted((a, b) => b - a);
  return { lengths, replacements };
}

/** Needles of fewer than six characters, with the places at which they may be replaced decided by what is around. */
function findShort(text: string, at: number, bucket: Bucket): Needle | null {
  if (at > 0 && !BEFORE_SHORT.test(text.charAt(at - 1))) return null;
  for (const length of bucket.lengths) {
    const found = text.slice(at, at + length);
    const replacement = bucket.replacements.get(found);
    const after = text.charAt(at + length);
    if (replacement !== undefined && (after === "" || AFTER_SHORT.test(after)))
      return { text: found, replacement };
  }
  return null;
}

function findLong(text: string, at: number, bucket: Bucket): Needle | null {
  for (const length of bucket.lengths) {
    const found = text.slice(at, at + length);
    const replacement = bucket.replacements.get(found);
    if (replacement !== undefined) return { text: found, replacement };
  }
  return null;
}

/**
 * A function that replaces every occurrence of the needles, the longest at each place. Overlapping occurrences are
 * replaced together, so that no part of either is left. One pass over the text, whatever the number of needles.
 */
export function createReplacer(needles: readonly Needle[]): (text: string) => string {
  const long = new Map<string, Bucket>();
  const groups = Map.groupBy(
    needles.filter(({ text }) => text.length >= KEY_CHARACTERS),
    ({ text }) => text.slice(0, KEY_CHARACTERS),
  );
  for (const [key, group] of groups) long.set(key, toBucket(group));
  const short = toBucket(needles.filter(({ text }) => text !== "" && text.length < KEY_CHARACTERS));
  const firstUnits = new Set(needles.map(({ text }) => text.charCodeAt(0)));

  const findAt = (text: string, at: number): Needle | null => {
    if (!firstUnits.has(text.charCodeAt(at))) return null;
    const bucket = long.get(text.slice(at, at + KEY_CHARACTERS));
    const found = bucket === undefined ? null : findLong(text, at, bucket);
    return found ?? (short.lengths.length === 0 ? null : findShort(text, at, short));
  };

  return (text) => {
    if (needles.length === 0) return text;
    const parts: string[] = [];
    let copied = 0;
    let end = 0;
    for (let at = 0; at < text.length; at++) {
      const found = findAt(text, at);
      if (found === null) continue;
      if (at >= end) {
        parts.push(text.slice(copied, at), found.replacement);
        end = at;
      }
      end = Math.max(end, at + found.text.length);
      copied = end;
    }
    parts.push(text.slice(copied));
    return parts.join("");
  };
}
