import { readFile } from "node:fs/promises";
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
    refuseEmptiness(diff);
    return createDiffSource(diff);
  }
  const directory = resolveFromCaller(options.repo);
  const open = (selection: GitSelection) =>
    createGitSource({ directory, selection, environment: process.env });
  if (options.staged) return open({ kind: "staged" });
  if (range !== undefined) return refuseEmptyRange(open({ kind: "range", range }));
  return open({ kind: "latest" });
}

/** A range without a difference is more often a wrong range than a change: it must not look like one without defects. */
function refuseEmptyRange(source: ChangeSource): ChangeSource {
  return {
    ...source,
    async readDiff(signal) {
      const diff = await source.readDiff(signal);
      refuseEmptiness(
        diff,
        "Look whether both ends are what you mean; git diff --stat RANGE shows the difference.",
      );
      return diff;
    },
  };
}

const brokenPipe =
  "Look whether the command that wrote it failed; for a change without a difference, skip the review.";

/** A pipe is empty too when the command before it failed: that must not look like a change without defects. */
function refuseEmptiness(
  { text, label }: { readonly text: string; readonly label: string },
  remedy = brokenPipe,
): void {
  if (text.trim() !== "") return;
  throw new UserMistake(
    exitCode.badInput,
    `the diff is empty (${label}), so there is nothing to review`,
    remedy,
  );
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
