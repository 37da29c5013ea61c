import { readFile, stat } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { createDiffSource } from "../../adapters/git/create-diff-source.ts";
import { createGitSource, type GitSelection } from "../../adapters/git/create-git-source.ts";
import type { ChangeSource } from "../../pipeline/ports.ts";
import { exitCode } from "../shared/exit-codes.ts";
import { resolveFromCaller } from "./resolve-from-caller.ts";
import type { ReviewOptions } from "./review-options.ts";
import { UserMistake } from "./user-mistake.ts";

/** Where the change comes from: a diff, the index, a range, or what is not committed yet. */
export async function openSource(range: string | undefined, options: ReviewOptions): Promise<ChangeSource> {
  if (range !== undefined && (options.staged || options.diff !== undefined)) {
    throw new UserMistake(
      exitCode.usage,
      `a range (${range}) cannot be combined with ${options.staged ? "--staged" : "--diff"}`,
      "Leave out one of the two.",
    );
  }
  if (options.diff !== undefined) {
    const diff = await readDiff(options.diff);
    refuseEmptiness(diff, brokenPipe);
    return createDiffSource(diff);
  }
  const directory = resolveFromCaller(options.repo);
  await refuseMissing(directory, options.repo);
  const open = (selection: GitSelection) =>
    createGitSource({ directory, selection, environment: process.env });
  if (options.staged) return refuseNothing(open({ kind: "staged" }), nothingStaged);
  if (range !== undefined) return refuseNothing(open({ kind: "range", range }), emptyRange);
  return refuseNothing(open({ kind: "latest" }), nothingLatest);
}

async function refuseMissing(directory: string, given: string): Promise<void> {
  const found = await stat(directory).catch(() => null);
  if (found?.isDirectory() === true) return;
  const what = found === null ? "does not exist, or cannot be reached" : "is no folder";
  throw new UserMistake(exitCode.missingInput, `${given} ${what}`, "Name the folder of a repository.");
}

/** What to say of a change without a difference. */
interface Emptiness {
  readonly what: string;
  readonly remedy: string;
}

const nothingStaged: Emptiness = {
  what: "nothing is staged",
  remedy:
    "Stage the change with git add, or review what is not committed with `assay review`. In a hook, skip the review then: git diff --cached --quiet || assay review --staged",
};
const nothingLatest: Emptiness = {
  what: "nothing is uncommitted, and the last commit changes nothing",
  remedy: "Name the commits to review, such as main...feature.",
};
const emptyRange: Emptiness = {
  what: "the diff is empty",
  remedy: "Look whether both ends are what you mean; git diff --stat RANGE shows the difference.",
};
const brokenPipe: Emptiness = {
  what: "the diff is empty",
  remedy:
    "Look whether the command that wrote it failed; for a change without a difference, skip the review.",
};

/** No difference is more often a mistake than a change: it must not look like one without defects. */
function refuseNothing(source: ChangeSource, emptiness: Emptiness): ChangeSource {
  return {
    ...source,
    async readDiff(signal) {
      const diff = await source.readDiff(signal);
      refuseEmptiness(diff, emptiness);
      return diff;
    },
  };
}

/** A pipe is empty too when the command before it failed: that must not look like a change without defects. */
function refuseEmptiness(
  { text, label }: { readonly text: string; readonly label: string },
  { what, remedy }: Emptiness,
): void {
  if (text.trim() !== "") return;
  throw new UserMistake(exitCode.badInput, `${what} (${label}), so there is nothing to review`, remedy);
}

async function readDiff(file: string): Promise<{ text: string; label: string }> {
  if (file === "-") {
    if (process.stdin.isTTY) {
      throw new UserMistake(
        exitCode.usage,
        "--diff - reads a pipe, and there is none",
        "Try: git diff | assay review --diff -",
      );
    }
    return { text: (await buffer(process.stdin)).toString("utf8"), label: "diff from standard input" };
  }
  const text = await readFile(resolveFromCaller(file), "utf8").catch(() => {
    throw new UserMistake(
      exitCode.missingInput,
      `the diff ${file} cannot be read`,
      "Name an existing file, or - for standard input.",
    );
  });
  return { text, label: file };
}
