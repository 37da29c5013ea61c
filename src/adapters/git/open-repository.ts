import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import { ReviewError } from "../../domain/errors.ts";
import { type FoundRepository, findGitDirectory } from "./find-git-directory.ts";
import { type GitCall, type GitOutcome, type GitPlace, runGit } from "./run-git.ts";

/** A repository that was found. */
export interface Repository extends FoundRepository {
  /** Where git reads objects: it is told the repository, and looks for none again. */
  readonly place: GitPlace;
  /** The place as it was asked for: there git finds the working tree. */
  readonly asked: GitPlace;
}

/** Output of git without the line feed at its end. */
export function readWord(outcome: GitOutcome): string {
  const text = outcome.output.toString("utf8");
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

/** Runs git where it is expected to succeed; `GIT_FAILED` names the command when it does not. */
export async function runGitWell(place: GitPlace, call: GitCall): Promise<GitOutcome> {
  const outcome = await runGit(place, call);
  if (outcome.exitCode === 0) return outcome;
  const remedy = /promisor|lazy|not allowed/.test(outcome.messages)
    ? "The clone is partial: fetch the missing objects, for example with git fetch --refetch --no-filter."
    : "Run git fsck to see whether the repository is intact.";
  const command = call.args.find((arg, index) => arg !== "-c" && call.args[index - 1] !== "-c") ?? "";
  throw new ReviewError("GIT_FAILED", `git ${command} ended with exit code ${outcome.exitCode}.`, { remedy });
}

function explainNoRepository(messages: string, directory: string): ReviewError {
  if (messages.includes("dubious ownership") || messages.includes("safe.")) {
    return new ReviewError("GIT_FAILED", "git refuses this repository because somebody else owns it.", {
      remedy: "If you trust it, run: git config --global --add safe.directory DIRECTORY",
    });
  }
  return new ReviewError("GIT_NOT_A_REPOSITORY", `${JSON.stringify(directory)} is not in a git repository.`, {
    remedy: "Run the command inside a repository, or name one.",
  });
}

/** Finds the repository that `place.directory` is in; a decoy among the files of another one is refused. */
export async function openRepository(place: GitPlace): Promise<Repository> {
  const { directory } = place;
  const isDirectory = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) throw explainNoRepository("", directory);
  const found = await findGitDirectory(place);
  if ("exitCode" in found) throw explainNoRepository(found.messages, directory);
  const environment = { ...place.environment, GIT_DIR: found.gitDirectory };
  return { ...found, place: { ...place, environment }, asked: place };
}

/**
 * The top of the working tree. Refuses one that does not hold the repository: `core.worktree` of an unpacked
 * archive could name any directory of the machine.
 */
export async function findWorkTree(repository: Repository): Promise<string> {
  const { asked } = repository;
  const found = await runGit(asked, { args: ["rev-parse", "--show-toplevel"] });
  if (repository.isBare || found.exitCode !== 0) {
    throw new ReviewError("GIT_BAD_RANGE", "The repository has no working tree to compare.", {
      remedy: "Name a range of commits, such as HEAD~1..HEAD.",
    });
  }
  const workTree = readWord(found);
  const isChosen =
    asked.environment["GIT_DIR"] !== undefined || asked.environment["GIT_WORK_TREE"] !== undefined;
  const holdsRepository = await lstat(join(workTree, ".git")).then(
    () => true,
    () => false,
  );
  if (isChosen || holdsRepository) return workTree;
  throw new ReviewError("GIT_FAILED", "core.worktree of the repository names a directory outside of it.", {
    remedy: "Remove core.worktree from the configuration of the repository.",
  });
}
