import { readWord, runGitWell } from "./open-repository.ts";
import { readGitBlobs } from "./read-git-blobs.ts";
import type { GitPlace } from "./run-git.ts";

// Longest text that the engine can hold is 536,870,888 characters.
const MAX_DIFF_BYTES = 512_000_000;

const DIFF_OPTIONS: readonly string[] = [
  "-r",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--no-relative",
  "--submodule=short",
  "--ignore-submodules=none",
];

const PATCH_OPTIONS: readonly string[] = [
  // The raw lines tell modes and blobs of files that were only renamed.
  "--raw",
  "-p",
  "-U3",
  "-M",
  "-l1000",
  "--full-index",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--diff-algorithm=myers",
  "--indent-heuristic",
  "--inter-hunk-context=0",
];

/** Two trees. */
export interface TreePair {
  readonly base: string;
  readonly head: string;
}

/** The tree without entries, in the object format of the repository. */
export async function findEmptyTree(place: GitPlace): Promise<string> {
  return readWord(await runGitWell(place, { args: ["hash-object", "-t", "tree", "--stdin"] }));
}

/** The diff of two trees. What it says depends on them only: no attribute and no setting has a say. */
export async function readTreeDiff(place: GitPlace, trees: TreePair): Promise<string> {
  const args = ["diff-tree", ...DIFF_OPTIONS, ...PATCH_OPTIONS, "--end-of-options", trees.base, trees.head];
  const outcome = await runGitWell(place, { args, maxBytes: MAX_DIFF_BYTES });
  return outcome.output.toString("utf8");
}

const MAX_KEPT_BYTES = 1_048_576;

/** A path that differs between two trees, as it stands in the second. */
export interface TreeChange {
  readonly path: string;
  /** Such as `100644`; `000000` where the path is gone. */
  readonly mode: string;
  readonly blob: string;
}

/** What of a head is known after its tree is gone. */
export interface ChangedBlobs {
  readonly changes: readonly TreeChange[];
  /** Texts by object name. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Every path that the head changes, and the texts of its blobs, for trees that are gone after the diff was read. */
export async function readChangedBlobs(place: GitPlace, trees: TreePair): Promise<ChangedBlobs> {
  const args = [
    "diff-tree",
    ...DIFF_OPTIONS,
    "--raw",
    "-z",
    "--no-abbrev",
    "--end-of-options",
    trees.base,
    trees.head,
  ];
  const outcome = await runGitWell(place, { args, maxBytes: MAX_DIFF_BYTES });
  // Without renames every entry is two fields: `:mode mode blob blob status`, and the path.
  const fields = outcome.output.toString("utf8").split("\0");
  const changes = fields.flatMap((field, index) => {
    const [, mode, , blob] = field.split(" ");
    const path = fields[index + 1];
    const isEntry = index % 2 === 0 && mode !== undefined && blob !== undefined && path !== undefined;
    return isEntry ? [{ path, mode, blob }] : [];
  });
  const names = changes.map(({ blob }) => blob);
  return { changes, texts: await readGitBlobs(place, names, MAX_KEPT_BYTES) };
}
