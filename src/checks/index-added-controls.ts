import type { ChangedFile, Hunk } from "../domain/change-set.ts";
import type { RuleMatch, Scope, SyntaxFacts } from "../domain/syntax.ts";
import { type ChangedText, lineOf, readChangedText } from "./changed-text.ts";
import { indexFunctions } from "./index-functions.ts";

const maxComparedLines = 5;
const maxComparedCharacters = 2000;
// So many places of the same control are compared with a removed one before it counts as removed.
const maxCandidates = 200;

/** A removed control, and where one like it may stand again. */
export interface RemovedControl {
  readonly control: RuleMatch;
  readonly hunk: Hunk | null;
  readonly scope: Scope | null;
  readonly words: readonly string[];
  readonly base: ChangedText;
}

interface AddedControl {
  readonly words: ReadonlySet<string>;
  isTaken: boolean;
}

/**
 * Finds out whether an added line of the head brings a removed control back: the same rule, in the same hunk or in
 * a function of the same name, with at least the same words. What is found once is not found again.
 */
export function indexAddedControls(
  file: ChangedFile,
  right: SyntaxFacts,
): (removed: RemovedControl) => boolean {
  const head = readChangedText(file, "RIGHT");
  const functionAt = indexFunctions(right.scopes);
  const hunkOfLine = new Map<number, number>();
  for (const { index, lines } of file.hunks) {
    for (const { kind, newLine } of lines)
      if (kind === "added" && newLine !== null) hunkOfLine.set(newLine, index);
  }
  const places = new Map<string, AddedControl[]>();
  for (const match of right.matches) {
    const hunk = firstHunk(match, hunkOfLine);
    if (hunk === null) continue;
    const added = { words: new Set(wordsOf(match, head)), isTaken: false };
    push(places, `${match.rule} hunk ${hunk}`, added);
    const scope = functionAt(match.startLine);
    if (scope !== null) push(places, `${match.rule} scope ${scope.name}`, added);
  }
  return ({ control, hunk, scope, words }) =>
    (hunk !== null && take(places.get(`${control.rule} hunk ${hunk.index}`), words)) ||
    (scope !== null && take(places.get(`${control.rule} scope ${scope.name}`), words));
}

function firstHunk(match: RuleMatch, hunkOfLine: ReadonlyMap<number, number>): number | null {
  for (let line = match.startLine; line <= match.endLine; line++) {
    const hunk = hunkOfLine.get(line);
    if (hunk !== undefined) return hunk;
  }
  return null;
}

function push(places: Map<string, AddedControl[]>, key: string, added: AddedControl): void {
  const known = places.get(key);
  if (known === undefined) places.set(key, [added]);
  else known.push(added);
}

/** Takes the first free control with all of the words. Those taken at the front leave the list. */
function take(candidates: AddedControl[] | undefined, words: readonly string[]): boolean {
  if (candidates === undefined) return false;
  while (candidates[0]?.isTaken === true) candidates.shift();
  const found = candidates
    .slice(0, maxCandidates)
    .find((candidate) => !candidate.isTaken && words.every((word) => candidate.words.has(word)));
  if (found !== undefined) found.isTaken = true;
  return found !== undefined;
}

/** The words on the first lines of a match. */
export function wordsOf(match: RuleMatch, text: ChangedText): readonly string[] {
  const end = Math.min(match.endLine, match.startLine + maxComparedLines - 1);
  const words: string[] = [];
  for (let line = match.startLine; line <= end; line++) {
    words.push(...(lineOf(text, line)?.slice(0, maxComparedCharacters).match(/\w+/g) ?? []));
  }
  return words;
}
