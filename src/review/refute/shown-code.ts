import { type Excerpt, RepoPath, type Side } from "../../domain/change-set.ts";
import type { UnitHunk } from "../../domain/unit.ts";
import { findPositions, listQuoteForms } from "../claims/find-quote.ts";
import { squashText } from "../claims/side-text.ts";
import { detectLanguage } from "../select/detect-language.ts";
import { maskNonCode } from "./mask-non-code.ts";

/** One line as a prompt shows it. `code` has the same length: comments and contents of strings are spaces. */
export interface CodeLine {
  readonly number: number;
  readonly text: string;
  readonly code: string;
}

/** Lines of one side of one file that a model was shown, ascending. */
export interface ShownText {
  readonly path: string;
  readonly side: Side;
  readonly lines: readonly CodeLine[];
}

/** The lines of excerpts by their number, where the texts are as a prompt shows them. */
export function readCodeLines(excerpts: readonly Excerpt[], path: RepoPath): ReadonlyMap<number, CodeLine> {
  const language = detectLanguage(path);
  const lines = new Map<number, CodeLine>();
  for (const { firstLine, text } of excerpts) {
    const code = maskNonCode(text, language).split("\n");
    for (const [index, line] of text.split("\n").entries()) {
      const number = firstLine + index;
      lines.set(number, { number, text: line, code: code[index] ?? "" });
    }
  }
  return lines;
}

/** The lines of the whole text of a file of the change; empty where it is not known. */
export type KnownLines = (path: RepoPath, side: Side) => ReadonlyMap<number, CodeLine>;

/**
 * What a hunk and its context show of the head, and of what the hunk removes. Only the whole text tells whether a line
 * stands within a comment that begins further up.
 */
export function readShownHunk(
  { path, lines, context = [] }: UnitHunk,
  known: KnownLines,
): readonly ShownText[] {
  const right = lines.flatMap(({ newLine, text }) => (newLine === null ? [] : [{ number: newLine, text }]));
  const left = lines.flatMap(({ kind, oldLine, text }) =>
    kind === "removed" && oldLine !== null ? [{ number: oldLine, text }] : [],
  );
  const around = context.map((one) => {
    const shown = one.lines.map(({ line, text }) => ({ number: line, text }));
    return readShown({ path: RepoPath.parse(one.path), side: "RIGHT", lines: shown }, known);
  });
  return [
    readShown({ path, side: "RIGHT", lines: right }, known),
    readShown({ path, side: "LEFT", lines: left }, known),
    ...around,
  ];
}

function readShown(
  shown: {
    readonly path: RepoPath;
    readonly side: Side;
    readonly lines: readonly Omit<CodeLine, "code">[];
  },
  known: KnownLines,
): ShownText {
  const { path, side, lines } = shown;
  const whole = known(path, side);
  // Where the whole is not known, what is shown together is read together.
  const code = maskNonCode(lines.map(({ text }) => text).join("\n"), detectLanguage(path)).split("\n");
  return {
    path,
    side,
    lines: lines.map(({ number, text }, index) => {
      const line = whole.get(number);
      return line?.text.replace(/\r$/, "") === text ? line : { number, text, code: code[index] ?? "" };
    }),
  };
}

/** Whether a quote stands in lines that were shown; with `asCode`, in something other than comments and strings. */
export function isShown(
  quote: string,
  texts: readonly ShownText[],
  { side, asCode }: { readonly side: Side; readonly asCode: boolean },
): boolean {
  const forms = listQuoteForms(quote, side);
  return texts.some((text) => text.side === side && forms.some((form) => stands(form, text, asCode)));
}

function stands(form: string, { lines }: ShownText, asCode: boolean): boolean {
  const { text, code } = squashLines(lines);
  for (const position of findPositions(text, form)) {
    if (!asCode || /[\p{L}\p{N}_]/u.test(code.slice(position, position + form.length))) return true;
  }
  return false;
}

/** Both texts without the white space of the first, and a line feed where lines are missing. */
function squashLines(lines: readonly CodeLine[]): { readonly text: string; readonly code: string } {
  const texts: string[] = [];
  const codes: string[] = [];
  let previous: number | null = null;
  for (const { number, text, code } of lines) {
    if (previous !== null && number !== previous + 1) {
      texts.push("\n");
      codes.push("\n");
    }
    previous = number;
    texts.push(squashText(text));
    codes.push(selectSolid(text, code));
  }
  return { text: texts.join(""), code: codes.join("") };
}

/** The characters of `code` at the places where `text` has no white space. */
function selectSolid(text: string, code: string): string {
  let solid = "";
  for (let at = 0; at < text.length; at += 1)
    if (!/\s/.test(text.charAt(at))) solid += code.charAt(at) || " ";
  return solid;
}
