import type { Repository } from "./open-repository.ts";
import { runGit } from "./run-git.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const mostMilliseconds = 600_000;
const wholeName = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const branch = /^\+refs\/heads\/[\w./-]+:refs\/remotes\/origin\/[\w./-]+$/;
const quiet = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
/** How this machine reaches others. */
const network = /^(?:(?:https?|no)_proxy|ssl_cert_file|ssl_cert_dir|git_ssl_cainfo)$/i;

/**
 * Fetches commits and branches from `origin` with the credentials that the repository itself has, and the rest of the
 * history where the clone is shallow. Nothing is checked out and no hook runs. False where that fails.
 */
export async function fetchCommits(
  { place, isShallow }: Repository,
  wanted: readonly string[],
  environment: Environment,
): Promise<boolean> {
  const names = wanted.filter((name) => wholeName.test(name) || branch.test(name));
  if (names.length < wanted.length || names.length === 0) return false;
  const reached = Object.entries(environment).flatMap(([name, value]) =>
    network.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  const { exitCode } = await runGit(
    {
      ...place,
      // The list of protocols in the environment counts more than the configuration that forbids them all.
      environment: {
        ...place.environment,
        ...Object.fromEntries(reached),
        GIT_ALLOW_PROTOCOL: "https:http:file",
      },
    },
    {
      args: [
        "-c",
        "gc.auto=0",
        "-c",
        "maintenance.auto=false",
        "fetch",
        ...quiet,
        ...(isShallow ? ["--unshallow"] : []),
        "origin",
        ...names,
      ],
      maxMilliseconds: mostMilliseconds,
    },
  );
  return exitCode === 0;
}
