import { RepoPath } from "../../domain/change-set.ts";
import type { Language } from "../../domain/syntax.ts";
import { detectLanguage } from "../select/detect-language.ts";

/** What a mark in code opens. */
export type Opening =
  | { readonly kind: "nothing" }
  /** A comment up to the end of its line; with `isApart`, only behind white space. */
  | { readonly kind: "line"; readonly isApart: boolean }
  | { readonly kind: "block"; readonly open: string; readonly close: string; readonly place: BlockPlace }
  | {
      readonly kind: "string";
      readonly close: string;
      readonly spansLines: boolean;
      readonly escapes: boolean;
    }
  /** A literal of one character, where the same sign also stands alone. */
  | { readonly kind: "character" }
  /** A regular expression, or a division. */
  | { readonly kind: "pattern" }
  /** A text from the next line to the one that begins with its name. */
  | { readonly kind: "document" };

/** Where a comment over several lines begins: anywhere, in another one too, or with its line only. */
type BlockPlace = "anywhere" | "nested" | "line-start";

/** Where comments stand in files of one kind. */
export interface CommentSyntax {
  /** Finds the next mark; global, so that `lastIndex` tells where to begin. */
  readonly marks: RegExp;
  readonly openings: ReadonlyMap<string, Opening>;
  /** What ends a comment over several lines; empty where there is none. */
  readonly closes: ReadonlySet<string>;
}

type Entry = readonly [mark: string, opening: Opening];

const nothing = (mark: string): Entry => [mark, { kind: "nothing" }];
const line = (mark: string, isApart = false): Entry => [mark, { kind: "line", isApart }];
const block = (open: string, close: string, place: BlockPlace = "anywhere"): Entry => [
  open,
  { kind: "block", open, close, place },
];
const text = (
  open: string,
  options: { readonly close?: string; readonly spansLines?: boolean; readonly escapes?: boolean } = {},
): Entry => {
  const { close = open, spansLines = false, escapes = true } = options;
  return [open, { kind: "string", close, spansLines, escapes }];
};
const character: Entry = ["'", { kind: "character" }];
const document = (mark: string): Entry => [mark, { kind: "document" }];

const quotes = [text('"'), text("'")];
const slashes = [line("//"), block("/*", "*/"), nothing("://")];
const long = (mark: string) => text(mark, { spansLines: true });
const raw = (open: string, close: string) => text(open, { close, spansLines: true, escapes: false });

const cLike = [...slashes, text('"'), character];
const script = [...slashes, ...quotes, long("`"), ["/", { kind: "pattern" }]] as const;

const entries: Readonly<Record<Language, readonly Entry[]>> = {
  javascript: script,
  typescript: script,
  tsx: script,
  python: [line("#"), long('"""'), long("'''"), ...quotes],
  ruby: [line("#", true), nothing("#{"), block("=begin", "=end", "line-start"), ...quotes, document("<<")],
  php: [...slashes, line("#", true), nothing("#["), ...quotes, document("<<<")],
  go: [...cLike, raw("`", "`")],
  java: [...cLike, long('"""')],
  c: cLike,
  cpp: [...cLike, raw('R"(', ')"')],
  csharp: [...cLike, raw('"""', '"""'), raw('@"', '"')],
  rust: [
    line("//"),
    block("/*", "*/", "nested"),
    nothing("://"),
    long('"'),
    raw('r"', '"'),
    raw('r#"', '"#'),
    character,
  ],
};

const hashed = [line("#", true), ...quotes, document("<<"), nothing("<<<")];
const dashed = [line("--"), block("/*", "*/"), ...quotes];
/** Kinds of files without a grammar, by the end of their names. */
const otherEntries: readonly (readonly [extensions: string, entries: readonly Entry[]])[] = [
  ["yaml yml toml sh bash zsh ksh tf hcl conf cfg mk env pl pm ex exs nix dockerfile makefile", hashed],
  ["kt kts scala swift dart groovy gradle proto scss less sol zig", [...slashes, ...quotes, long('"""')]],
  ["css", [block("/*", "*/"), ...quotes]],
  ["sql", dashed],
  ["html htm xhtml xml svg vue", [block("<!--", "-->")]],
];

const byLanguage = new Map(
  Object.entries(entries).map(([language, marks]) => [language, compileSyntax(marks)] as const),
);
const byExtension = new Map(
  otherEntries.flatMap(([extensions, marks]) => {
    const syntax = compileSyntax(marks);
    return extensions.split(" ").map((extension) => [extension, syntax] as const);
  }),
);

/** The comment syntax of a file by its name; null where it is not known. */
export function findCommentSyntax(path: string): CommentSyntax | null {
  const parsed = RepoPath.safeParse(path);
  const language = parsed.success ? detectLanguage(parsed.data) : null;
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const syntax =
    language === null ? byExtension.get(name.slice(name.lastIndexOf(".") + 1)) : byLanguage.get(language);
  return syntax ?? null;
}

function compileSyntax(marks: readonly Entry[]): CommentSyntax {
  const closes = marks.flatMap(([, opening]) => (opening.kind === "block" ? [opening.close] : []));
  const all = ["\\", ...marks.map(([mark]) => mark), ...closes];
  // The longest first: `"""` is not three times `"`.
  const sorted = [...new Set(all)].toSorted((one, other) => other.length - one.length);
  const escaped = sorted.map((mark) => mark.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return {
    marks: new RegExp(escaped.join("|"), "g"),
    openings: new Map(marks),
    closes: new Set(closes),
  };
}
