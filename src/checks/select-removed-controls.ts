import type { ChangedFile, Hunk } from "../domain/change-set.ts";
import type { RuleMatch, Scope, SyntaxFacts } from "../domain/syntax.ts";
import { type ChangedText, lineOf, readChangedText } from "./changed-text.ts";

export interface ControlFacts {
  /** Controls on the base side. */
  readonly controls: readonly RuleMatch[];
  readonly left: SyntaxFacts | null;
  readonly right: SyntaxFacts | null;
}

interface Sides {
  readonly base: ChangedText;
  readonly head: ChangedText;
}

// So many places of the same control are compared with a removed one before it counts as removed.
const maxCandidates = 200;
const maxComparedLines = 5;

/**
 * The controls of the base that stand on a removed line and that no added line of the same hunk or function brings
 * back with the same words. Moved, re-indented and extended controls stand again; so do controls of a function or
 * file that is gone altogether, since what they guarded is gone too. Each added control stands for one removed.
 */
export function selectRemovedControls(
  file: ChangedFile,
  { controls, left, right }: ControlFacts,
): readonly RuleMatch[] {
  if (left === null || file.status === "deleted") return [];
  const sides = { base: readChangedText(file, "LEFT"), head: readChangedText(file, "RIGHT") };
  const imports = new Set([...left.names.values()].flatMap((name) => name.importedAt));
  const functions = indexFunctions(left.scopes);
  const spare = Map.groupBy(
    (right?.matches ?? []).filter((match) => isTouched(match, sides.head)),
    (match) => match.rule,
  );
  return controls.filter((control) => {
    if (!isTouched(control, sides.base) || imports.has(control.startLine)) return false;
    const scope = functions(control.startLine);
    const hunk = file.hunks.find((one) => holds(one, "old", control));
    if (isGone(scope, hunk, sides.base)) return false;
    const where = { hunk, scopes: right?.scopes.filter((one) => one.name === scope?.name) ?? [] };
    return !standsAgain(control, {
      sides,
      where,
      spare: spare.get(control.rule) ?? [],
      hasSyntax: right !== null,
    });
  });
}

function isTouched(match: RuleMatch, text: ChangedText): boolean {
  for (let line = match.startLine; line <= match.endLine; line++) if (text.touched.has(line)) return true;
  return false;
}

/** Finds the innermost function around a line. */
function indexFunctions(scopes: readonly Scope[]): (line: number) => Scope | undefined {
  const sorted = scopes
    .filter((scope) => scope.kind === "function")
    .toSorted((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
  return (line) => sorted.find((scope) => scope.startLine <= line && line <= scope.endLine);
}

function holds(hunk: Hunk, end: "old" | "new", match: RuleMatch): boolean {
  const start = end === "old" ? hunk.oldStart : hunk.newStart;
  const lines = end === "old" ? hunk.oldLines : hunk.newLines;
  return start <= match.endLine && match.startLine < start + lines;
}

function isGone(scope: Scope | undefined, hunk: Hunk | undefined, base: ChangedText): boolean {
  if (scope === undefined || hunk === undefined || hunk.lines.some((line) => line.kind === "added"))
    return false;
  for (let line = scope.startLine; line <= scope.endLine; line++) if (!base.touched.has(line)) return false;
  return true;
}

interface Search {
  readonly sides: Sides;
  readonly where: { readonly hunk: Hunk | undefined; readonly scopes: readonly Scope[] };
  /** Added matches of the same rule that stand for no other control yet; the one found is taken out. */
  readonly spare: RuleMatch[];
  readonly hasSyntax: boolean;
}

function standsAgain(control: RuleMatch, { sides, where, spare, hasSyntax }: Search): boolean {
  if (!hasSyntax) return hasSameLine(control, where.hunk, sides.base);
  const words = wordsOf(control, sides.base);
  const limit = Math.min(spare.length, maxCandidates);
  for (let index = 0; index < limit; index++) {
    const candidate = spare[index];
    if (candidate === undefined || !isNear(candidate, where)) continue;
    const candidateWords = new Set(wordsOf(candidate, sides.head));
    if (!words.every((word) => candidateWords.has(word))) continue;
    spare.splice(index, 1);
    return true;
  }
  return false;
}

function isNear(candidate: RuleMatch, where: Search["where"]): boolean {
  if (where.hunk !== undefined && holds(where.hunk, "new", candidate)) return true;
  return where.scopes.some(
    (scope) => scope.startLine <= candidate.startLine && candidate.endLine <= scope.endLine,
  );
}

function wordsOf(match: RuleMatch, text: ChangedText): readonly string[] {
  const end = Math.min(match.endLine, match.startLine + maxComparedLines - 1);
  const words: string[] = [];
  for (let line = match.startLine; line <= end; line++) {
    words.push(...(lineOf(text, line)?.slice(0, 2000).match(/\w+/g) ?? []));
  }
  return words;
}

/** Without a syntax tree of the head only an equal line, white space aside, counts. */
function hasSameLine(control: RuleMatch, hunk: Hunk | undefined, base: ChangedText): boolean {
  const bare = (text: string) => text.replaceAll(/\s/g, "");
  const wanted = bare(lineOf(base, control.startLine) ?? "");
  return hunk?.lines.some((line) => line.kind === "added" && bare(line.text) === wanted) ?? false;
}
