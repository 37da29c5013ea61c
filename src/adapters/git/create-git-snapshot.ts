import { ReviewError } from "../../domain/errors.ts";
import type { Snapshot, SnapshotLine } from "../../pipeline/ports-snapshot.ts";
import { batchInTurn } from "./batch-in-turn.ts";
import { createTreeSearch, holdsWord } from "./create-tree-search.ts";
import { readGitBlobs } from "./read-git-blobs.ts";
import type { TreeChange } from "./read-tree-diff.ts";
import { type GitCall, type GitPlace, runGit } from "./run-git.ts";

export interface GitSnapshotOptions {
  readonly place: GitPlace;
  /** Commit or tree that the repository has. */
  readonly tree: string;
  /** What differs from that tree at the head. */
  readonly changes: readonly TreeChange[];
  /** Texts of blobs that the repository does not have, by object name. */
  readonly kept: ReadonlyMap<string, string>;
}

const maxFiles = 400;
const maxFileBytes = 524_288;
const maxTotalLength = 16_000_000;
const maxSearches = 200;
const maxWordLength = 200;
const isFileMode = (mode: string | undefined) => mode?.startsWith("100") === true;

/** A tree of a local repository and what was changed on top of it. Reads objects only, never the working tree. */
export function createGitSnapshot({ place, tree, changes, kept }: GitSnapshotOptions): Snapshot {
  const changed = new Map(changes.map((change) => [change.path, change]));
  const texts = new Map<string, Promise<string | null>>();
  const searches = new Map<string, Promise<readonly SnapshotLine[]>>();
  const fetchBlob = createBlobBatch(place, kept);
  const searchTree = createTreeSearch(place, tree);
  let listed: Promise<ReadonlyMap<string, string>> | null = null;
  let totalLength = 0;
  const list = () => {
    listed ??= listTree(place, tree, changed);
    return listed;
  };
  const read = async (path: string) => {
    const blob = (await list()).get(path);
    const text = blob === undefined ? null : await fetchBlob(blob);
    if (text === null || text.includes("\0") || totalLength + text.length > maxTotalLength) return null;
    totalLength += text.length;
    return text;
  };
  const search = async (word: string) => {
    const found = await searchTree(word);
    const inChanged = changes.flatMap((change) => searchText(change, word, kept.get(change.blob) ?? ""));
    return [...found.filter(({ path }) => !changed.has(path)), ...inChanged].toSorted(byPlace);
  };
  return {
    readFile(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      if (texts.size >= maxFiles) return Promise.resolve(null);
      const text = read(path);
      texts.set(path, text);
      return text;
    },
    async selectExisting(paths) {
      const files = await list();
      return paths.filter((path) => files.has(path));
    },
    async findWord(word, limit) {
      if (!/\w/.test(word) || /[\0\n]/.test(word) || word.length > maxWordLength) return [];
      const known = searches.get(word);
      if (known === undefined && searches.size >= maxSearches) return [];
      const found = known ?? search(word);
      searches.set(word, found);
      return (await found).slice(0, limit);
    },
  };
}

/** Object names of the regular files by path; empty where git cannot list them. */
async function listTree(
  place: GitPlace,
  tree: string,
  changed: ReadonlyMap<string, TreeChange>,
): Promise<ReadonlyMap<string, string>> {
  const output = await readOutput(place, { args: ["ls-tree", "-r", "-z", "--full-tree", tree] });
  const files = new Map<string, string>();
  for (const entry of output.split("\0")) {
    const tab = entry.indexOf("\t");
    const [mode, , blob] = entry.slice(0, tab).split(" ");
    if (tab > 0 && blob !== undefined && isFileMode(mode)) files.set(entry.slice(tab + 1), blob);
  }
  for (const { path, mode, blob } of changed.values()) {
    if (isFileMode(mode)) files.set(path, blob);
    else files.delete(path);
  }
  return files;
}

/** Blobs that are asked for in the same turn are read by the same call of git. */
function createBlobBatch(
  place: GitPlace,
  kept: ReadonlyMap<string, string>,
): (blob: string) => Promise<string | null> {
  const readAll = batchInTurn((blobs) => readBlobs(place, blobs));
  return async (blob) => kept.get(blob) ?? (await readAll(blob)).get(blob) ?? null;
}

/** A partial clone may lack blobs that the change does not need: they are not there. */
async function readBlobs(place: GitPlace, blobs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  try {
    return await readGitBlobs(place, blobs, maxFileBytes);
  } catch (error) {
    if (error instanceof ReviewError && error.code === "GIT_FAILED") return new Map();
    throw error;
  }
}

function searchText({ path, mode }: TreeChange, word: string, text: string): readonly SnapshotLine[] {
  if (!isFileMode(mode) || !text.includes(word)) return [];
  return text
    .split("\n")
    .flatMap((line, index) => (holdsWord(line, word) ? [{ path, line: index + 1, text: line }] : []));
}

/** What git wrote; nothing where it fails, or writes more than it may. */
async function readOutput(place: GitPlace, call: GitCall): Promise<string> {
  try {
    const { exitCode, output } = await runGit(place, call);
    return exitCode === 0 ? output.toString("utf8") : "";
  } catch (error) {
    if (error instanceof ReviewError && error.code === "INPUT_TOO_LARGE") return "";
    throw error;
  }
}

function byPlace(a: SnapshotLine, b: SnapshotLine): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line;
}
