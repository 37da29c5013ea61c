import { foldText } from "./fold-text.ts";
import { secretVariants } from "./secret-pieces.ts";

/** Shorter secrets are too much like words to be looked for in any but their own form. In letters and digits. */
export const shortestDisguise = 8;
/** From this length on, letters and digits in this order are no coincidence, whatever stands between them. */
const unmistakable = 16;
/** A part of a secret that looks random gives it away from this length on, or from two thirds of a shorter one. */
const longestPart = 12;
const longestPiece = 64;
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
    if (foldText(value).text.length < shortestDisguise) continue;
    for (const text of listPlainForms(value)) add(text.length < unmistakable ? strict : loose, text);
    for (const text of listCertainForms(value)) add(loose, text);
  }
  const all = [...loose.values(), ...strict.values()].flatMap((texts) => [...texts]);
  return { loose, strict, beginnings: new Set(all.map((text) => text.slice(0, shortestDisguise))) };
}

function add(forms: Map<number, Set<string>>, text: string): void {
  if (text.length < shortestDisguise || new Set(text).size < fewestDistinct) return;
  const known = forms.get(text.length);
  if (known === undefined) forms.set(text.length, new Set([text]));
  else known.add(text);
}

function listDirections(value: string): readonly string[] {
  return [value, [...value].toReversed().join("")];
}

function listPlainForms(value: string): readonly string[] {
  return listDirections(value).flatMap((written) => cutPieces(foldText(written).text));
}

/** Encodings, and parts that no word looks like. */
function listCertainForms(value: string): readonly string[] {
  const parts = listDirections(value).flatMap((written) => {
    const { text, cased } = foldText(written);
    return listParts(text, cased);
  });
  const plain = new Set(listDirections(value).map((written) => foldText(written).text));
  const encoded = secretVariants(value)
    .map((variant) => foldText(variant).text)
    .filter((text) => !plain.has(text))
    .flatMap((text) => listWindows(text, unmistakable));
  return [...parts, ...encoded];
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
function listParts(text: string, cased: string): readonly string[] {
  if (text.length < longestPart) return [];
  const length = Math.min(longestPart, Math.max(shortestDisguise, Math.ceil((text.length * 2) / 3)));
  return listWindows(text, length).filter((_, at) => isMixed(cased.slice(at, at + length)));
}

function listWindows(text: string, length: number): readonly string[] {
  if (text.length <= length) return [text];
  return Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length));
}

/** Whether letters and digits, or small and capital letters, alternate as in no word. */
function isMixed(text: string): boolean {
  return (text.match(/\p{L}(?=\p{N})|\p{N}(?=\p{L})|\p{Ll}(?=\p{Lu})/gu) ?? []).length >= 2;
}
