import { composeDot } from "./character-sets.ts";
import type { Expression, SourceRange, TranslatedExpression } from "./expression.ts";
import { quoteCharacter, readClass } from "./read-class.ts";
import { readEscape } from "./read-escape.ts";

interface Translation {
  readonly expression: Expression;
  at: number;
  out: string;
  /** Where the last thing that can be repeated begins in `out`; null where nothing can. */
  atomStart: number | null;
  readonly groups: OpenGroup[];
  readonly atomic: SourceRange[];
}

interface OpenGroup {
  readonly start: number;
  readonly isAtomic: boolean;
}

/**
 * The expression as JavaScript writes it, with the flag `v`; null where it has no equal there, and where reading it
 * depends on what does not stand in it. Linear in its length.
 */
export function translateExpression(expression: Expression): TranslatedExpression | null {
  if (expression.dialect === "javascript") return readOwn(expression);
  const opened = openFlags(expression);
  if (opened === null) return null;
  const { flags, start } = opened;
  const translation: Translation = {
    expression: { ...expression, flags },
    at: start,
    out: "",
    atomStart: null,
    groups: [],
    atomic: [],
  };
  while (translation.at < expression.source.length) {
    const before = translation.at;
    if (!translateNext(translation) || translation.at <= before) return null;
  }
  if (translation.groups.length > 0) return null;
  const isMultiline = flags.includes("m") || expression.dialect === "ruby";
  const own = `v${flags.includes("i") ? "i" : ""}${isMultiline ? "m" : ""}`;
  const { dialect, use } = expression;
  return { dialect, source: translation.out, flags: own, atomic: translation.atomic, use };
}

/** Sets with the flag `v` whose members may be several characters long: nothing here takes more than one at once. */
const strings = /\\q\{|\\p\{(?:RGI_|Basic_Emoji|Emoji_Keycap_Sequence)/;

function readOwn({ source, flags, use }: Expression): TranslatedExpression | null {
  // Flags for a part of an expression are newer than what analyses it.
  if (!/^[dgimsuvy]*$/.test(flags) || /\(\?[ims-]+:/.test(source)) return null;
  if (flags.includes("v") && strings.test(source)) return null;
  return {
    dialect: "javascript",
    source,
    flags: flags.replace(/[dgy]/g, ""),
    atomic: [],
    use: flags.includes("y") && use === "search" ? "start" : use,
  };
}

/** Flags that stand at the very start, together with those from outside. */
function openFlags({ source, dialect, flags }: Expression) {
  const [whole, letters = ""] = /^\(\?([a-zA-Z]{1,6})\)/.exec(source) ?? [];
  if (whole === undefined) return { flags, start: 0 };
  // In Ruby `m` is what others call `s`, and its anchors are at every line anyway.
  const known = dialect === "ruby" ? /^[im]+$/ : dialect === "python" ? /^[aimsu]+$/ : /^[ims]+$/;
  if (!known.test(letters)) return null;
  const own = dialect === "ruby" ? letters.replaceAll("m", "s") : letters.replaceAll("u", "");
  return { flags: flags + own, start: whole.length };
}

/** Takes one piece of the expression; false where it has no equal. */
function translateNext(translation: Translation): boolean {
  const { expression, at } = translation;
  const character = String.fromCodePoint(expression.source.codePointAt(at) ?? 0);
  switch (character) {
    case "\\":
      return translateEscape(translation);
    case "[":
      return addAtom(translation, readClass(expression, at));
    case "(":
      return openGroup(translation);
    case ")":
      return closeGroup(translation);
    case ".":
      return addAtom(translation, { source: composeDot(expression.dialect, expression.flags), end: at + 1 });
    case "|":
    case "^":
    case "$":
      translation.out += character;
      translation.at += 1;
      translation.atomStart = null;
      return true;
    case "*":
    case "+":
    case "?":
    case "{":
      return translateQuantifier(translation);
    default:
      return addAtom(translation, { source: quoteCharacter(character), end: at + character.length });
  }
}

function addAtom(
  translation: Translation,
  atom: { readonly source: string; readonly end: number } | null,
): boolean {
  if (atom === null) return false;
  translation.atomStart = translation.out.length;
  translation.out += atom.source;
  translation.at = atom.end;
  return true;
}

function translateEscape(translation: Translation): boolean {
  const read = readEscape(translation.expression, translation.at);
  if (read === null) return false;
  const { end } = read;
  if (read.kind === "character") return addAtom(translation, { source: quoteCharacter(read.character), end });
  // What is negated stands in a class of its own: an engine may join `\W`, but not `[^\w]`, with its neighbours.
  if (read.kind === "set")
    return addAtom(translation, { source: read.isNegated ? `[[^${read.body}]]` : `[${read.body}]`, end });
  const start = translation.out.length;
  addAtom(translation, { source: read.source, end });
  if (read.isAtomic) translation.atomic.push({ start, end: translation.out.length });
  return true;
}

// Comment; look around, atomic or plain group; named group; group that captures.
const opening =
  /\((?:\?(?:#[^)]*\)|(?<kind>[:=!>]|<[=!])|P?<(?<angle>[A-Za-z_]\w{0,40})>|'(?<quote>[A-Za-z_]\w{0,40})'|P=(?<same>[A-Za-z_]\w{0,40})\))|(?<plain>(?![?*])))/y;

function openGroup(translation: Translation): boolean {
  const { expression, at, out } = translation;
  opening.lastIndex = at;
  const found = opening.exec(expression.source);
  if (found === null) return false;
  const { kind, angle, quote, same, plain } = found.groups ?? {};
  const end = at + found[0].length;
  if (same !== undefined) return addAtom(translation, { source: `\\k<${same}>`, end });
  translation.at = end;
  const name = angle ?? quote;
  if (kind === undefined && name === undefined && plain === undefined) return true;
  translation.groups.push({ start: out.length, isAtomic: kind === ">" });
  if (name !== undefined) translation.out += `(?<${name}>`;
  else if (kind === undefined) translation.out += "(";
  else translation.out += kind === ">" ? "(?:" : `(?${kind}`;
  translation.atomStart = null;
  return true;
}

function closeGroup(translation: Translation): boolean {
  const group = translation.groups.pop();
  if (group === undefined) return false;
  translation.out += ")";
  translation.at += 1;
  translation.atomStart = group.start;
  if (group.isAtomic) translation.atomic.push({ start: group.start, end: translation.out.length });
  return true;
}

const counted = /\{(\d{1,6})(?:(,)(\d{1,6})?)?\}/y;
const countedFromNone = /\{,(\d{1,6})\}/y;

function translateQuantifier(translation: Translation): boolean {
  const { expression, at, out, atomStart } = translation;
  const text = readQuantifier(expression, at);
  // A brace that repeats nothing is a brace.
  if (text === null) return addAtom(translation, { source: quoteCharacter("{"), end: at + 1 });
  if (atomStart === null) return false;
  const next = expression.source[text.end] ?? "";
  const isLazy = next === "?";
  const isPossessive = next === "+" && expression.dialect !== "csharp";
  // Ruby repeats `a{2}` in `a{2}+` once more.
  if (isPossessive && expression.dialect === "ruby" && text.source.startsWith("{")) return false;
  translation.out = out + text.source + (isLazy ? "?" : "");
  translation.at = text.end + (isLazy || isPossessive ? 1 : 0);
  if (isPossessive) translation.atomic.push({ start: atomStart, end: translation.out.length });
  translation.atomStart = null;
  return true;
}

function readQuantifier({ source, dialect }: Expression, at: number) {
  const sign = source[at] ?? "";
  if (sign !== "{") return { source: sign, end: at + 1 };
  const [plain] = matchAt(counted, source, at);
  if (plain !== undefined) return { source: plain, end: at + plain.length };
  if (dialect !== "python" && dialect !== "ruby") return null;
  const [whole, most] = matchAt(countedFromNone, source, at);
  return whole === undefined ? null : { source: `{0,${most}}`, end: at + whole.length };
}

function matchAt(expression: RegExp, source: string, at: number): readonly (string | undefined)[] {
  expression.lastIndex = at;
  return expression.exec(source) ?? [];
}
