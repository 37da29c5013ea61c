import { RepoPath } from "../domain/change-set.ts";
import type { FlowImport, LineSpan } from "../domain/flow.ts";
import type { Language } from "../domain/syntax.ts";
import {
  type FlowIndex,
  findDefinition,
  findReexports,
  indexFlow,
  mayDefine,
} from "../review/context/find-definition.ts";
import { listImports } from "../review/context/list-imports.ts";
import type { ImportTarget } from "../review/context/list-targets.ts";
import { resolveImport } from "../review/context/resolve-import.ts";
import { detectLanguage } from "../review/select/detect-language.ts";
import type { FlowReader } from "./ports.ts";
import type { Snapshot } from "./ports-snapshot.ts";

/** Where a name of another file is defined. */
export interface ImportedDefinition {
  readonly path: string;
  readonly name: string;
  readonly span: LineSpan;
  readonly text: string;
  readonly language: Language;
  readonly flow: FlowIndex;
}

export interface ImportedFinder {
  /** Looks up and reads at once what these targets will need. */
  prefetch(targets: readonly { readonly from: string; readonly target: ImportTarget }[]): Promise<void>;
  /** Null where the definition is not found: much of what code calls is in no repository. */
  find(target: ImportTarget, from: string): Promise<ImportedDefinition | null>;
}

export interface FinderSources {
  readonly snapshot: Snapshot;
  readonly flow: FlowReader;
}

/** Of several places that a module may have, so many are looked into. */
const mostFiles = 3;
const mostReexports = 2;
const mostSearches = 60;
const mostFound = 60;
/** A name that is defined in more places than these tells nothing by itself. */
const mostPlacesOfGuess = 1;

/** Looks into files, and into those from which they pass a name on, so many times at most. */
type FindIn = (
  paths: readonly string[],
  wanted: Wanted,
  reexports: number,
) => Promise<ImportedDefinition | null>;

interface Wanted {
  readonly name: string;
  readonly alias: string;
  readonly container: string | null;
}

/** Finds definitions in other files of the tree. Each path is looked up, read and parsed once, each name searched once. */
export function createImportedFinder({ snapshot, flow }: FinderSources): ImportedFinder {
  const texts = new Map<string, Promise<LoadedText | null>>();
  const existing = new Map<string, boolean>();
  const searches = new Map<string, Promise<readonly string[]>>();
  const selectExisting = async (paths: readonly string[]) => {
    const unknown = [...new Set(paths)].filter((path) => !existing.has(path));
    if (unknown.length > 0) {
      const found = new Set(await snapshot.selectExisting(unknown));
      for (const path of unknown) existing.set(path, found.has(path));
    }
    return paths.filter((path) => existing.get(path) === true).slice(0, mostFiles);
  };
  const load = (path: string) => {
    const known = texts.get(path) ?? loadText(path, snapshot, flow);
    texts.set(path, known);
    return known;
  };
  const search = (name: string) => {
    const known = searches.get(name);
    if (known !== undefined) return known;
    if (searches.size >= mostSearches) return Promise.resolve([]);
    const found = searchDefinitions(name, snapshot);
    searches.set(name, found);
    return found;
  };
  const findIn: FindIn = async (paths, wanted, reexports) => {
    for (const path of paths) {
      const loaded = await load(path);
      if (loaded === null) continue;
      const found = select(loaded, path, wanted) ?? (await findPassedOn(loaded, path, { wanted, reexports }));
      if (found !== null) return found;
    }
    return null;
  };
  const findPassedOn = async (
    { flow: index, language }: LoadedText,
    from: string,
    { wanted, reexports }: { readonly wanted: Wanted; readonly reexports: number },
  ): Promise<ImportedDefinition | null> => {
    for (const passed of reexports === 0 ? [] : findReexports(index, wanted.name)) {
      const { paths } = resolveImport({ ...passed, from, language });
      const found = await findIn(await selectExisting(paths), nameIn(passed, wanted), reexports - 1);
      if (found !== null) return found;
    }
    return null;
  };
  const find = async (target: ImportTarget, from: string) => {
    const paths = await selectExisting(target.paths);
    const found = await findIn(
      paths.filter((path) => path !== from),
      target,
      mostReexports,
    );
    if (found !== null || (target.folders.length === 0 && !target.isGuess)) return found;
    const others = (await search(target.name)).filter(
      (path) => isAkin(path, from) && isIn(path, target.folders),
    );
    return others.length > (target.isGuess ? mostPlacesOfGuess : mostFiles)
      ? null
      : findIn(others, target, 0);
  };
  return {
    async prefetch(targets) {
      await selectExisting(targets.flatMap(({ target }) => target.paths));
      const paths = targets.flatMap(({ target, from }) =>
        target.paths.filter((path) => path !== from && existing.get(path) === true).slice(0, 1),
      );
      await Promise.all([...new Set(paths)].map((path) => snapshot.readFile(path)));
      await Promise.all(
        targets.filter(({ target }) => isSearched(target, existing)).map(({ target }) => search(target.name)),
      );
    },
    find,
  };
}

/** Whether it is already clear that the definition will be looked for in the whole tree. */
function isSearched(
  { folders, isGuess, paths }: ImportTarget,
  existing: ReadonlyMap<string, boolean>,
): boolean {
  return (folders.length > 0 || isGuess) && !paths.some((path) => existing.get(path) === true);
}

interface LoadedText {
  readonly text: string;
  readonly language: Language;
  readonly flow: FlowIndex;
}

async function loadText(path: string, snapshot: Snapshot, flow: FlowReader): Promise<LoadedText | null> {
  const language = languageOf(path);
  const text = language === null ? null : await snapshot.readFile(path);
  if (language === null || text === null) return null;
  const facts = await flow.readFlow(text, language);
  return facts === null
    ? null
    : { text, language, flow: indexFlow(facts, listImports(text.split("\n"), language)) };
}

function select(
  { text, language, flow }: LoadedText,
  path: string,
  wanted: Wanted,
): ImportedDefinition | null {
  const { name, alias, container } = wanted;
  const span = findDefinition(flow, { name, container }) ?? findDefinition(flow, { name: alias, container });
  return span === null ? null : { path, name, span, text, language, flow };
}

/** What a name is called in the module that passes it on. */
function nameIn({ name, imported }: FlowImport, wanted: Wanted): Wanted {
  return name === null || imported === null ? wanted : { ...wanted, name: imported, alias: imported };
}

/** Paths of files that may define the name, in order. */
async function searchDefinitions(name: string, snapshot: Snapshot): Promise<readonly string[]> {
  const lines = await snapshot.findWord(name, mostFound);
  return [...new Set(lines.flatMap(({ path, text }) => (mayDefine(text, name) ? [path] : [])))];
}

/** Languages whose files call each other. */
const families: readonly (readonly Language[])[] = [
  ["javascript", "typescript", "tsx"],
  ["c", "cpp"],
];

function isAkin(path: string, from: string): boolean {
  if (path === from) return false;
  const [one, other] = [languageOf(path), languageOf(from)];
  if (one === null || other === null) return false;
  return one === other || families.some((family) => family.includes(one) && family.includes(other));
}

function languageOf(path: string): Language | null {
  const parsed = RepoPath.safeParse(path);
  return parsed.success ? detectLanguage(parsed.data) : null;
}

function isIn(path: string, folders: readonly string[]): boolean {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return folders.length === 0 || folders.some((end) => folder === end || folder.endsWith(`/${end}`));
}
