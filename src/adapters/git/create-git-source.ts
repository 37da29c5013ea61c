import type { ChangeSource, DiffText } from "../../pipeline/ports.ts";
import type { Snapshot } from "../../pipeline/ports-snapshot.ts";
import { captureIndex, captureWorkTree } from "./capture-tree.ts";
import { createGitSnapshot } from "./create-git-snapshot.ts";
import { composeGitEnvironment } from "./git-environment.ts";
import { mergeAncestors } from "./merge-ancestors.ts";
import { openRepository, type Repository } from "./open-repository.ts";
import { readGitAttributes } from "./read-git-attributes.ts";
import { readGitBlobs } from "./read-git-blobs.ts";
import {
  type ChangedBlobs,
  findEmptyTree,
  readChangedBlobs,
  readTreeDiff,
  type TreePair,
} from "./read-tree-diff.ts";
import { findHead, resolveRange } from "./resolve-range.ts";
import { type Scratch, withScratch } from "./with-scratch.ts";

/**
 * What of a repository is reviewed. `staged` and `worktree` compare with HEAD; `worktree` includes untracked files.
 * `latest` is `worktree` where that differs from HEAD, and else what the commit at HEAD changed.
 */
export type GitSelection =
  | { readonly kind: "range"; readonly range: string }
  /** Everything that a commit holds, whatever came before it. */
  | { readonly kind: "whole"; readonly commit: string }
  | { readonly kind: "staged" }
  | { readonly kind: "worktree" }
  | { readonly kind: "latest" };

export interface GitSourceOptions {
  /** Any directory of the repository. */
  readonly directory: string;
  readonly selection: GitSelection;
  /** The variables of the process; the few that git needs are passed on. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What `readDiff` found, for the questions that come after it. */
interface Opened {
  readonly repository: Repository;
  readonly diff: DiffText;
  readonly baseTree: string;
  /** Commit or tree of the repository that is nearest to the head. */
  readonly headTree: string;
  /** How the head differs from it, with texts of blobs that the repository itself does not have. */
  readonly kept: ChangedBlobs;
}

interface Ends {
  readonly base: string | null;
  readonly head: string | null;
  readonly label: string;
}

const nothingKept: ChangedBlobs = { changes: [], texts: new Map() };

async function openTrees(
  repository: Repository,
  scratch: Scratch,
  ends: Ends,
  trees: TreePair,
): Promise<Opened> {
  const text = await readTreeDiff(scratch.place, trees);
  const isCommit = ends.head !== null;
  const kept = isCommit ? nothingKept : await readChangedBlobs(scratch.place, trees);
  const headTree = isCommit ? trees.head : trees.base;
  return { repository, diff: { text, ...ends }, baseTree: trees.base, headTree, kept };
}

async function openRange(repository: Repository, scratch: Scratch, range: string): Promise<Opened> {
  const { base, head, ancestors } = await resolveRange(repository, range);
  const ends = { base, head, label: range };
  const trees = { base: base ?? (await findEmptyTree(scratch.place)), head };
  if (ancestors.length === 0) return openTrees(repository, scratch, ends, trees);
  const merged = await mergeAncestors(scratch, ancestors);
  const opened = await openTrees(repository, scratch, ends, { base: merged, head });
  // What git merged is gone with the scratch directory: its texts are kept, and the left side tells the attributes.
  const { texts } = await readChangedBlobs(scratch.place, { base: head, head: merged });
  return { ...opened, baseTree: trees.base, kept: { changes: [], texts } };
}

async function openWhole(repository: Repository, scratch: Scratch, commit: string): Promise<Opened> {
  const { head } = await resolveRange(repository, `${commit}..${commit}`);
  const trees = { base: await findEmptyTree(scratch.place), head };
  return openTrees(repository, scratch, { base: null, head, label: commit }, trees);
}

async function openUncommitted(repository: Repository, scratch: Scratch, isStaged: boolean): Promise<Opened> {
  const head = isStaged
    ? await captureIndex(repository, scratch)
    : await captureWorkTree(repository, scratch);
  const base = await findHead(repository);
  const trees = { base: base ?? (await findEmptyTree(scratch.place)), head };
  const label = isStaged ? "--staged" : "uncommitted changes";
  return openTrees(repository, scratch, { base, head: null, label }, trees);
}

async function openLatest(repository: Repository, scratch: Scratch): Promise<Opened> {
  if (repository.isBare) return openRange(repository, scratch, "HEAD");
  const uncommitted = await openUncommitted(repository, scratch, false);
  const isClean = uncommitted.diff.text === "" && uncommitted.diff.base !== null;
  return isClean ? openRange(repository, scratch, "HEAD") : uncommitted;
}

function openSelection(repository: Repository, selection: GitSelection): Promise<Opened> {
  return withScratch(repository, (scratch) => {
    switch (selection.kind) {
      case "range":
        return openRange(repository, scratch, selection.range);
      case "whole":
        return openWhole(repository, scratch, selection.commit);
      case "staged":
        return openUncommitted(repository, scratch, true);
      case "worktree":
        return openUncommitted(repository, scratch, false);
      case "latest":
        return openLatest(repository, scratch);
    }
  });
}

/**
 * A local repository as the source of a change, read with the program `git` and never written to. Everything
 * else answers for what `readDiff` found, and knows nothing before it.
 */
export function createGitSource(options: GitSourceOptions): ChangeSource {
  const environment = composeGitEnvironment(options.environment);
  let opened: Opened | null = null;
  let snapshot: Snapshot | null = null;
  return {
    async readDiff(signal) {
      const repository = await openRepository({ directory: options.directory, environment, signal });
      opened = await openSelection(repository, options.selection);
      const { headTree, kept } = opened;
      snapshot = createGitSnapshot({
        place: repository.place,
        tree: headTree,
        changes: kept.changes,
        kept: kept.texts,
      });
      return opened.diff;
    },
    async readBlobs(names, maxBytes) {
      if (opened === null) return new Map();
      const { repository } = opened;
      const kept = opened.kept.texts;
      const missing = names.filter((name) => !kept.has(name));
      const read = await readGitBlobs(repository.place, missing, maxBytes);
      const own = names.flatMap((name) => {
        const text = kept.get(name);
        return text === undefined || Buffer.byteLength(text) > maxBytes ? [] : [[name, text] as const];
      });
      return new Map([...read, ...own]);
    },
    openSnapshot: () => snapshot,
    async readAttributes(paths) {
      if (opened === null) return new Map();
      const { repository, baseTree } = opened;
      return withScratch(repository, (scratch) => readGitAttributes(scratch.place, baseTree, paths));
    },
  };
}
