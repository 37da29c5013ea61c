import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { ReviewError } from "../../domain/errors.ts";
import { type GitOutcome, type GitPlace, runGit } from "./run-git.ts";

/** What git says of the repository that a directory is in. */
export interface FoundRepository {
  /** Absolute. */
  readonly gitDirectory: string;
  readonly isBare: boolean;
  readonly isShallow: boolean;
  /** Found because a directory looks like a repository without files: a commit can hold such a directory too. */
  readonly isDiscoveredBare: boolean;
}

const questions = ["--is-bare-repository", "--is-shallow-repository", "--absolute-git-dir"];
// Git before 2.38 does not know the setting, and takes what it finds.
const acceptingBare = ["-c", "safe.bareRepository=all"];

/**
 * Asks git which repository `place.directory` is in; its outcome where it finds none. A directory with `HEAD`, `objects`
 * and `refs` inside of a working tree is refused: it can be content of the change, with a configuration of its own.
 */
export async function findGitDirectory(place: GitPlace): Promise<FoundRepository | GitOutcome> {
  const strict = await runGit(place, { args: ["rev-parse", ...questions] });
  const isRefused = strict.exitCode !== 0 && strict.messages.includes("safe.bareRepository");
  const outcome = isRefused
    ? await runGit(place, { args: [...acceptingBare, "rev-parse", ...questions] })
    : strict;
  if (outcome.exitCode !== 0) return outcome;
  // The path comes last, and may hold a line feed itself.
  const [isBare, isShallow, ...path] = outcome.output.toString("utf8").replace(/\n$/, "").split("\n");
  const gitDirectory = path.join("\n");
  const isDiscoveredBare =
    place.environment["GIT_DIR"] === undefined && (await isWithin(place.directory, gitDirectory));
  if (isDiscoveredBare) await refuseDecoy(gitDirectory);
  return {
    gitDirectory,
    isBare: isBare === "true",
    isShallow: isShallow === "true",
    isDiscoveredBare: isDiscoveredBare && basename(gitDirectory) !== ".git",
  };
}

/** Whether a directory is another one or lies below it, links followed. */
async function isWithin(directory: string, outer: string): Promise<boolean> {
  const [own, other] = await Promise.all([realpath(directory), realpath(outer)]);
  const step = relative(other, own);
  return step !== ".." && !/^\.\.[/\\]/.test(step) && !isAbsolute(step);
}

/** No commit can hold `.git`: what has that name, or lies beside no directory of that name, is a repository. */
async function refuseDecoy(gitDirectory: string): Promise<void> {
  if (basename(gitDirectory) === ".git") return;
  let folder = dirname(await realpath(gitDirectory));
  for (;;) {
    const isInWorkTree = await lstat(join(folder, ".git")).then(
      () => true,
      () => false,
    );
    if (isInWorkTree) throw explainDecoy(gitDirectory);
    const outer = dirname(folder);
    if (outer === folder) return;
    folder = outer;
  }
}

function explainDecoy(gitDirectory: string): ReviewError {
  const shown = JSON.stringify(gitDirectory);
  return new ReviewError(
    "GIT_NOT_A_REPOSITORY",
    `${shown} looks like a bare repository inside of another repository, and may be content of the change.`,
    {
      remedy:
        "Run the command at the top of the outer repository; if you mean the inner one, set GIT_DIR to it.",
    },
  );
}
