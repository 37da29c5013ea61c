/** The letters and digits of a text, in lower case, and where each of them stands in it. */
export interface FoldedText {
  readonly text: string;
  /** The same characters as they were written. */
  readonly cased: string;
  /** For each UTF-16 unit of `text`: where what it was read from begins, and where that ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const ESCAPE =
  /\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|&#x([0-9a-f]{1,6});|&#(\d{1,7});|%([0-9a-f]{2})/iy;
const ALPHANUMERIC = /[\p{L}\p{N}]/gu;
const LAST_CODE_POINT = 0x10ffff;

/**
 * Reads a text as somebody would who looks for a secret in it: letters and digits count, in whatever case, width or
 * style, also written as escape sequences and character references; what stands between them does not. Linear.
 */
export function foldText(text: string): FoldedText {
  const cased: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < text.length; ) {
    const read = readCharacter(text, at);
    for (const unit of read.units) {
      cased.push(unit);
      starts.push(at);
      ends.push(read.end);
    }
    at = read.end;
  }
  return { text: cased.map(lowerCase).join(""), cased: cased.join(""), starts, ends };
}

/** Lower case of one unit, which never becomes longer. */
function lowerCase(unit: string): string {
  const lower = unit.toLowerCase();
  return lower.length === 1 ? lower : unit;
}

interface ReadCharacter {
  /** UTF-16 units of the letters and digits; empty for anything else. */
  readonly units: readonly string[];
  readonly end: number;
}

function readCharacter(text: string, at: number): ReadCharacter {
  const code = text.charCodeAt(at);
  const isLetterOrDigit =
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  if (isLetterOrDigit) return { units: [text.charAt(at)], end: at + 1 };
  // Only a backslash, an ampersand and a percent sign begin an escape.
  if (code === 92 || code === 38 || code === 37) return readEscape(text, at);
  if (code < 128) return { units: [], end: at + 1 };
  const character = String.fromCodePoint(text.codePointAt(at) ?? code);
  return { units: unitsOf(character), end: at + character.length };
}

function readEscape(text: string, at: number): ReadCharacter {
  ESCAPE.lastIndex = at;
  const match = ESCAPE.exec(text);
  if (match === null) return { units: [], end: at + 1 };
  const [whole, ...groups] = match;
  const decimal = groups[4];
  const code = decimal === undefined ? Number.parseInt(groups.join(""), 16) : Number(decimal);
  const units = code <= LAST_CODE_POINT ? unitsOf(String.fromCodePoint(code)) : [];
  return { units, end: at + whole.length };
}

/** Wide, mathematical and ligated forms are read as the plain letters that they stand for. */
function unitsOf(character: string): readonly string[] {
  return (character.normalize("NFKC").match(ALPHANUMERIC) ?? []).flatMap((letter) => letter.split(""));
}
