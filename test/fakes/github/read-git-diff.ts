import type { GitRepository } from "./git-repository.ts";
import { readAncestors } from "./write-git-objects.ts";

export type DiffStatus = "added" | "removed" | "modified" | "renamed" | "copied" | "changed";

/** One file between two commits, as git sees it, before any of GitHub's limits. */
export interface DiffFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: DiffStatus;
  readonly oldSha: string;
  readonly newSha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly isBinary: boolean;
  /** From the first `@@` on, without the last line feed; null where there are no hunks. */
  readonly patch: string | null;
}

export interface Comparison {
  readonly mergeBase: string | null;
  readonly aheadBy: number;
  readonly behindBy: number;
}

const statusOf: Readonly<Record<string, DiffStatus>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "changed",
};

// Objects never change, so neither does what lies between two of them.
const caches = new WeakMap<GitRepository, Map<string, Promise<unknown>>>();

function remember<T>(git: GitRepository, key: string, read: () => Promise<T>): Promise<T> {
  const cache = caches.get(git) ?? new Map<string, Promise<unknown>>();
  caches.set(git, cache);
  const known = cache.get(key);
  // The key begins with the kind of the value.
  if (known !== undefined) return known as Promise<T>;
  const fresh = read();
  cache.set(key, fresh);
  return fresh;
}

/** Where `base` and `head` parted, and how far each has gone since. */
export function readComparison(git: GitRepository, base: string, head: string): Promise<Comparison> {
  return remember(git, `comparison ${base} ${head}`, async () => {
    const known = compareAncestors(base, head);
    if (known !== null) return known;
    const counts = await git.read(["rev-list", "--left-right", "--count", `${base}...${head}`]);
    const [behindBy = 0, aheadBy = 0] = counts.trim().split(/\s+/).map(Number);
    const mergeBase = await git.read(["merge-base", base, head]).then(
      (text) => text.trim(),
      // Exit code 1: the histories have nothing in common.
      () => null,
    );
    return { mergeBase, aheadBy, behindBy };
  });
}

/** The same without a process, where it is plain; null where two common ancestors are equally good. */
function compareAncestors(base: string, head: string): Comparison | null {
  const ofBase = readAncestors(base);
  const ofHead = readAncestors(head);
  if (ofBase === null || ofHead === null) return null;
  const common = new Set([...ofBase].filter((commit) => ofHead.has(commit)));
  // The best one comes after all others, so that its ancestors are exactly the common ones.
  const mergeBase = [...common].find((commit) => readAncestors(commit)?.size === common.size) ?? null;
  if (mergeBase === null && common.size > 0) return null;
  return { mergeBase, aheadBy: ofHead.size - common.size, behindBy: ofBase.size - common.size };
}

/** The files of a pull request: from the merge base to the head. */
export async function readPullDiff(
  git: GitRepository,
  base: string,
  head: string,
): Promise<readonly DiffFile[]> {
  const { mergeBase } = await readComparison(git, base, head);
  return mergeBase === null ? [] : readDiff(git, mergeBase, head);
}

export function readDiff(git: GitRepository, from: string, to: string): Promise<readonly DiffFile[]> {
  return remember(git, `diff ${from} ${to}`, async () => {
    const range = ["-M", "--no-ext-diff", "--no-textconv", "--no-color", from, to];
    const [list, patches] = await Promise.all([
      git.read(["diff", "--raw", "--numstat", "-z", "--no-abbrev", ...range]),
      git.read(["diff", "-p", "--full-index", ...range]),
    ]);
    const fields = list.split("\0");
    const { entries, length } = parseRaw(fields);
    const counts = parseNumbers(fields.slice(length));
    const texts = splitPatches(patches);
    return entries.map((entry, index) => {
      const count = counts.get(entry.path) ?? { additions: 0, deletions: 0, isBinary: false };
      return { ...entry, ...count, patch: texts[index] ?? null };
    });
  });
}

type RawEntry = Pick<DiffFile, "path" | "previousPath" | "status" | "oldSha" | "newSha">;

/** The entries before the numbers, and of how many fields they are. */
function parseRaw(fields: readonly string[]): {
  readonly entries: readonly RawEntry[];
  readonly length: number;
} {
  const entries: RawEntry[] = [];
  let index = 0;
  while (fields[index]?.startsWith(":")) {
    const [oldMode = "", newMode = "", oldSha = "", newSha = "", letter = ""] =
      fields[index]!.slice(1).split(" ");
    const isPair = /^[RC]/.test(letter);
    const path = fields[index + (isPair ? 2 : 1)]!;
    const isModeOnly = letter === "M" && oldSha === newSha && oldMode !== newMode;
    entries.push({
      path,
      previousPath: isPair ? fields[index + 1]! : null,
      status: isModeOnly ? "changed" : (statusOf[letter[0] ?? ""] ?? "modified"),
      oldSha,
      newSha,
    });
    index += isPair ? 3 : 2;
  }
  return { entries, length: index };
}

function parseNumbers(
  fields: readonly string[],
): ReadonlyMap<string, Pick<DiffFile, "additions" | "deletions" | "isBinary">> {
  const counts = new Map<string, Pick<DiffFile, "additions" | "deletions" | "isBinary">>();
  for (let index = 0; index < fields.length - 1; ) {
    const [added = "", removed = "", ...name] = fields[index]!.split("\t");
    // A name may hold tabs itself.
    const path = name.join("\t");
    const isPair = path === "";
    counts.set(isPair ? fields[index + 2]! : path, {
      additions: added === "-" ? 0 : Number(added),
      deletions: removed === "-" ? 0 : Number(removed),
      isBinary: added === "-",
    });
    index += isPair ? 3 : 1;
  }
  return counts;
}

/** A changed type comes as two patches of one entry: a removal and an addition. GitHub shows both as one. */
function splitPatches(text: string): readonly (string | null)[] {
  const patches: (string | null)[] = [];
  let name = "";
  for (const block of text.split(/^(?=diff --git )/m)) {
    if (!block.startsWith("diff --git ")) continue;
    const start = block.search(/^@@ /m);
    const patch = start < 0 ? null : block.slice(start).replace(/\n$/, "");
    const header = block.slice(0, block.indexOf("\n"));
    if (header === name) patches[patches.length - 1] = [patches.at(-1), patch].filter(Boolean).join("\n");
    else patches.push(patch);
    name = header;
  }
  return patches;
}
