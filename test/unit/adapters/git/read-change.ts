import { createGitSource, type GitSelection } from "../../../../src/adapters/git/create-git-source.ts";
import type { ChangedFile } from "../../../../src/domain/change-set.ts";
import { type LoadedChange, loadChange } from "../../../../src/pipeline/load-change.ts";
import type { TemporaryRepository } from "../../../git/temporary-repository.ts";

/** What the git source and the parser together make of a selection. */
export function readChange(
  repository: TemporaryRepository,
  selection: GitSelection,
  directory = repository.directory,
): Promise<LoadedChange> {
  const source = createGitSource({ directory, selection, environment: repository.environment });
  return loadChange(source, new AbortController().signal);
}

/** Path, status and kind of every file, and whether both sides are known in whole. */
export function summarize(files: readonly ChangedFile[]): readonly string[] {
  return files.map(
    ({ path, status, kind, isComplete }) => `${path} ${status} ${kind}${isComplete ? " whole" : ""}`,
  );
}
