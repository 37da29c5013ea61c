import type { FlowImport, LineSpan } from "../../domain/flow.ts";
import type { Language } from "../../domain/syntax.ts";
import type { ContextPiece } from "./choose-context.ts";
import { cutScope } from "./find-definition.ts";
import type { HunkFocus } from "./focus-hunk.ts";
import { type FunctionIndex, linesOf } from "./index-functions.ts";
import { readWords } from "./read-words.ts";
import { isSensitive, type Slice, type SlicedUse } from "./slice-values.ts";

/** A changed file that was followed. */
export interface FollowedFile {
  readonly path: string;
  readonly language: Language | null;
  readonly lines: readonly string[];
  readonly functions: FunctionIndex;
  readonly imports: readonly FlowImport[];
}

/** A hunk with where its values come from. */
export interface FollowedHunk {
  readonly focus: HunkFocus;
  readonly slice: Slice;
}

const longestImport = 5;
const mostInner = 3;
const linesOfInner = 15;

/** Lines of the same file that tell about a hunk. `near`: one hop away; `far`: two. */
export function listLocalPieces(
  file: FollowedFile,
  { focus, slice }: FollowedHunk,
): { readonly near: readonly ContextPiece[]; readonly far: readonly ContextPiece[] } {
  const { path } = file;
  const value = ({ name, ...span }: LineSpan & { readonly name: string }): ContextPiece => {
    return { path, why: "defines", name, lines: linesOf(span) };
  };
  const guard = ({ name, ...span }: LineSpan & { readonly name: string }): ContextPiece => {
    return { path, why: "guards", name, lines: linesOf(span) };
  };
  const called = listCalled(slice.uses, file, focus);
  const inner = called.flatMap(({ name }) => listCalled(listUsesWithin(file, name), file, focus));
  const further = inner
    .slice(0, mostInner)
    .map((piece) => ({ ...piece, lines: piece.lines.slice(0, linesOfInner) }));
  return {
    near: [
      ...slice.values.filter(({ hop }) => hop === 1).map(value),
      ...listImported(file, slice.uses),
      ...slice.guards.map(guard),
      ...called,
    ],
    far: [...slice.values.filter(({ hop }) => hop === 2).map(value), ...further],
  };
}

/** Functions of the file that are called or passed on, apart from the one in which the hunk stands. */
function listCalled(
  uses: readonly SlicedUse[],
  { path, functions, imports }: FollowedFile,
  { changed }: HunkFocus,
): readonly ContextPiece[] {
  const around = functions.around(changed[0] ?? 1);
  const imported = new Set(imports.map(({ name }) => name));
  return uses.flatMap(({ text, chain, isCalled }): readonly ContextPiece[] => {
    const scope = functions.named(text);
    const isOther = chain.length > 0 && (!isCalled || imported.has(chain[0] ?? null));
    if (scope === null || scope === around || isOther) return [];
    return [{ path, why: "called", name: text, lines: linesOf(cutScope(scope)) }];
  });
}

/** What the beginning of a function of the file uses. */
function listUsesWithin({ lines, functions }: FollowedFile, name: string): readonly SlicedUse[] {
  const scope = functions.named(name);
  const shown = scope === null ? [] : linesOf(cutScope(scope));
  const words = shown.flatMap((line) => readWords(lines[line - 1] ?? ""));
  return words.flatMap((word) => (isSensitive(word) ? [{ ...word, hop: 1 as const }] : []));
}

/** The imports that make known what the changed lines use: where a dangerous call comes from. */
function listImported({ path, imports }: FollowedFile, uses: readonly SlicedUse[]): readonly ContextPiece[] {
  const roots = new Set(uses.flatMap(({ text, chain, hop }) => (hop === 0 ? [chain[0] ?? text] : [])));
  return imports.flatMap(({ name, startLine, endLine }): readonly ContextPiece[] => {
    if (name === null || !roots.has(name)) return [];
    const isShort = endLine - startLine < longestImport;
    const lines = isShort ? linesOf({ startLine, endLine }) : [startLine, endLine];
    return [{ path, why: "defines", name, lines }];
  });
}
