import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { Snapshot, SnapshotLine } from "../../pipeline/ports-snapshot.ts";
import { fetchBlobs } from "./fetch-blobs.ts";
import { type Folder, type FolderFile, fetchFolders } from "./fetch-folders.ts";
import type { GitHubClient } from "./github-client.ts";

export interface GitHubSnapshotOptions {
  readonly client: GitHubClient;
  readonly repository: RepositoryRef;
  readonly commit: string;
  /** Texts of the changed files at the commit, by path: they are not fetched again. */
  readonly known: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
}

const maxFiles = 60;
const maxFolders = 200;
const maxFileBytes = 262_144;
const maxTotalBytes = 2_097_152;
/** Files beside the changed ones that are read for the first search. */
const maxNeighbours = 20;
const nothing: Folder = new Map();

/**
 * The tree at a commit on GitHub. Folders are listed forty a call, files are read fifty a call, each once: at most
 * 60 files and 2 MiB beside the changed ones. Words are looked up in what was read, the changed files, and some of
 * those beside them.
 */
export function createGitHubSnapshot(options: GitHubSnapshotOptions): Snapshot {
  const { known } = options;
  const texts = new Map<string, Promise<string | null>>();
  const found = new Map(known);
  const findFile = createFolderList(options);
  const fetchText = createTextBatch(options);
  let total = 0;
  const read = async (path: string) => {
    const file = await findFile(path);
    const isWanted = file !== null && file.size <= maxFileBytes && total + file.size <= maxTotalBytes;
    if (!isWanted) return null;
    total += file.size;
    const text = await fetchText(path);
    if (text !== null) found.set(path, text);
    return text;
  };
  const readFile = (path: string) => {
    const text = known.get(path);
    if (text !== undefined) return Promise.resolve(text);
    const asked = texts.get(path);
    if (asked !== undefined) return asked;
    if (texts.size >= maxFiles) return Promise.resolve(null);
    const reading = read(path);
    texts.set(path, reading);
    return reading;
  };
  let neighbours: Promise<unknown> | null = null;
  return {
    readFile,
    async selectExisting(paths) {
      const files = await Promise.all(
        paths.map((path) => (known.has(path) ? Promise.resolve(true) : findFile(path))),
      );
      return paths.filter((_, index) => files[index] !== null);
    },
    async findWord(word, limit) {
      if (!/^\w{1,200}$/.test(word)) return [];
      neighbours ??= findFile.listBeside([...known.keys()]).then((paths) => Promise.all(paths.map(readFile)));
      await neighbours;
      return findLines([...found].toSorted(byPath), word, limit);
    },
  };
}

interface FolderList {
  (path: string): Promise<FolderFile | null>;
  /** Files beside these, of the same kinds. */
  listBeside(paths: readonly string[]): Promise<readonly string[]>;
}

/** Looks files up in their folders. Folders that are asked for in the same turn are listed by the same call. */
function createFolderList({ client, repository, commit, signal }: GitHubSnapshotOptions): FolderList {
  const folders = new Map<string, Promise<Folder>>();
  const fetchFolder = createBatch(async (names: readonly string[]) => {
    return fetchFolders(client, { repository, commit, folders: names, signal });
  });
  const openFolder = (name: string): Promise<Folder> => {
    const known = folders.get(name);
    if (known !== undefined) return known;
    if (folders.size >= maxFolders) return Promise.resolve(nothing);
    const folder = fetchFolder(name).then((listed) => listed ?? nothing);
    folders.set(name, folder);
    return folder;
  };
  const find = async (path: string) => (await openFolder(folderOf(path))).get(nameOf(path)) ?? null;
  const listBeside = async (paths: readonly string[]) => {
    const kinds = Map.groupBy(paths, folderOf);
    const lists = await Promise.all(
      [...kinds].map(async ([folder, changed]) => {
        const extensions = new Set(changed.map(extensionOf));
        const names = [...(await openFolder(folder)).keys()].filter((name) =>
          extensions.has(extensionOf(name)),
        );
        return names.map((name) => (folder === "" ? name : `${folder}/${name}`));
      }),
    );
    const others = lists.flat().filter((path) => !paths.includes(path));
    return others.toSorted().slice(0, maxNeighbours);
  };
  return Object.assign(find, { listBeside });
}

/** Reads texts. Those that are asked for in the same turn are read by the same call. */
function createTextBatch(options: GitHubSnapshotOptions): (path: string) => Promise<string | null> {
  const { client, repository, commit, signal } = options;
  const fetchBlob = createBatch(async (paths: readonly string[]) => {
    const expressions = paths.map((path) => `${commit}:${path}`);
    const blobs = await fetchBlobs(client, { repository, expressions, extras: [], signal });
    return new Map(paths.map((path, index) => [path, blobs.get(expressions[index] ?? "")]));
  });
  return async (path) => (await fetchBlob(path))?.text ?? null;
}

function createBatch<Value>(
  fetchAll: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): (key: string) => Promise<Value | undefined> {
  let waiting = new Set<string>();
  let batch: Promise<ReadonlyMap<string, Value>> | null = null;
  const fetchWaiting = async () => {
    // Whoever asks in this turn, or continues in it, comes along.
    await Promise.resolve();
    await Promise.resolve();
    const keys = [...waiting];
    waiting = new Set();
    batch = null;
    return fetchAll(keys);
  };
  return async (key) => {
    waiting.add(key);
    batch ??= fetchWaiting();
    return (await batch).get(key);
  };
}

function findLines(
  texts: readonly (readonly [string, string])[],
  word: string,
  limit: number,
): readonly SnapshotLine[] {
  const whole = new RegExp(`(?<!\\w)${word}(?!\\w)`);
  const lines: SnapshotLine[] = [];
  for (const [path, text] of texts) {
    if (!text.includes(word)) continue;
    for (const [index, line] of text.split("\n").entries()) {
      if (lines.length >= limit) return lines;
      if (whole.test(line)) lines.push({ path, line: index + 1, text: line });
    }
  }
  return lines;
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const extensionOf = (path: string) => /\.[^./]*$/.exec(path)?.[0] ?? "";
const byPath = ([a]: readonly [string, string], [b]: readonly [string, string]) => (a < b ? -1 : 1);
