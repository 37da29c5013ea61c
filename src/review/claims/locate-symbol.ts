import type { LineRange } from "../../domain/finding.ts";
import type { SyntaxFacts } from "../../domain/syntax.ts";
import { holdsWord } from "./checks/file-evidence.ts";
import { findTouchedLine, type SideText } from "./side-text.ts";

/**
 * Lines where an identifier is imported, defined or used, in that order; where the syntax tree does not know the
 * name, every line whose text holds it as a whole word. Ascending within each group.
 */
export function listSymbolLines(name: string, side: SideText, facts: SyntaxFacts | null): readonly number[] {
  const known = facts?.names.get(name);
  if (known !== undefined) return [...known.importedAt, ...known.definedAt, ...known.usedAt];
  const scoped = (facts?.scopes ?? []).filter((scope) => scope.name === name).map((scope) => scope.startLine);
  return scoped.length > 0 ? scoped : findWordLines(side.lines, name);
}

/** Numbers of the lines that hold the name as a whole word. */
export function findWordLines(lines: ReadonlyMap<number, string>, name: string): readonly number[] {
  const found: number[] = [];
  for (const [number, text] of lines) if (holdsWord(text, name)) found.push(number);
  return found;
}

/** The first of the lines that a hunk touches, as a place of one line. */
export function selectTouched(lines: readonly number[], side: SideText): LineRange | null {
  const line = lines.find(
    (candidate) => findTouchedLine(side, { start: candidate, end: candidate }) !== null,
  );
  return line === undefined ? null : { start: line, end: line };
}
