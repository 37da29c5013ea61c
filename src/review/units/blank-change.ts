import type { ChangedFile, ChangeSet, Excerpt, Side } from "../../domain/change-set.ts";
import type { ContextLine, UnitContext, UnitHunk } from "../../domain/unit.ts";
import { blankLine, listOpenTexts, type OpenText } from "./blank-comments.ts";
import { type CommentSyntax, findCommentSyntax } from "./comment-syntax.ts";

/** The same hunk and its context without the text of comments. */
export type BlankHunk = (hunk: UnitHunk) => UnitHunk;

/** In what each known line of one side of a file begins. */
type Openings = ReadonlyMap<number, OpenText>;

/**
 * Takes the comments out of what is shown of a change. Whether a line stands in a comment is told by all that is known
 * of its file, which is read once.
 */
export function createBlanker(change: ChangeSet): BlankHunk {
  const known = new Map<string, Openings>();
  const openingsOf = (index: number, side: Side, syntax: CommentSyntax) => {
    const key = `${side} ${index}`;
    const file = change.files[index];
    const openings =
      known.get(key) ?? indexOpenings((side === "LEFT" ? file?.base : file?.head) ?? [], syntax);
    known.set(key, openings);
    return openings;
  };
  const positions = new Map<string, number>(change.files.map(({ path }, index) => [path, index]));
  const blankContext = (context: UnitContext): UnitContext => {
    const syntax = findCommentSyntax(context.path);
    if (syntax === null) return context;
    const index = positions.get(context.path);
    const openings =
      index === undefined ? readRuns(context.lines, syntax) : openingsOf(index, "RIGHT", syntax);
    const blank = ({ line, text }: ContextLine) => ({
      line,
      text: blankLine(text, openings.get(line) ?? null, syntax).text,
    });
    return { ...context, lines: context.lines.map(blank) };
  };
  return (hunk) => {
    const context = hunk.context?.map(blankContext) ?? [];
    const syntax = findCommentSyntax(hunk.path);
    if (syntax === null) return { ...hunk, context };
    const head = openingsOf(hunk.ref.file, "RIGHT", syntax);
    const base = openingsOf(hunk.ref.file, "LEFT", syntax);
    const lines = hunk.lines.map((line) => {
      const open = line.newLine === null ? base.get(line.oldLine ?? 0) : head.get(line.newLine);
      return { ...line, text: blankLine(line.text, open ?? null, syntax).text };
    });
    return { ...hunk, lines, context };
  };
}

/** The file without the text of comments, line by line. */
export function blankFile(file: ChangedFile): ChangedFile {
  const syntax = findCommentSyntax(file.path);
  if (syntax === null) return file;
  const blank = (excerpt: Excerpt): Excerpt => {
    const lines = excerpt.text.split("\n");
    const opens = listOpenTexts(lines, excerpt.firstLine === 1, syntax);
    const blanked = lines.map((line, index) => blankLine(line, opens[index] ?? null, syntax).text);
    return { ...excerpt, text: blanked.join("\n") };
  };
  return { ...file, base: file.base.map(blank), head: file.head.map(blank) };
}

function indexOpenings(excerpts: readonly Excerpt[], syntax: CommentSyntax): Openings {
  const openings = new Map<number, OpenText>();
  for (const { firstLine, text } of excerpts) {
    const opens = listOpenTexts(text.split("\n"), firstLine === 1, syntax);
    for (const [index, open] of opens.entries()) openings.set(firstLine + index, open);
  }
  return openings;
}

/** Of a file that is not known in whole: what stands together is read together. */
function readRuns(lines: readonly ContextLine[], syntax: CommentSyntax): Openings {
  const runs: { firstLine: number; readonly texts: string[] }[] = [];
  for (const { line, text } of lines) {
    const run = runs.at(-1);
    if (run !== undefined && run.firstLine + run.texts.length === line) run.texts.push(text);
    else runs.push({ firstLine: line, texts: [text] });
  }
  return indexOpenings(
    runs.map(({ firstLine, texts }) => ({ firstLine, text: texts.join("\n") })),
    syntax,
  );
}
