import { findEscapedSet, findPropertySet } from "./character-sets.ts";
import type { Expression } from "./expression.ts";

/** What stands behind a backslash: a character, a set of them, or something that only stands outside of classes. */
export type Escape =
  | { readonly kind: "character"; readonly character: string; readonly end: number }
  | { readonly kind: "set"; readonly body: string; readonly isNegated: boolean; readonly end: number }
  | {
      readonly kind: "place";
      readonly source: string;
      /** Whether it takes the longest match and keeps it. */
      readonly isAtomic: boolean;
      readonly end: number;
    };

/** Reads the escape whose backslash stands at `at`; null for what has no equal in JavaScript. */
export function readEscape({ source, dialect, flags }: Expression, at: number): Escape | null {
  const letter = String.fromCodePoint(source.codePointAt(at + 1) ?? 0);
  if (at + 1 >= source.length) return null;
  const end = at + 1 + letter.length;
  if (!/[A-Za-z0-9]/.test(letter)) return { kind: "character", character: letter, end };
  const body = findEscapedSet(letter.toLowerCase(), dialect, flags);
  // `\n` is a line feed and `\N` its opposite.
  if (body !== null && letter !== "n")
    return { kind: "set", body, isNegated: letter !== letter.toLowerCase(), end };
  if (letter === "p" || letter === "P") return readProperty(source, at, dialect);
  const character = readControl(letter, dialect);
  if (character !== null) return { kind: "character", character, end };
  return readNumber(source, at, dialect) ?? readPlace(source, at, dialect);
}

const controls: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  f: "\f",
  v: "\v",
  a: "\u0007",
  e: "\u001b",
};

function readControl(letter: string, dialect: Expression["dialect"]): string | null {
  if (letter === "e" && dialect === "python") return null;
  return controls[letter] ?? null;
}

const property = /\\(p|P)(?:([LMNPSZC])|\{(\^?)(?:Is)?(\w{1,20})\})/y;

function readProperty(source: string, at: number, dialect: Expression["dialect"]): Escape | null {
  if (dialect === "python") return null;
  property.lastIndex = at;
  const [whole, letter, short, caret, long] = property.exec(source) ?? [];
  const body = findPropertySet(short ?? long ?? "", dialect);
  if (whole === undefined || body === null) return null;
  const isNegated = (letter === "P") !== (caret === "^");
  return { kind: "set", body, isNegated, end: at + whole.length };
}

const numbers: Readonly<Record<Expression["dialect"], RegExp>> = {
  javascript: /(?!)/y,
  python: /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|0(?![0-7]))/y,
  java: /\\(?:x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4}))/y,
  ruby: /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|0(?![0-7]))/y,
  php: /\\(?:x([0-9A-Fa-f]{1,2})|x\{([0-9A-Fa-f]{1,6})\}|0(?![0-7]))/y,
  csharp: /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|0(?![0-7]))/y,
};

function readNumber(source: string, at: number, dialect: Expression["dialect"]): Escape | null {
  const expression = numbers[dialect];
  expression.lastIndex = at;
  const found = expression.exec(source);
  if (found === null) return null;
  const code = Number.parseInt(found.slice(1).find((digits) => digits !== undefined) ?? "0", 16);
  if (code > 0x10ffff) return null;
  return { kind: "character", character: String.fromCodePoint(code), end: at + found[0].length };
}

const startOfText = "(?<![^])";
const endOfText = "(?![^])";
const places: Readonly<Record<string, string>> = {
  A: startOfText,
  z: endOfText,
  Z: `(?=\\n?${endOfText})`,
  b: "\\b",
  B: "\\B",
};
const namedReference = /\\k(?:<([A-Za-z]\w{0,40})>|'([A-Za-z]\w{0,40})'|\{([A-Za-z]\w{0,40})\})/y;
const lineBreak = "(?:\\r\\n|[\\n-\\r\\x85\\u2028\\u2029])";

function readPlace(source: string, at: number, dialect: Expression["dialect"]): Escape | null {
  const letter = source[at + 1] ?? "";
  const place = (text: string, isAtomic = false): Escape => ({
    kind: "place",
    source: text,
    isAtomic,
    end: at + 2,
  });
  if (/[1-9]/.test(letter)) return /\d/.test(source[at + 2] ?? "") ? null : place(`\\${letter}`);
  if (letter === "Z" && dialect === "python") return place(endOfText);
  const known = places[letter];
  if (known !== undefined) return place(known);
  if (letter === "R" && dialect !== "python" && dialect !== "csharp") return place(lineBreak, true);
  return readReference(source, at);
}

function readReference(source: string, at: number): Escape | null {
  namedReference.lastIndex = at;
  const [whole, ...names] = namedReference.exec(source) ?? [];
  if (whole === undefined) return null;
  const name = names.find((found) => found !== undefined) ?? "";
  return { kind: "place", source: `\\k<${name}>`, isAtomic: false, end: at + whole.length };
}
