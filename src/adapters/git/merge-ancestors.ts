import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ReviewError } from "../../domain/errors.ts";
import { readWord, runGitWell } from "./open-repository.ts";
import { type GitPlace, runGit } from "./run-git.ts";
import type { Scratch } from "./with-scratch.ts";

/** Long-lived branches that merge each other have two or three. */
const mostAncestors = 8;
/** Exit codes of git: not without conflicts, and an option that it does not know. */
const conflict = 1;
const unknownOption = 129;

const author: Readonly<Record<string, string>> = Object.fromEntries(
  ["AUTHOR", "COMMITTER"].flatMap((role) => [
    [`GIT_${role}_NAME`, "Assay"],
    [`GIT_${role}_EMAIL`, "assay@localhost"],
    [`GIT_${role}_DATE`, "2000-01-01T00:00:00Z"],
  ]),
);

/**
 * The tree that git itself merges from where there is more than one best common ancestor: their own merge. What a
 * head changes since that tree is what a merge of it brings. Throws `GIT_BAD_RANGE` where they cannot be merged.
 */
export async function mergeAncestors(scratch: Scratch, ancestors: readonly string[]): Promise<string> {
  const [first = "", ...others] = ancestors;
  if (ancestors.length > mostAncestors) throw refuse("has too many common ancestors");
  const place = await openEmptyRepository(scratch, first);
  let merged = { commit: first, tree: first };
  for (const other of others) {
    const tree = await mergeTwo(place, merged.commit, other);
    const args = ["commit-tree", "-m", "common ancestors", "-p", merged.commit, "-p", other, tree];
    merged = { commit: readWord(await runGitWell(place, { args })), tree };
  }
  return merged.tree;
}

/** With the objects, and without any configuration or attribute that could name a program that merges. */
async function openEmptyRepository({ place, index }: Scratch, commit: string): Promise<GitPlace> {
  const directory = join(`${index}-merge`, "empty");
  const gitDirectory = join(`${index}-merge`, "git");
  const folders = [directory, join(gitDirectory, "objects"), join(gitDirectory, "refs")];
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const format = commit.length === 64 ? "sha256" : "sha1";
  const version = `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = ${format}\n`;
  await writeFile(join(gitDirectory, "config"), version);
  await writeFile(join(gitDirectory, "HEAD"), "ref: refs/heads/none\n");
  const { GIT_COMMON_DIR: _, ...environment } = place.environment;
  const own = { GIT_DIR: gitDirectory, GIT_WORK_TREE: directory, ...author };
  return { ...place, directory, environment: { ...environment, ...own } };
}

async function mergeTwo(place: GitPlace, one: string, other: string): Promise<string> {
  const settings = ["-c", "merge.default=text", "-c", "merge.conflictStyle=merge"];
  const options = ["--write-tree", "--no-messages", "--allow-unrelated-histories"];
  const outcome = await runGit(place, { args: [...settings, "merge-tree", ...options, one, other] });
  if (outcome.exitCode === 0) return readWord(outcome);
  if (outcome.exitCode === conflict) throw refuse("has common ancestors that conflict with each other");
  if (outcome.exitCode === unknownOption) {
    throw refuse("has several common ancestors, which git before 2.38 cannot merge");
  }
  throw new ReviewError("GIT_FAILED", `git merge-tree ended with exit code ${outcome.exitCode}.`, {
    remedy:
      "Run git fsck to see whether the repository is intact; a partial clone has to fetch what it lacks.",
  });
}

function refuse(what: string): ReviewError {
  return new ReviewError(
    "GIT_BAD_RANGE",
    `The history of the two ${what}: where the change began is not clear.`,
    {
      remedy:
        "Merge the base branch into the change, or rebase it; or compare the ends themselves, with two dots.",
    },
  );
}
