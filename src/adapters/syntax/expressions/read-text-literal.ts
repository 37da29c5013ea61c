import type { Dialect } from "./expression.ts";

/** How one kind of string literal is written. */
interface LiteralForm {
  readonly open: RegExp;
  readonly close: string;
  /** Expressions of one escape each, with what they stand for; null for an escape that is not known. */
  readonly escapes: "none" | "quote" | "doubled-quote" | "full";
}

/** The value of a string literal without interpolation, from its text; null where it is not plain. Linear. */
export function readTextLiteral(literal: string, dialect: Dialect): string | null {
  const form = forms[dialect].find(({ open }) => open.test(literal));
  if (form === undefined) return null;
  const start = form.open.exec(literal)?.[0].length ?? 0;
  const end = literal.length - form.close.length;
  if (end < start || !literal.endsWith(form.close)) return null;
  const body = literal.slice(start, end);
  switch (form.escapes) {
    case "none":
      return body;
    case "quote":
      return body.replace(/\\([\\'])/g, "$1");
    case "doubled-quote":
      return body.replaceAll('""', '"');
    case "full":
      return readEscapes(body, dialect);
  }
}

const forms: Readonly<Record<Dialect, readonly LiteralForm[]>> = {
  javascript: [
    { open: /^"/, close: '"', escapes: "full" },
    { open: /^'/, close: "'", escapes: "full" },
    { open: /^`/, close: "`", escapes: "full" },
  ],
  python: [
    { open: /^(?:[rR][bB]?|[bB][rR])"""/, close: '"""', escapes: "none" },
    { open: /^(?:[rR][bB]?|[bB][rR])'''/, close: "'''", escapes: "none" },
    { open: /^(?:[rR][bB]?|[bB][rR])"/, close: '"', escapes: "none" },
    { open: /^(?:[rR][bB]?|[bB][rR])'/, close: "'", escapes: "none" },
    { open: /^[uUbB]?"""/, close: '"""', escapes: "full" },
    { open: /^[uUbB]?'''/, close: "'''", escapes: "full" },
    { open: /^[uUbB]?"/, close: '"', escapes: "full" },
    { open: /^[uUbB]?'/, close: "'", escapes: "full" },
  ],
  java: [{ open: /^"(?!"")/, close: '"', escapes: "full" }],
  ruby: [
    { open: /^'/, close: "'", escapes: "quote" },
    { open: /^"/, close: '"', escapes: "full" },
  ],
  php: [
    { open: /^'/, close: "'", escapes: "quote" },
    { open: /^"/, close: '"', escapes: "full" },
  ],
  csharp: [
    { open: /^@"/, close: '"', escapes: "doubled-quote" },
    { open: /^"(?!"")/, close: '"', escapes: "full" },
  ],
};

const oneEscape =
  /\\(?:x(?<byte>[0-9A-Fa-f]{2})|u(?<unit>[0-9A-Fa-f]{4})|u\{(?<braced>[0-9A-Fa-f]{1,6})\}|U(?<long>[0-9A-Fa-f]{8})|(?<octal>[0-7]{1,3})|(?<end>\r?\n)|(?<other>.))/gsu;

const controls: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\u0007",
  e: "\u001b",
  s: " ",
};

/** The letters that stand for control characters. */
const lettersOf: Readonly<Record<Dialect, string>> = {
  javascript: "ntrbfv",
  python: "ntrbfva",
  java: "ntrbfs",
  ruby: "ntrbfvaes",
  php: "ntrvef",
  csharp: "ntrbfvae",
};

/** Dialects in which a backslash before any other character stays where it is, and those in which it goes. */
const keeping: readonly Dialect[] = ["python", "php"];
const dropping: readonly Dialect[] = ["javascript", "ruby"];
/** Dialects in which a backslash at the end of a line joins it with the next one. */
const joining: readonly Dialect[] = ["python", "javascript", "ruby"];

function readEscapes(body: string, dialect: Dialect): string | null {
  let isPlain = true;
  const value = body.replace(oneEscape, (...found) => {
    const read = readEscape(found[0], found.at(-1), dialect);
    isPlain &&= read !== null;
    return read ?? "";
  });
  return isPlain ? value : null;
}

type Groups = Readonly<Record<string, string | undefined>>;

function readEscape(whole: string, groups: Groups, dialect: Dialect): string | null {
  const { byte, unit, braced, long, octal, end, other = "" } = groups;
  if (octal !== undefined) return readOctal(octal, dialect);
  if (end !== undefined) return joining.includes(dialect) ? "" : null;
  const digits = byte ?? unit ?? braced ?? long;
  if (digits === undefined) return readLetter(whole, other, dialect);
  return isRead(groups, dialect) ? fromCode(Number.parseInt(digits, 16)) : keep(whole, dialect);
}

function readLetter(whole: string, letter: string, dialect: Dialect): string | null {
  if (lettersOf[dialect].includes(letter)) return controls[letter] ?? null;
  if (/["'\\`$/]/.test(letter)) return readSign(whole, letter, dialect);
  // What begins with one of these is longer, or a mistake.
  return /[xuUNcCM]/.test(letter) && dialect !== "php" ? null : keep(whole, dialect);
}

function readSign(whole: string, letter: string, dialect: Dialect): string | null {
  if (letter === "\\" || letter === '"') return letter;
  if (letter === "'") return dialect === "php" ? whole : letter;
  if (letter === "$" && dialect === "php") return letter;
  return keep(whole, dialect);
}

function keep(whole: string, dialect: Dialect): string | null {
  if (keeping.includes(dialect)) return whole;
  return dropping.includes(dialect) ? whole.slice(1) : null;
}

function readOctal(octal: string, dialect: Dialect): string | null {
  if (octal === "0") return "\0";
  return dialect === "javascript" || dialect === "csharp" ? null : fromCode(Number.parseInt(octal, 8));
}

function isRead({ byte, braced, long, unit }: Groups, dialect: Dialect): boolean {
  if (byte !== undefined) return dialect !== "java" && dialect !== "csharp";
  if (braced !== undefined) return dialect === "javascript" || dialect === "ruby" || dialect === "php";
  if (long !== undefined) return dialect === "python" || dialect === "csharp";
  return unit !== undefined && dialect !== "php";
}

function fromCode(code: number): string | null {
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
