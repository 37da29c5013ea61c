import { basename, dirname } from "node:path";
import { composeGitEnvironment } from "../../adapters/git/git-environment.ts";
import { runGit } from "../../adapters/git/run-git.ts";
import { ReviewError } from "../../domain/errors.ts";

const longestMs = 3_000;
/** What `git check-ignore` says of a file that nothing ignores; without a repository it says 128. */
const notIgnored = 1;

/** Whether a file stands in a git checkout that does not ignore it. Without git, or without a checkout, it does not. */
export async function isLeftToCommit(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const place = {
    directory: dirname(file),
    // `check-ignore` refuses to work with paths that are declared to be no patterns.
    environment: { ...composeGitEnvironment(environment), GIT_LITERAL_PATHSPECS: "0" },
    signal: AbortSignal.timeout(longestMs),
  };
  try {
    const { exitCode } = await runGit(place, { args: ["check-ignore", "--quiet", "--", basename(file)] });
    return exitCode === notIgnored;
  } catch (error) {
    if (error instanceof ReviewError) return false;
    throw error;
  }
}
