import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { runGitWell } from "./open-repository.ts";
import type { GitPlace } from "./run-git.ts";

// An index of a million files with long names.
const MAX_INDEX_BYTES = 512_000_000;

/** An entry of the index. Its path holds one character per byte: names need not be UTF-8. */
interface Entry {
  readonly path: string;
  readonly isGitlink: boolean;
  readonly isAssumedUnchanged: boolean;
  readonly isSkipped: boolean;
}

async function listEntries(place: GitPlace): Promise<readonly Entry[]> {
  const args = ["ls-files", "--stage", "-v", "-z"];
  const listed = await runGitWell(place, { args, maxBytes: MAX_INDEX_BYTES });
  return listed.output
    .toString("latin1")
    .split("\0")
    .flatMap((line) => {
      // `TAG MODE OBJECT STAGE`, a tab, and the path. A small letter stands for assume-unchanged.
      const tab = line.indexOf("\t");
      const [tag, mode, , stage] = line.slice(0, Math.max(tab, 0)).split(" ");
      if (tag === undefined || mode === undefined) return [];
      const isGitlink = mode === "160000";
      const isMerged = stage === "0";
      const isAssumedUnchanged = isMerged && tag !== tag.toUpperCase();
      const isSkipped = isMerged && tag.toUpperCase() === "S";
      const isOfInterest = isGitlink || isAssumedUnchanged || isSkipped;
      return isOfInterest ? [{ path: line.slice(tab + 1), isGitlink, isAssumedUnchanged, isSkipped }] : [];
    });
}

type Presence = "absent" | "directory" | "other";

async function findPresence(workTree: string, path: string): Promise<Presence> {
  const bytes = Buffer.concat([Buffer.from(join(workTree, "/")), Buffer.from(path, "latin1")]);
  return lstat(bytes).then(
    (found) => (found.isDirectory() ? "directory" : "other"),
    () => "absent",
  );
}

/** A call of `update-index` for some entries. */
interface IndexUpdate {
  readonly filters: readonly string[];
  readonly option: string;
  readonly entries: readonly Entry[];
}

async function updateIndex(place: GitPlace, { filters, option, entries }: IndexUpdate): Promise<void> {
  if (entries.length === 0) return;
  const paths = [...new Set(entries.map(({ path }) => path))];
  const input = Buffer.from(paths.map((path) => `${path}\0`).join(""), "latin1");
  await runGitWell(place, { args: [...filters, "update-index", "-z", option, "--stdin"], input });
}

/**
 * Readies a copy of the index for `git add --all`. Flags that hide changed files are taken off; a file that is
 * skipped and absent stays so, since a sparse checkout left it out and nobody deleted it.
 *
 * Checked out submodules get the commit of their HEAD and are then skipped: `add` would run `git status` inside of
 * them, where their own configuration may name programs. `update-index` reads HEAD itself and runs nothing.
 * The filters are the settings that turn off those of the repository, since writing the index may compare files.
 */
export async function revealEntries(place: GitPlace, filters: readonly string[]): Promise<void> {
  const entries = await listEntries(place);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const isAsked = entry.isGitlink || entry.isSkipped;
      return { entry, presence: isAsked ? await findPresence(place.directory, entry.path) : "other" };
    }),
  );
  const present = found.filter(({ presence }) => presence !== "absent").map(({ entry }) => entry);
  const submodules = found
    .filter(({ entry, presence }) => entry.isGitlink && presence === "directory")
    .map(({ entry }) => entry);
  const assumed = entries.filter(({ isAssumedUnchanged }) => isAssumedUnchanged);
  await updateIndex(place, { filters, option: "--no-assume-unchanged", entries: assumed });
  const skipped = present.filter(({ isSkipped }) => isSkipped);
  await updateIndex(place, { filters, option: "--no-skip-worktree", entries: skipped });
  await updateIndex(place, { filters, option: "--add", entries: submodules });
  await updateIndex(place, { filters, option: "--skip-worktree", entries: submodules });
}
