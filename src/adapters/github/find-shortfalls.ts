import type { PullRequestState } from "../../domain/pull-request.ts";
import type { FileContent, FileSides } from "./compose-file-diff.ts";
import type { ListedFile } from "./fetch-listed-files.ts";

/** A listed file with everything that was found out about it. */
export interface ReadFile {
  readonly file: ListedFile;
  readonly sides: FileSides;
  readonly content: FileContent;
}

/** Where GitHub's own counts and its list of files do not agree: one sentence each. */
export function findShortfalls(state: PullRequestState, files: readonly ReadFile[]): readonly string[] {
  return [...findStale(files), ...compareFiles(state, files.length), ...compareLines(state, files)];
}

function findStale(files: readonly ReadFile[]): readonly string[] {
  return files.every(({ file }) => file.isCurrent)
    ? []
    : ["Something was pushed while the files were listed; GitHub listed them for another commit."];
}

function compareFiles(state: PullRequestState, listed: number): readonly string[] {
  if (listed === state.changedFiles) return [];
  return [`GitHub counts ${state.changedFiles} changed files and listed ${listed}.`];
}

function compareLines(state: PullRequestState, files: readonly ReadFile[]): readonly string[] {
  const counts = files.map(countLines);
  const additions = sum(counts.map((count) => count.additions));
  const deletions = sum(counts.map((count) => count.deletions));
  // A coarse diff has more lines than GitHub's own, and as many more on either side.
  const isExact = counts.every((count) => count.isExact);
  const agrees = isExact
    ? additions === state.additions && deletions === state.deletions
    : additions - deletions === state.additions - state.deletions;
  if (agrees) return [];
  return [
    `GitHub counts ${state.additions} added and ${state.deletions} removed lines; the files that it listed have ${additions} and ${deletions}.`,
  ];
}

interface LineCount {
  readonly additions: number;
  readonly deletions: number;
  readonly isExact: boolean;
}

function countLines({ file, content }: ReadFile): LineCount {
  const { additions, deletions } = file;
  const isLost = additions + deletions === 0 && content.kind === "composed";
  return isLost ? { ...content.diff, isExact: false } : { additions, deletions, isExact: true };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
