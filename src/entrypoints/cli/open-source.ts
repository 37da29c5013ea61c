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
  if (options.diff !== undefined) return createDiffSource(await readDiff(options.diff));
  const directory = resolveFromCaller(options.repo);
  const open = (selection: GitSelection) =>
    createGitSource({ directory, selection, environment: process.env });
  if (options.staged) return open({ kind: "staged" });
  if (range !== undefined) return open({ kind: "range", range });
  return open({ kind: "latest" });
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
