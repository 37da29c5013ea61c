import { type FoldedText, foldText } from "./fold-text.ts";
import { secretVariants } from "./secret-pieces.ts";

/** Shorter secrets are too much like words to be looked for in any but their own form. In letters and digits. */
export const shortestDisguise = 8;
/** From this length on, letters and digits in this order are no coincidence, whatever stands between them. */
const unmistakable = 16;
/** A part of a secret that looks random gives it away from this length on, or from two thirds of a shorter one. */
const longestPart = 12;
const longestPiece = 64;
/** Parts are taken in steps: of a longer part at most one step less one is left at either end. */
const partStep = 2;
const encodedStep = 8;
/** Runs of fewer different characters stand in any table of numbers. */
const fewestDistinct = 4;

/** Folded texts by their length. */
type ByLength = ReadonlyMap<number, ReadonlySet<string>>;

/** What to look for in a folded text. */
export interface Disguises {
  /** Meant as the secret whatever stands between their characters. */
  readonly loose: ByLength;
  /** Might be ordinary words where they are broken up. */
  readonly strict: ByLength;
  /** The first eight units of each. */
  readonly beginnings: ReadonlySet<string>;
}

/** The forms in which somebody could repeat the values unnoticed, and the parts that give them away. */
export function collectDisguises(values: readonly string[]): Disguises {
  const loose = new Map<number, Set<string>>();
  const strict = new Map<number, Set<string>>();
  for (const value of new Set(values)) {
    const forms = listForms(value);
    for (const text of forms.loose) add(loose, text);
    for (const text of forms.strict) add(strict, text);
  }
  const all = [...loose.values(), ...strict.values()].flatMap((texts) => [...texts]);
  return { loose, strict, beginnings: new Set(all.map((text) => text.slice(0, shortestDisguise))) };
}

function listForms(value: string): Record<"loose" | "strict", readonly string[]> {
  const plain = [value, [...value].toReversed().join("")].map(foldText);
  if (plain.some(({ text }) => text.length < shortestDisguise)) return { loose: [], strict: [] };
  const pieces = plain.flatMap(({ text }) => cutPieces(text));
  const sure = [...plain.flatMap(listParts), ...listEncodedParts(value)];
  return plain.some(isWordLike)
    ? { loose: sure, strict: pieces }
    : { loose: [...pieces, ...sure], strict: [] };
}

function add(forms: Map<number, Set<string>>, text: string): void {
  if (text.length < shortestDisguise || !holdsDistinct(text)) return;
  const known = forms.get(text.length);
  if (known === undefined) forms.set(text.length, new Set([text]));
  else known.add(text);
}

function holdsDistinct(text: string): boolean {
  let seen = "";
  for (const character of text) {
    if (!seen.includes(character)) seen += character;
    if (seen.length >= fewestDistinct) return true;
  }
  return false;
}

function isWordLike({ text, cased }: FoldedText): boolean {
  return text.length < unmistakable && !isMixed(cased);
}

/** Pieces of limited length that together are the whole. */
function cutPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += longestPiece) {
    const end = Math.min(text.length, at + longestPiece);
    pieces.push(text.slice(Math.max(0, end - longestPiece), end));
  }
  return pieces;
}

/** The parts of a random-looking value that give it away. */
function listParts({ text, cased }: FoldedText): readonly string[] {
  const length = Math.min(longestPart, Math.max(shortestDisguise, Math.ceil((text.length * 2) / 3)));
  return listStarts(text.length, length, partStep)
    .filter((at) => isMixed(cased.slice(at, at + length)))
    .map((at) => text.slice(at, at + length));
}

function listEncodedParts(value: string): readonly string[] {
  const texts = new Set(secretVariants(value).map((variant) => foldText(variant).text));
  return [...texts].flatMap((text) =>
    listStarts(text.length, unmistakable, encodedStep).map((at) => text.slice(at, at + unmistakable)),
  );
}

/** Where parts of a length begin that together are the whole. */
function listStarts(whole: number, length: number, step: number): readonly number[] {
  const last = Math.max(0, whole - length);
  const starts = Array.from({ length: Math.ceil(last / step) }, (_, index) => index * step);
  return [...starts, last];
}

/** Whether letters and digits, or small and capital letters, alternate as in no word: `Harbour7` and `BlueSea` do not. */
function isMixed(text: string): boolean {
  const humps = text.match(/\p{Ll}(?=\p{Lu})/gu) ?? [];
  return humps.length >= 3 || /\p{L}\p{N}{1,9}\p{L}|\p{N}\p{L}{1,9}\p{N}/u.test(text);
}
