import { copyFile } from "node:fs/promises";
import { ReviewError } from "../../domain/errors.ts";
import { findWorkTree, type Repository, readWord, runGitWell } from "./open-repository.ts";
import { revealEntries } from "./reveal-entries.ts";
import { type GitPlace, runGit } from "./run-git.ts";
import type { Scratch } from "./with-scratch.ts";

async function copyIndex(repository: Repository, scratch: Scratch): Promise<void> {
  const args = ["rev-parse", "--path-format=absolute", "--git-path", "index"];
  const path = readWord(await runGitWell(repository.place, { args }));
  await copyFile(path, scratch.index).catch((error: unknown) => {
    // A repository in which nothing was ever added has no index.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw new ReviewError("GIT_FAILED", "The index of the repository cannot be read.", { cause: error });
  });
}

/** The real working tree, with index and new objects in the scratch directory. */
function placeOf(repository: Repository, scratch: Scratch, workTree: string): GitPlace {
  const environment = {
    ...repository.place.environment,
    ...scratch.objects,
    GIT_DIR: repository.gitDirectory,
    GIT_WORK_TREE: workTree,
    GIT_INDEX_FILE: scratch.index,
  };
  return { directory: workTree, environment, signal: repository.place.signal };
}

async function writeTree(place: GitPlace, filters: readonly string[]): Promise<string> {
  const outcome = await runGit(place, { args: [...filters, "write-tree"] });
  if (outcome.exitCode === 0) return readWord(outcome);
  if (outcome.messages.includes("unmerged")) {
    throw new ReviewError("GIT_FAILED", "The index holds merge conflicts.", {
      remedy: "Resolve them and add the files.",
    });
  }
  throw new ReviewError("GIT_FAILED", "git write-tree could not read the index.", {
    remedy: "Run git fsck to see whether the repository is intact.",
  });
}

/**
 * Turns off every clean filter: a repository's configuration may name any program as one. Git runs them wherever it
 * compares the index with files, `write-tree` included.
 */
async function silenceFilters(place: GitPlace): Promise<readonly string[]> {
  const listed = await runGitWell(place, { args: ["config", "--list", "--name-only", "-z"] });
  const keys = listed.output.toString("utf8").split("\0");
  const drivers = new Set(keys.flatMap((key) => /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1] ?? []));
  return [...drivers].flatMap((driver) => {
    if (driver.includes("=") || driver.includes("\n")) {
      throw new ReviewError(
        "GIT_FAILED",
        "The configuration of the repository has a filter with a strange name.",
        {
          remedy: "Remove the filter from .git/config.",
        },
      );
    }
    const settings = [
      `filter.${driver}.clean=`,
      `filter.${driver}.process=`,
      `filter.${driver}.required=false`,
    ];
    return settings.flatMap((setting) => ["-c", setting]);
  });
}

/** The tree that a commit of the index would have. Neither index nor objects of the repository are touched. */
export async function captureIndex(repository: Repository, scratch: Scratch): Promise<string> {
  await findWorkTree(repository);
  await copyIndex(repository, scratch);
  return writeTree(scratch.place, await silenceFilters(scratch.place));
}

/**
 * The tree that a commit of everything in the working tree would have, untracked files included, ignored ones not.
 * Git reads the files as it does for a commit: a symbolic link is its target's name, never what lies behind it.
 */
export async function captureWorkTree(repository: Repository, scratch: Scratch): Promise<string> {
  const workTree = await findWorkTree(repository);
  await copyIndex(repository, scratch);
  const place = placeOf(repository, scratch, workTree);
  const filters = await silenceFilters(place);
  await revealEntries(place, filters);
  const added = await runGit(place, { args: [...filters, "-c", "core.compression=0", "add", "--all"] });
  if (added.exitCode === 0) return writeTree(place, filters);
  throw new ReviewError("GIT_FAILED", "git could not read all files of the working tree.", {
    remedy: "Run git add --all --dry-run to see which file it is.",
  });
}
