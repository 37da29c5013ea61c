import type { ChangeSet, Side } from "../../../domain/change-set.ts";
import type { CodeFacts, DeclarationFacts, FileFacts, SyntaxFacts } from "../../../domain/syntax.ts";
import { maskTexts } from "./mask-texts.ts";

/** One side of one file, as claims are checked against it. */
export interface FileEvidence {
  readonly path: string;
  /** The known lines by their number. */
  readonly lines: ReadonlyMap<number, string>;
  /** The same lines with comments and the contents of strings blanked, columns kept; as they are where `code` is null. */
  readonly codeLines: ReadonlyMap<number, string>;
  /** Null where the language has no syntax tree. */
  readonly facts: SyntaxFacts | null;
  /** Null unless the whole file is known and well-formed. */
  readonly code: CodeFacts | null;
  /** Names of functions by their first and last line, as `12-30`. */
  readonly functionNames: ReadonlyMap<string, string>;
}

/** Gathers what is known of one side of one file of a change. */
export function gatherFile(
  change: ChangeSet,
  known: readonly FileFacts[],
  { file, side }: { readonly file: number; readonly side: Side },
): FileEvidence {
  const changed = change.files[file];
  const excerpts = (side === "LEFT" ? changed?.base : changed?.head) ?? [];
  const lines = new Map(
    excerpts.flatMap(({ firstLine, text }) =>
      text.split("\n").map((line, index) => [firstLine + index, line] as const),
    ),
  );
  const facts = known.find((entry) => entry.file === file && entry.side === side)?.facts ?? null;
  const isWhole = changed?.isComplete === true;
  const code = isWhole && facts?.isWellFormed === true ? (facts.code ?? null) : null;
  const codeLines = code === null ? lines : maskTexts(lines, code.texts);
  const functionNames = new Map(
    (facts?.scopes ?? [])
      .filter(({ kind }) => kind === "function")
      .map(({ startLine, endLine, name }) => [`${startLine}-${endLine}`, name] as const),
  );
  return { path: changed?.path ?? "", lines, codeLines, facts, code, functionNames };
}

/** The innermost function in which a line lies below the header; null outside of functions. */
export function functionAround({ code }: FileEvidence, line: number): DeclarationFacts | null {
  let innermost: DeclarationFacts | null = null;
  for (const declaration of code?.declarations ?? []) {
    const isAround = declaration.startLine < line && line <= declaration.endLine;
    if (declaration.kind !== "function" || !isAround) continue;
    if (innermost === null || isWithin(declaration, innermost)) innermost = declaration;
  }
  return innermost;
}

function isWithin(inner: DeclarationFacts, outer: DeclarationFacts): boolean {
  return inner.startLine >= outer.startLine && inner.endLine <= outer.endLine;
}

/** Whether a line lies inside a function, below its header, so that nothing outside can reach what it defines. */
export function isInsideFunction({ facts, code }: FileEvidence, line: number): boolean {
  const functions = code?.declarations ?? facts?.scopes ?? [];
  return functions.some(
    ({ kind, startLine, endLine }) => kind === "function" && startLine < line && line <= endLine,
  );
}

/** Lines of a text between two numbers, both inclusive; at most 2,000. */
export function linesBetween(
  lines: ReadonlyMap<number, string>,
  start: number,
  end: number,
): readonly string[] {
  const found: string[] = [];
  for (let number = start; number <= Math.min(end, start + 1_999); number += 1) {
    const line = lines.get(number);
    if (line !== undefined) found.push(line);
  }
  return found;
}

/** By how much a line of code opens more round and square brackets than it closes. */
export function countBrackets(line: string): number {
  let depth = 0;
  for (const character of line) {
    if (character === "(" || character === "[") depth += 1;
    if (character === ")" || character === "]") depth -= 1;
  }
  return depth;
}

/** Whether a text holds a name as a whole word. */
export function holdsWord(text: string, name: string): boolean {
  return findWord(text, name) !== -1;
}

/** Where a name first stands in a text as a whole word; -1 where it does not. */
export function findWord(text: string, name: string): number {
  // The parser puts an empty name where it misses one.
  if (name === "") return -1;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + name.length])) return at;
  }
  return -1;
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}

/** Lines where functions of the file have a parameter of that name. */
export function listParameterLines(name: string, { code }: FileEvidence): readonly number[] {
  return (code?.declarations ?? []).flatMap(({ parameters }) =>
    parameters.filter((parameter) => parameter.name === name).map(({ line }) => line),
  );
}
