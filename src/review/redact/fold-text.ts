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
const NEITHER = /[^\p{L}\p{N}]/gu;
const LAST_CODE_POINT = 0x10ffff;

/**
 * Reads a text as somebody would who looks for a secret in it: letters and digits count, in whatever case, width or
 * style, also written as escape sequences and character references; what stands between them does not. Linear.
 */
export function foldText(text: string): FoldedText {
  const starts: number[] = [];
  const ends: number[] = [];
  let cased = "";
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const { units, end } = isSimple(code)
      ? { units: text.charAt(at), end: at + 1 }
      : readOther(text, at, code);
    for (let unit = 0; unit < units.length; unit++) {
      starts.push(at);
      ends.push(end);
    }
    cased += units;
    at = end;
  }
  return { text: lowerCase(cased), cased, starts, ends };
}

/** Unit by unit where a letter would become longer. */
function lowerCase(cased: string): string {
  const lower = cased.toLowerCase();
  if (lower.length === cased.length) return lower;
  return cased.replaceAll(/[\s\S]/g, (unit) => (unit.toLowerCase().length === 1 ? unit.toLowerCase() : unit));
}

/** A letter or digit of ASCII. */
function isSimple(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

interface ReadCharacter {
  /** The letters and digits; empty for anything else. */
  readonly units: string;
  readonly end: number;
}

function readOther(text: string, at: number, code: number): ReadCharacter {
  // Only a backslash, an ampersand and a percent sign begin an escape.
  if (code === 92 || code === 38 || code === 37) return readEscape(text, at);
  if (code < 128) return { units: "", end: at + 1 };
  const character = String.fromCodePoint(text.codePointAt(at) ?? code);
  return { units: readLetters(character), end: at + character.length };
}

function readEscape(text: string, at: number): ReadCharacter {
  ESCAPE.lastIndex = at;
  const match = ESCAPE.exec(text);
  if (match === null) return { units: "", end: at + 1 };
  const [whole, ...groups] = match;
  const decimal = groups[4];
  const code = decimal === undefined ? Number.parseInt(groups.join(""), 16) : Number(decimal);
  const units = code <= LAST_CODE_POINT ? readLetters(String.fromCodePoint(code)) : "";
  return { units, end: at + whole.length };
}

/** Wide, mathematical and ligated forms are read as the plain letters that they stand for. */
function readLetters(character: string): string {
  return character.normalize("NFKC").replaceAll(NEITHER, "");
}
