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

/** Texts of the blobs that only the head has, for trees that are gone after the diff was read. */
export async function readChangedBlobs(
  place: GitPlace,
  trees: TreePair,
): Promise<ReadonlyMap<string, string>> {
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
  const entries = outcome.output.toString("utf8").split("\0");
  const names = entries.flatMap((entry, index) => (index % 2 === 0 ? (entry.split(" ")[3] ?? []) : []));
  return readGitBlobs(place, names, MAX_KEPT_BYTES);
}
