import { readFile } from "node:fs/promises";
import { type Repository, readWord, runGitWell } from "./open-repository.ts";
import { runGit } from "./run-git.ts";

/** Two commits that a history is compared between. */
export interface Ends {
  readonly base: string;
  readonly head: string;
}

/**
 * The best common ancestors: more than one where the two sides merged each other crosswise, none where they have
 * nothing in common. Git alone would pick one of several by its date, which the author of the change chooses.
 */
export async function findMergeBases(
  { place }: Repository,
  { base, head }: Ends,
): Promise<readonly string[]> {
  const outcome = await runGit(place, { args: ["merge-base", "--all", base, head] });
  return outcome.exitCode === 0 ? readWord(outcome).split("\n") : [];
}

/**
 * Whether a shallow clone holds all of the history between the ancestors and the two ends. Where it is cut off in
 * between, a later common ancestor may be missing, and what came before it would look like no part of the change.
 */
export async function isHistoryWhole(
  repository: Repository,
  { base, head }: Ends,
  ancestors: readonly string[],
): Promise<boolean> {
  if (!repository.isShallow) return true;
  const args = ["rev-list", base, head, "--not", ...ancestors];
  const between = new Set(readWord(await runGitWell(repository.place, { args })).split("\n"));
  const cut = await readCutCommits(repository);
  return cut.length > 0 && cut.every((commit) => !between.has(commit));
}

/** The commits whose parents the clone lacks. */
async function readCutCommits({ place }: Repository): Promise<readonly string[]> {
  const args = ["rev-parse", "--path-format=absolute", "--git-path", "shallow"];
  const text = await readFile(readWord(await runGitWell(place, { args })), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}
