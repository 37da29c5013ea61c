import type { ChangedFile } from "../../../src/domain/change-set.ts";
import { parseDiff } from "../../../src/review/diff/parse-diff.ts";

const SIGNS = { context: " ", added: "+", removed: "-" } as const;

/** Hunks as short strings: `-old+new` starts and counts, then every line with its sign. */
export function outlineHunks(file: ChangedFile): readonly string[] {
  return file.hunks.flatMap((hunk) => [
    `-${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines}`,
    ...hunk.lines.map((line) => `${SIGNS[line.kind]}${line.text}`),
  ]);
}

/** The only file of a diff that has one file and no problem. */
export function parseOne(text: string): ChangedFile {
  const { files, problems } = parseDiff(text);
  const [file, ...others] = files;
  if (file === undefined || others.length > 0 || problems.length > 0) {
    throw new Error(`not one clean file: ${JSON.stringify({ files, problems })}`);
  }
  return file;
}

/** A diff of one file out of its hunks. */
export function gitDiff(body: string, path = "x.ts"): string {
  return `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n${body}`;
}
