import { isBranchName } from "./branch-name.ts";
import type { Repository } from "./open-repository.ts";
import { runGit } from "./run-git.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const mostMilliseconds = 600_000;
const wholeName = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const quiet = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
// Whatever the configuration says: no other program answers on this machine, and no other branch is written.
const own = ["--upload-pack=git-upload-pack", "--refmap="];
const settings = ["-c", "gc.auto=0", "-c", "maintenance.auto=false"];
/** How this machine reaches others. */
const network = /^(?:(?:https?|no)_proxy|ssl_cert_file|ssl_cert_dir|git_ssl_cainfo)$/i;
/** Of the protocols, those that start no program which the repository names; the last only where it is asked for. */
const protocols: readonly string[] = ["https", "http", "file"];
const usualProtocols = "https:http";

/** The local name of a branch of `origin`, as a fetch writes it. */
export function nameRemoteBranch(branch: string): string {
  return `refs/remotes/origin/${branch}`;
}

/** What `fetchCommits` takes for a branch of `origin`. */
export function nameBranchFetch(branch: string): string {
  return `+refs/heads/${branch}:${nameRemoteBranch(branch)}`;
}

/**
 * Fetches commits and branches from `origin` with the credentials that the configuration of the repository holds, and
 * the rest of the history where the clone is shallow. Nothing is checked out, and no program of the configuration
 * runs. `GIT_ALLOW_PROTOCOL` may narrow the protocols, or add `file`. False where the fetch fails.
 */
export async function fetchCommits(
  { place, isShallow }: Pick<Repository, "place" | "isShallow">,
  wanted: readonly string[],
  environment: Environment,
): Promise<boolean> {
  const names = wanted.filter((name) => wholeName.test(name) || isBranchFetch(name));
  if (names.length < wanted.length || names.length === 0) return false;
  const reached = Object.entries(environment).flatMap(([name, value]) =>
    network.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  const allowed = (environment["GIT_ALLOW_PROTOCOL"] ?? usualProtocols).split(":");
  const variables = {
    ...place.environment,
    ...Object.fromEntries(reached),
    // The list of protocols in the environment counts more than the configuration that forbids them all.
    GIT_ALLOW_PROTOCOL: protocols.filter((protocol) => allowed.includes(protocol)).join(":") || "none",
  };
  const deepen = isShallow ? ["--unshallow"] : [];
  const { exitCode } = await runGit(
    { ...place, environment: variables },
    {
      args: [...settings, "fetch", ...quiet, ...own, ...deepen, "origin", ...names],
      maxMilliseconds: mostMilliseconds,
    },
  );
  return exitCode === 0;
}

function isBranchFetch(name: string): boolean {
  const branch = /^\+refs\/heads\/(.+):/.exec(name)?.[1] ?? "";
  return isBranchName(branch) && name === nameBranchFetch(branch);
}
