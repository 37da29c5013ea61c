import type { ChangedFile, Hunk } from "../domain/change-set.ts";
import type { RuleMatch, Scope, SyntaxFacts } from "../domain/syntax.ts";
import { type ChangedText, lineOf, readChangedText } from "./changed-text.ts";
import { indexAddedControls, type RemovedControl, wordsOf } from "./index-added-controls.ts";
import { indexFunctions } from "./index-functions.ts";

export interface ControlFacts {
  /** Controls on the base side, by line. */
  readonly controls: readonly RuleMatch[];
  readonly left: SyntaxFacts | null;
  readonly right: SyntaxFacts | null;
}

/**
 * The controls of the base that stand on a removed line and that no added line of the same hunk or function brings
 * back with the same words. Moved, re-indented and extended controls stand again; so do controls of a function or
 * file that is gone altogether, since what they guarded is gone too. Each added control stands for one removed.
 */
export function selectRemovedControls(
  file: ChangedFile,
  { controls, left, right }: ControlFacts,
): readonly RuleMatch[] {
  if (left === null || controls.length === 0 || file.status === "deleted") return [];
  const base = readChangedText(file, "LEFT");
  const imports = new Set([...left.names.values()].flatMap((name) => name.importedAt));
  const functionAt = indexFunctions(left.scopes);
  const hunks = indexHunks(file.hunks);
  const isRemoved = createScopeCheck(base);
  const standsAgain = right === null ? createLineCheck() : indexAddedControls(file, right);
  return controls.filter((control) => {
    const line = firstTouched(control, base);
    if (line === null || imports.has(control.startLine)) return false;
    const hunk = hunks.get(line) ?? null;
    const scope = functionAt(control.startLine);
    if (scope !== null && hunk !== null && !hunk.hasAdded && isRemoved(scope)) return false;
    return !standsAgain({ control, hunk: hunk?.hunk ?? null, scope, words: wordsOf(control, base), base });
  });
}

interface IndexedHunk {
  readonly hunk: Hunk;
  readonly hasAdded: boolean;
}

/** The hunk of each removed line. */
function indexHunks(hunks: readonly Hunk[]): ReadonlyMap<number, IndexedHunk> {
  const byLine = new Map<number, IndexedHunk>();
  for (const hunk of hunks) {
    const indexed = { hunk, hasAdded: hunk.lines.some((line) => line.kind === "added") };
    for (const { kind, oldLine } of hunk.lines) {
      if (kind === "removed" && oldLine !== null) byLine.set(oldLine, indexed);
    }
  }
  return byLine;
}

function firstTouched(match: RuleMatch, text: ChangedText): number | null {
  for (let line = match.startLine; line <= match.endLine; line++) if (text.touched.has(line)) return line;
  return null;
}

/** Whether every line of a scope is removed; each scope is read once. */
function createScopeCheck(base: ChangedText): (scope: Scope) => boolean {
  const answers = new Map<Scope, boolean>();
  return (scope) => {
    const known = answers.get(scope);
    if (known !== undefined) return known;
    let line = scope.startLine;
    while (line <= scope.endLine && base.touched.has(line)) line++;
    answers.set(scope, line > scope.endLine);
    return line > scope.endLine;
  };
}

/** Without a syntax tree of the head only an equal added line of the hunk, white space aside, counts. */
function createLineCheck(): (removed: RemovedControl) => boolean {
  const bare = (text: string) => text.replaceAll(/\s/g, "");
  const added = new Map<Hunk, ReadonlySet<string>>();
  return ({ control, hunk, base }) => {
    if (hunk === null) return false;
    const lines =
      added.get(hunk) ??
      new Set(hunk.lines.filter(({ kind }) => kind === "added").map(({ text }) => bare(text)));
    added.set(hunk, lines);
    return lines.has(bare(lineOf(base, control.startLine) ?? ""));
  };
}
