import type { ProposedEdit } from "../../domain/refutation.ts";

const mostReplaced = 20;
const mostLines = 40;
const longestLine = 400;

/** Lines of a file, as they stand in the blob. */
export interface EditedText {
  readonly firstLine: number;
  readonly text: string;
}

export interface EditLimits {
  /** Whether a line of the head was shown to whoever proposes the edit. */
  readonly isShown: (line: number) => boolean;
  /** Masks and escapes: a line that it changes holds what no edit may touch or bring in. */
  readonly clean: (text: string) => string;
}

/** An edit that can be applied: what the text becomes, and both kinds of lines without their line ends. */
export interface AppliedEdit {
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
  readonly replaced: readonly string[];
  readonly text: string;
}

/**
 * Applies an edit of a model in memory. Null when it reaches beyond what was shown, is too large, changes nothing, or
 * touches or holds secrets, their placeholders or invisible characters.
 */
export function applyEdit(edit: ProposedEdit, excerpt: EditedText, limits: EditLimits): AppliedEdit | null {
  const { from, to } = edit;
  const lines = excerpt.text.split("\n");
  const first = from - excerpt.firstLine;
  const isRange = Number.isInteger(from) && Number.isInteger(to) && from <= to && to - from < mostReplaced;
  if (!isRange || first < 0 || to - excerpt.firstLine >= lines.length) return null;
  const replaced = lines.slice(first, first + to - from + 1);
  const added = edit.lines.flatMap((line) => line.split("\n")).map(withoutReturn);
  if (added.length === 0 || added.length > mostLines || !isTouchable([...replaced, ...added], limits.clean))
    return null;
  if (replaced.some((_, index) => !limits.isShown(from + index))) return null;
  const standing = replaced.map(withoutReturn);
  if (added.join("\n").trim() === standing.join("\n").trim()) return null;
  const lineEnd = replaced[0]?.endsWith("\r") === true ? "\r" : "";
  const text = [
    ...lines.slice(0, first),
    ...added.map((line) => line + lineEnd),
    ...lines.slice(first + replaced.length),
  ].join("\n");
  return { startLine: from, endLine: to, lines: added, replaced: standing, text };
}

function isTouchable(lines: readonly string[], clean: (text: string) => string): boolean {
  return lines.every(
    (line) =>
      line.length <= longestLine &&
      line.isWellFormed() &&
      clean(withoutReturn(line)) === withoutReturn(line) &&
      !line.includes("[[SECRET ") &&
      !line.includes("[masked]"),
  );
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
