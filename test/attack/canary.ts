import { randomBytes } from "node:crypto";

/** A value that must not come to light, by what it is. */
export interface Canary {
  readonly what: string;
  readonly value: string;
}

/** Made up at run time: nothing in a file may look like a secret. No two have a part in common. */
export function hatchCanary(what: string): Canary {
  return { what, value: `c${randomBytes(10).toString("hex")}-${randomBytes(10).toString("hex")}` };
}

/** Shorter lines stand in many harmless texts. */
const shortestLine = 16;
/** Whoever finds so many characters in a row has half of a secret; by chance they stand nowhere. */
const pieceLength = 14;

const base64Of = (text: string, before: number) => Buffer.from("\0".repeat(before) + text).toString("base64");

/** What stands between the characters of a secret hides it from nobody. */
const strip = (text: string) => text.replaceAll(/[^a-z0-9]/gi, "").toLowerCase();

/** Escapes, percents and character references as the hexadecimal codes that they hold. */
const resolve = (text: string) => text.replaceAll(/(?:\\+u00|\\+x|%|&#x)([0-9a-f]{2});?/gi, "$1");

/** Pieces of every usual writing of a value. */
function piecesOf(value: string): readonly string[] {
  const lines = value.split("\n").filter((line) => line.length >= shortestLine && !line.startsWith("-----"));
  const forms = lines.flatMap((line) => [
    line,
    [...line].toReversed().join(""),
    Buffer.from(line).toString("hex"),
    [...line].map((letter) => letter.charCodeAt(0)).join(""),
    // Where a secret begins within other text decides how it looks; its ends look like their neighbours.
    ...[0, 1, 2].map((before) => base64Of(line, before).slice(before === 0 ? 0 : 4, -4)),
  ]);
  return forms.map(strip).flatMap((form) => form.match(new RegExp(`.{${pieceLength}}`, "g")) ?? []);
}

/** Which of these pieces stand in a stripped text: one walk, however many pieces. */
function findPieces(text: string, pieces: ReadonlyMap<string, string>): readonly string[] {
  const heads = new Set([...pieces.keys()].map((piece) => headOf(piece, 0)));
  const found = new Set<string>();
  for (let at = 0; at + pieceLength <= text.length; at += 1) {
    if (!heads.has(headOf(text, at))) continue;
    const what = pieces.get(text.slice(at, at + pieceLength));
    if (what !== undefined) found.add(what);
  }
  return [...found];
}

const headOf = (text: string, at: number) =>
  (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);

/**
 * Which canaries stand in a text, whole or half, plain, reversed, in base64, hexadecimal, escapes or percents, split by
 * anything that is no letter and no digit.
 */
export function findCanaries(text: string, canaries: readonly Canary[]): readonly string[] {
  const pieces = new Map(
    canaries.flatMap(({ what, value }) => piecesOf(value).map((piece) => [piece, what] as const)),
  );
  const readings = [...new Set([text, resolve(text)])].map(strip);
  const found = new Set(readings.flatMap((reading) => findPieces(reading, pieces)));
  return canaries.filter(({ what }) => found.has(what)).map(({ what }) => what);
}
