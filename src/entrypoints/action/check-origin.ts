import { type Repository, readWord } from "../../adapters/git/open-repository.ts";
import { runGit } from "../../adapters/git/run-git.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether `origin` of the clone is the repository of the event. Where a workflow checks out the fork of a pull request,
 * it is not, and the author of the change decides what its branches are.
 */
export async function isOriginOfEvent({ place }: Repository, environment: Environment): Promise<boolean> {
  const { GITHUB_SERVER_URL: server = "", GITHUB_REPOSITORY: name = "" } = environment;
  if (server === "" || name === "") return false;
  const found = await runGit(place, { args: ["config", "--get-all", "remote.origin.url"] });
  return found.exitCode === 0 && normalize(readWord(found)) === normalize(`${server}/${name}`);
}

function normalize(url: string): string {
  return url
    .toLowerCase()
    .replace(/^(https?:\/\/)[^/@]*@/, "$1")
    .replace(/(?:\.git)?\/?$/, "");
}
