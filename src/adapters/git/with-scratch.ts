import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Repository, readWord, runGitWell } from "./open-repository.ts";
import type { GitPlace } from "./run-git.ts";

/** A place outside of the repository, where git may write without the repository noticing. */
export interface Scratch {
  /** An index file that does not exist yet. */
  readonly index: string;
  /** Runs in an empty working tree with that index: no attribute file of the checkout has a say. */
  readonly place: GitPlace;
  /** The variables that send new objects to the scratch directory. */
  readonly objects: Readonly<Record<string, string>>;
}

async function findObjects(repository: Repository): Promise<string> {
  const args = ["rev-parse", "--path-format=absolute", "--git-path", "objects"];
  return readWord(await runGitWell(repository.place, { args }));
}

/** One entry of GIT_ALTERNATE_OBJECT_DIRECTORIES, quoted so that a separator in the path does no harm. */
function quoteEntry(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

async function prepareScratch(repository: Repository, root: string): Promise<Scratch> {
  const directory = join(root, "empty");
  const written = join(root, "objects");
  await Promise.all([mkdir(directory), mkdir(written)]);
  const { environment, signal } = repository.place;
  const inherited = environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"];
  const alternates = [
    quoteEntry(await findObjects(repository)),
    ...(inherited === undefined ? [] : [inherited]),
  ];
  const objects = {
    GIT_OBJECT_DIRECTORY: written,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates.join(delimiter),
  };
  const index = join(root, "index");
  const variables = {
    ...environment,
    ...objects,
    GIT_DIR: repository.gitDirectory,
    GIT_WORK_TREE: directory,
    GIT_INDEX_FILE: index,
  };
  return { index, objects, place: { directory, environment: variables, signal } };
}

/** Gives `use` a scratch directory, and removes it afterwards whatever happened. */
export async function withScratch<Result>(
  repository: Repository,
  use: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), "assay-git-"));
  try {
    return await use(await prepareScratch(repository, root));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
