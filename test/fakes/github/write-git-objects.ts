import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

/** Text of a file; null deletes; a mode with text, bytes or (for a submodule) an object name. */
export type FileContent =
  | string
  | null
  | { readonly mode: "100644" | "100755" | "120000"; readonly text: string | Buffer }
  | { readonly mode: "160000"; readonly commit: string };

export interface CommitText {
  readonly parents: readonly string[];
  readonly files: Readonly<Record<string, FileContent>>;
  readonly message: string;
  /** Seconds since 1970. */
  readonly seconds: number;
}

/** Writes objects into the store of a repository without a process for each: tests make thousands of commits. */
export interface ObjectWriter {
  /** The files are changes to those of the first parent. */
  writeCommit(commit: CommitText): string;
}

interface Entry {
  readonly mode: string;
  readonly sha: string;
}

/** A folder while it is changed: entries as they were written, or folders that were opened to be changed. */
type Folder = Map<string, Entry | Folder>;

const folderMode = "40000";
// A name says the whole content, in whichever repository it was written.
const trees = new Map<string, ReadonlyMap<string, Entry>>();
const treeOfCommit = new Map<string, string>();
const parentsOfCommit = new Map<string, readonly string[]>();

export function createObjectWriter(folder: string): ObjectWriter {
  const written = new Set<string>();
  const write = (type: "blob" | "tree" | "commit", bytes: Buffer) => {
    const whole = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]);
    const sha = createHash("sha1").update(whole).digest("hex");
    if (!written.has(sha)) {
      const place = join(folder, "objects", sha.slice(0, 2));
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, sha.slice(2)), deflateSync(whole, { level: 1 }));
      written.add(sha);
    }
    return sha;
  };
  const writeEntries = (open: Folder): ReadonlyMap<string, Entry> => {
    const entries = new Map<string, Entry>();
    for (const [name, entry] of open) {
      if (!(entry instanceof Map)) {
        entries.set(name, entry);
        continue;
      }
      const inside = writeEntries(entry);
      // git knows no folder without files.
      if (inside.size > 0) entries.set(name, { mode: folderMode, sha: writeTree(inside) });
    }
    return entries;
  };
  const writeTree = (entries: ReadonlyMap<string, Entry>): string => {
    const sorted = [...entries]
      .map(([name, entry]) => ({ ...entry, name, key: sortKey(name, entry.mode) }))
      .toSorted((a, b) => Buffer.compare(a.key, b.key));
    const parts = sorted.flatMap(({ mode, name, sha }) => [
      Buffer.from(`${mode} ${name}\0`),
      Buffer.from(sha, "hex"),
    ]);
    const tree = write("tree", Buffer.concat(parts));
    trees.set(tree, entries);
    return tree;
  };
  return {
    writeCommit: ({ parents, files, message, seconds }) => {
      const [first] = parents;
      const root: Folder = first === undefined ? new Map() : openTree(treeOf(first));
      for (const [path, content] of Object.entries(files)) {
        const entry = content === null ? null : toEntry(content, (bytes) => write("blob", bytes));
        setEntry(root, path.split("/"), entry);
      }
      const tree = writeTree(writeEntries(root));
      const who = `Octo Cat <octocat@example.com> ${seconds} +0000`;
      const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
      const text = [...lines, `author ${who}`, `committer ${who}`, "", message].join("\n");
      const commit = write("commit", Buffer.from(text));
      treeOfCommit.set(commit, tree);
      parentsOfCommit.set(commit, parents);
      return commit;
    },
  };
}

/** A commit that was written here and all before it; null where somebody else wrote one of them. */
export function readAncestors(commit: string): ReadonlySet<string> | null {
  const seen = new Set([commit]);
  for (const name of seen) {
    const parents = parentsOfCommit.get(name);
    if (parents === undefined) return null;
    for (const parent of parents) seen.add(parent);
  }
  return seen;
}

function treeOf(commit: string): string {
  const tree = treeOfCommit.get(commit);
  if (tree === undefined) throw new Error(`${commit} was not committed through this double`);
  return tree;
}

function openTree(tree: string): Folder {
  return new Map(trees.get(tree));
}

function toEntry(content: Exclude<FileContent, null>, writeBlob: (bytes: Buffer) => string): Entry {
  if (typeof content === "string") return { mode: "100644", sha: writeBlob(Buffer.from(content)) };
  if (content.mode === "160000") return { mode: content.mode, sha: content.commit };
  const { mode, text } = content;
  return { mode, sha: writeBlob(typeof text === "string" ? Buffer.from(text) : text) };
}

/** A folder on the way that is not there is made, and one that a file stands in the place of replaces it. */
function setEntry(root: Folder, path: readonly string[], entry: Entry | null): void {
  let folder = root;
  for (const name of path.slice(0, -1)) {
    const known = folder.get(name);
    if (entry === null && known === undefined) return;
    const next = known instanceof Map ? known : known?.mode === folderMode ? openTree(known.sha) : new Map();
    folder.set(name, next);
    folder = next;
  }
  const name = path.at(-1) ?? "";
  if (entry === null) folder.delete(name);
  else folder.set(name, entry);
}

// git sorts folders as if their names ended with a slash.
function sortKey(name: string, mode: string): Buffer {
  return Buffer.from(mode === folderMode ? `${name}/` : name);
}
