import type { ChangeSet } from "../domain/change-set.ts";
import type { FileFacts } from "../domain/syntax.ts";
import type { UnitHunk } from "../domain/unit.ts";
import { type ContextPiece, chooseContext } from "../review/context/choose-context.ts";
import { cutScope } from "../review/context/find-definition.ts";
import { linesOf } from "../review/context/index-functions.ts";
import { listLocalPieces } from "../review/context/list-pieces.ts";
import { type ImportTarget, listTargets } from "../review/context/list-targets.ts";
import { readWords } from "../review/context/read-words.ts";
import { isSensitive, type SlicedUse } from "../review/context/slice-values.ts";
import type { CleanFile } from "./clean-file.ts";
import { createImportedFinder, type ImportedDefinition, type ImportedFinder } from "./find-imported.ts";
import { type FollowedHunks, followFile } from "./follow-file.ts";
import { mapInTurns } from "./map-in-turns.ts";
import type { CountTokens, FlowReader } from "./ports.ts";
import type { Snapshot } from "./ports-snapshot.ts";

export interface ContextSources {
  readonly change: ChangeSet;
  readonly facts: readonly FileFacts[];
  readonly flow: FlowReader;
  /** The tree at the head; null: context comes from the changed files alone. */
  readonly snapshot: Snapshot | null;
  /** Masks and escapes lines of the change. */
  readonly clean: (text: string) => string;
  readonly cleanFile: CleanFile;
  readonly countTokens: CountTokens;
}

/**
 * The same hunks, each with the lines elsewhere that tell about what it uses: definitions of its values, the conditions
 * on their way, the functions that it hands them to. Same change and tree, same context.
 */
export async function gatherContext(
  hunks: readonly UnitHunk[],
  sources: ContextSources,
): Promise<readonly UnitHunk[]> {
  const followed = await followFiles(hunks, sources);
  const finder =
    sources.snapshot === null ? null : createImportedFinder({ ...sources, snapshot: sources.snapshot });
  await finder?.prefetch(
    followed.flatMap(({ path, targets }) => targets.map((target) => ({ from: path, target }))),
  );
  const told = await mapInTurns(
    followed,
    async (one) => [one.hunk, await addContext(one, finder, sources)] as const,
  );
  const gathered = new Map<UnitHunk, UnitHunk>(told);
  return hunks.map((hunk) => gathered.get(hunk) ?? hunk);
}

/** A hunk with what tells about it in its file, and what it uses of others. No more of the file is kept: there are many. */
interface Followed {
  readonly hunk: UnitHunk;
  readonly path: string;
  /** All lines of its file. */
  readonly lines: readonly string[];
  /** Lines that the hunk shows anyway. */
  readonly shown: ReadonlySet<number>;
  readonly local: ReturnType<typeof listLocalPieces>;
  readonly targets: readonly ImportTarget[];
}

async function followFiles(
  hunks: readonly UnitHunk[],
  sources: ContextSources,
): Promise<readonly Followed[]> {
  const heads = sources.facts.filter(({ side }) => side === "RIGHT");
  const scopes = new Map(heads.map(({ file, facts }) => [file, facts.scopes]));
  const isAlone = sources.snapshot === null;
  const byFile = [...Map.groupBy(hunks, ({ ref }) => ref.file)];
  const found = await mapInTurns(byFile, async ([index, own]) => {
    const changed = sources.change.files[index];
    if (changed === undefined) return [];
    const file = await followFile({ changed, scopes: scopes.get(index) ?? [], hunks: own }, sources);
    return file === null ? [] : own.flatMap((hunk, at) => toFollowed(hunk, file, { at, isAlone }));
  });
  return found.flat();
}

function toFollowed(
  hunk: UnitHunk,
  { file, hunks }: FollowedHunks,
  { at, isAlone }: { readonly at: number; readonly isAlone: boolean },
): readonly Followed[] {
  const followed = hunks[at] ?? null;
  if (followed === null) return [];
  const { language, path, lines, imports, functions } = file;
  const known = { hunk, path, lines, shown: followed.focus.shown, local: listLocalPieces(file, followed) };
  if (isAlone) return [{ ...known, targets: [] }];
  // What the file defines itself is not looked for elsewhere.
  const uses = followed.slice.uses.filter(
    ({ text, chain }) => chain.length > 0 || functions.named(text) === null,
  );
  const targets = language === null ? [] : listTargets(uses, { path, language, imports });
  return [{ ...known, targets }];
}

async function addContext(
  { hunk, path: own, lines, shown, local: { near, far }, targets }: Followed,
  finder: ImportedFinder | null,
  sources: ContextSources,
): Promise<UnitHunk> {
  const imported = finder === null ? [] : await findAll(targets, own, finder);
  const inner = finder === null ? [] : await findInner(imported, finder);
  const others = [...imported, ...inner];
  const pieces = [...near, ...imported.map(toPiece), ...far, ...inner.map(toPiece)];
  if (pieces.length === 0) return hunk;
  const texts = new Map<string, readonly string[]>();
  for (const { path, text } of others)
    if (!texts.has(path)) texts.set(path, (await sources.cleanFile(path, text)).split("\n"));
  const { clean, countTokens } = sources;
  const textOf = (path: string, line: number) =>
    path === own ? clean(withoutReturn(lines[line - 1])) : withoutReturn(texts.get(path)?.[line - 1]);
  const named = pieces.map((piece) => ({ ...piece, name: clean(piece.name).slice(0, longestName) }));
  const context = chooseContext(named, { path: own, shown, textOf, countTokens });
  return context.length === 0 ? hunk : { ...hunk, context };
}

const longestName = 60;

async function findAll(
  targets: readonly ImportTarget[],
  from: string,
  finder: ImportedFinder,
): Promise<readonly ImportedDefinition[]> {
  const found: ImportedDefinition[] = [];
  for (const target of targets) {
    const one = await finder.find(target, from);
    if (one !== null && one.path !== from) found.push(one);
  }
  return found;
}

/** The second hop: what the found definitions hand on, in their own file and to those that it imports. */
async function findInner(
  imported: readonly ImportedDefinition[],
  finder: ImportedFinder,
): Promise<readonly ImportedDefinition[]> {
  const found: ImportedDefinition[] = [];
  for (const definition of imported.slice(0, mostInner)) {
    const { path, language, flow, text, name } = definition;
    const uses = usesOf(definition).filter((use) => use.text !== name);
    for (const use of uses) {
      const scope = use.chain.length === 0 ? flow.functions.named(use.text) : null;
      if (scope !== null) found.push({ path, name: use.text, span: cutScope(scope), text, language, flow });
    }
    const targets = listTargets(uses, { path, language, imports: flow.imports });
    const known = targets.filter(({ isGuess }) => !isGuess);
    found.push(...(await findAll(known, path, finder)));
  }
  return found.slice(0, mostInner).map(shorten);
}

const mostInner = 3;
const linesOfInner = 15;

function shorten(definition: ImportedDefinition): ImportedDefinition {
  const { startLine, endLine } = definition.span;
  return { ...definition, span: { startLine, endLine: Math.min(endLine, startLine + linesOfInner - 1) } };
}

/** Calls that sound as if they matter. */
function usesOf({ span, flow }: ImportedDefinition): readonly SlicedUse[] {
  const words = linesOf(span).flatMap((line) => readWords(flow.facts.code[line - 1] ?? ""));
  return words.flatMap((word) => (word.isCalled && isSensitive(word) ? [{ ...word, hop: 1 as const }] : []));
}

function toPiece({ path, name, span }: ImportedDefinition): ContextPiece {
  return { path, why: "called", name, lines: linesOf(span) };
}

function withoutReturn(line: string | undefined): string {
  return line?.endsWith("\r") === true ? line.slice(0, -1) : (line ?? "");
}
