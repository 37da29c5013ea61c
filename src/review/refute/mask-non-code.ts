import type { Language } from "../../domain/syntax.ts";

interface Delimiter {
  readonly open: string;
  readonly close: string;
  readonly spansLines: boolean;
  /** Holds one character: beside such literals the same sign means something else. */
  readonly isCharacter: boolean;
}

interface Shape {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  readonly strings: readonly Delimiter[];
}

const quoted = (mark: string, changes: Partial<Delimiter> = {}): Delimiter => ({
  open: mark,
  close: mark,
  spansLines: false,
  isCharacter: false,
  ...changes,
});
const ordinary = [quoted('"'), quoted("'")];
const withCharacters = [quoted('"'), quoted("'", { isCharacter: true })];
const cComments = { lineComments: ["//"], blockComments: [["/*", "*/"]] } as const;
const templated = [quoted("`", { spansLines: true }), ...ordinary];

const cLike: Shape = { ...cComments, strings: withCharacters };
const scripted: Shape = { ...cComments, strings: templated };
const shapes: Readonly<Record<Language, Shape>> = {
  javascript: scripted,
  typescript: scripted,
  tsx: scripted,
  python: {
    lineComments: ["#"],
    blockComments: [],
    strings: [quoted('"""', { spansLines: true }), quoted("'''", { spansLines: true }), ...ordinary],
  },
  ruby: { lineComments: ["#"], blockComments: [["=begin", "=end"]], strings: ordinary },
  php: { lineComments: ["//", "#"], blockComments: [["/*", "*/"]], strings: ordinary },
  go: { ...cComments, strings: [quoted("`", { spansLines: true }), ...withCharacters] },
  java: { ...cComments, strings: [quoted('"""', { spansLines: true }), ...withCharacters] },
  c: cLike,
  cpp: cLike,
  csharp: cLike,
  rust: cLike,
};
/** From the quote on to the other one: `'\u{10FFFF}'`. */
const longestEscape = 11;
/** What begins a comment in files of unknown languages, at the beginning of a line only. */
const commentLine = /^[ \t]*(?:#|\/\/|--|;|<!--|\/?\*|rem\b|%)[^\n]*/gim;

/**
 * The text with comments and the contents of string literals replaced by spaces, white space and length kept; what
 * is put into a string by the code stays. Whatever a language may hide beyond that counts as code. Linear.
 */
export function maskNonCode(text: string, language: Language | null): string {
  if (language === null) return text.replaceAll(commentLine, blank);
  const shape = shapes[language];
  const openUntil = new Map<string, number>();
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    const commentEnd = findCommentEnd(text, at, shape);
    const end = commentEnd ?? findStringEnd(text, at, { shape, openUntil });
    if (end === null) {
      at += 1;
      continue;
    }
    const found = text.slice(at, end);
    const opening = commentEnd === null ? openingOfInsertion(text, at, language) : null;
    parts.push(text.slice(copied, at), opening === null ? blank(found) : blankAround(found, opening));
    copied = end;
    at = end;
  }
  return [...parts, text.slice(copied)].join("");
}

function findCommentEnd(text: string, at: number, { lineComments, blockComments }: Shape): number | null {
  if (lineComments.some((mark) => text.startsWith(mark, at)))
    return endOrLength(text, text.indexOf("\n", at));
  for (const [open, close] of blockComments) {
    if (!text.startsWith(open, at)) continue;
    const end = text.indexOf(close, at + open.length);
    return end === -1 ? text.length : end + close.length;
  }
  return null;
}

function endOrLength(text: string, end: number): number {
  return end === -1 ? text.length : end;
}

/** Where the literal that begins here ends; null where none does, also for a mark that is never closed. */
function findStringEnd(
  text: string,
  at: number,
  { shape, openUntil }: { readonly shape: Shape; readonly openUntil: Map<string, number> },
): number | null {
  const delimiter = shape.strings.find(({ open }) => text.startsWith(open, at));
  if (delimiter === undefined || at < (openUntil.get(delimiter.open) ?? 0)) return null;
  const end = findClose(text, at, delimiter);
  // No second search up to there: it would find nothing either.
  if (end === null && !delimiter.isCharacter) {
    const until = delimiter.spansLines ? text.length : endOrLength(text, text.indexOf("\n", at));
    openUntil.set(delimiter.open, until);
  }
  return end;
}

function findClose(
  text: string,
  at: number,
  { open, close, spansLines, isCharacter }: Delimiter,
): number | null {
  const longest = text[at + 1] === "\\" ? longestEscape : 2;
  const last = Math.min(text.length, isCharacter ? at + longest + 1 : text.length);
  for (let next = at + open.length; next < last; next += 1) {
    if (text[next] === "\\") next += 1;
    else if (text.startsWith(close, next)) return next + close.length;
    else if (text[next] === "\n" && !spansLines) return null;
  }
  return null;
}

function blank(text: string): string {
  return text.replaceAll(/[^\s]/g, " ");
}

/** A literal without its contents, save what the code puts into it. */
function blankAround(literal: string, opening: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const start = literal.indexOf(opening, at);
    const end = start === -1 ? -1 : literal.indexOf("}", start);
    if (start === -1 || end === -1) return [...parts, blank(literal.slice(at))].join("");
    parts.push(blank(literal.slice(at, start + opening.length)), literal.slice(start + opening.length, end));
    at = end;
  }
}

/** With what an insertion begins in the literal that begins here; null where it takes none. */
function openingOfInsertion(text: string, at: number, language: Language): string | null {
  const mark = text[at];
  const before = text.slice(Math.max(0, at - 2), at);
  switch (language) {
    case "javascript":
    case "typescript":
    case "tsx":
      return mark === "`" ? "${" : null;
    case "python":
      return /f[rb]?$/i.test(before) || /[rb]f$/i.test(before) ? "{" : null;
    case "csharp":
      return before.includes("$") ? "{" : null;
    case "ruby":
      return mark === '"' ? "#{" : null;
    case "php":
      return mark === '"' ? "{$" : null;
    default:
      return null;
  }
}
