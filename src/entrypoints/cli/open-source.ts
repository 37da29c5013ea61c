import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { createDiffSource } from "../../adapters/git/create-diff-source.ts";
import { createGitSource, type GitSelection } from "../../adapters/git/create-git-source.ts";
import type { ChangeSource } from "../../pipeline/ports.ts";
import { exitCode } from "./exit-codes.ts";
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
  if (range !== undefined) return open({ kind: "range", range });
  return open({ kind: "latest" });
}

/** A pipe is empty too when the command before it failed: that must not look like a change without defects. */
function refuseEmptiness({ text, label }: { readonly text: string; readonly label: string }): void {
  if (text.trim() !== "") return;
  throw new UserMistake(
    exitCode.badInput,
    `the diff is empty (${label}), so there is nothing to review`,
    "Look whether the command that wrote it failed; for a change without a difference, skip the review.",
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
