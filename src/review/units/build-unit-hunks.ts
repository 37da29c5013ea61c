import type { ChangedFile, Hunk } from "../../domain/change-set.ts";
import type { Scope } from "../../domain/syntax.ts";
import type { UnitHunk, UnitLine } from "../../domain/unit.ts";
import { indexScopes } from "./index-scopes.ts";

/** Longest line that a prompt shows, in UTF-16 units; longer ones are cut and do not count as reviewed. */
export const longestLine = 4_000;
/** Lines of the enclosing function shown before and after a hunk. */
const surroundingBefore = 40;
const surroundingAfter = 20;

export interface HunkContext {
  readonly file: number;
  readonly changed: ChangedFile;
  /** Scopes of the head side; empty where there is no syntax tree. */
  readonly scopes: readonly Scope[];
  /** Masks secrets and makes invisible characters visible. */
  readonly clean: (text: string) => string;
}

/** Every hunk of a file as the model will see it, each with the part of its function that no other hunk shows. */
export function buildUnitHunks(context: HunkContext): readonly UnitHunk[] {
  const headLines = wholeHead(context.changed);
  const findScope = indexScopes(context.scopes);
  return context.changed.hunks.map((hunk, position) => {
    const scope = findScope(changedSpan(hunk));
    const room = freeLines(context.changed.hunks, position);
    const before = scope === null ? [] : linesBefore(scope, hunk, room.after, headLines);
    const after = scope === null ? [] : linesAfter(scope, hunk, room.before, headLines);
    return {
      ref: { file: context.file, hunk: hunk.index },
      label: `${context.file}.${hunk.index}`,
      path: context.changed.path,
      scope: scope === null ? null : context.clean(scope.name),
      lines: [
        ...before.map((line) => surroundingLine(line, headLines, context.clean)),
        ...hunk.lines.map((line) => ({
          kind: line.kind,
          oldLine: line.oldLine,
          newLine: line.newLine,
          ...shown(line.text, context.clean),
        })),
        ...after.map((line) => surroundingLine(line, headLines, context.clean)),
      ],
    };
  });
}

function wholeHead(file: ChangedFile): readonly string[] {
  const whole = file.isComplete ? file.head[0] : undefined;
  return whole === undefined ? [] : whole.text.split("\n");
}

/** First and last head line that the change touches; a pure removal touches the line after it. */
function changedSpan(hunk: Hunk): { first: number; last: number } {
  let next = hunk.newStart;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const line of hunk.lines) {
    if (line.kind !== "context") {
      first = Math.min(first, line.newLine ?? next);
      last = Math.max(last, line.newLine ?? next);
    }
    if (line.newLine !== null) next = line.newLine + 1;
  }
  return { first, last };
}

/** Head lines that belong to no neighbouring hunk: after the previous one, before the next one. */
function freeLines(hunks: readonly Hunk[], position: number): { after: number; before: number } {
  const previous = hunks[position - 1];
  const next = hunks[position + 1];
  return {
    after: previous === undefined ? 0 : previous.newStart + previous.newLines - 1,
    before: next === undefined ? Number.POSITIVE_INFINITY : next.newStart - surroundingBefore,
  };
}

function linesBefore(scope: Scope, hunk: Hunk, after: number, head: readonly string[]): readonly number[] {
  const lowest = Math.max(scope.startLine, after + 1, hunk.newStart - surroundingBefore);
  const lines = range(lowest, Math.min(hunk.newStart - 1, head.length));
  const signature = scope.startLine < lowest && scope.startLine > after ? [scope.startLine] : [];
  return head.length === 0 ? [] : [...signature, ...lines];
}

function linesAfter(scope: Scope, hunk: Hunk, before: number, head: readonly string[]): readonly number[] {
  const lowest = hunk.newStart + hunk.newLines;
  return range(lowest, Math.min(scope.endLine, lowest + surroundingAfter - 1, before - 1, head.length));
}

function range(from: number, to: number): readonly number[] {
  return to < from ? [] : Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
}

function surroundingLine(line: number, head: readonly string[], clean: (text: string) => string): UnitLine {
  return { kind: "surrounding", oldLine: null, newLine: line, ...shown(head[line - 1] ?? "", clean) };
}

function shown(text: string, clean: (text: string) => string): { text: string; isCut: boolean } {
  // Cleaned before it is cut: of a secret that stands across the cut, a half would not be recognised.
  const whole = clean(text.endsWith("\r") ? text.slice(0, -1) : text);
  if (whole.length <= longestLine) return { text: whole, isCut: false };
  const hidden = whole.length - longestLine;
  return { text: `${whole.slice(0, longestLine)} [${hidden} more characters not shown]`, isCut: true };
}
