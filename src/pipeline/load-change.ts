import { type ChangedFile, type ChangeSet, CommitSha } from "../domain/change-set.ts";
import { ReviewError } from "../domain/errors.ts";
import { attachTexts } from "../review/diff/attach-texts.ts";
import { type DiffProblem, parseDiff } from "../review/diff/parse-diff.ts";
import { mapInTurns } from "./map-in-turns.ts";
import type { ChangeSource, DiffText } from "./ports.ts";

/** Whole texts are loaded up to this size; of larger files the hunks are known. */
const MAX_BLOB_BYTES = 1_048_576;

/** A change with everything that its source tells of it. */
export interface LoadedChange {
  readonly change: ChangeSet;
  /** Git attributes by path, as they stand at the base. */
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly problems: readonly DiffProblem[];
}

function readFiles(diff: DiffText): { files: readonly ChangedFile[]; problems: readonly DiffProblem[] } {
  const parsed = parseDiff(diff.text);
  if (parsed.files.length > 0 || diff.text.trim() === "") return parsed;
  throw new ReviewError("DIFF_UNREADABLE", "The input holds no diff that could be read.", {
    remedy: "Pass on the output of git diff, git show, git format-patch or diff -u.",
  });
}

function hasText(file: ChangedFile): boolean {
  return file.kind === "text" || file.kind === "symlink";
}

function attach(file: ChangedFile, texts: ReadonlyMap<string, string>): ChangedFile {
  const base = file.oldBlob === null ? null : (texts.get(file.oldBlob) ?? null);
  const head = file.newBlob === null ? null : (texts.get(file.newBlob) ?? null);
  return hasText(file) ? attachTexts(file, { base, head }) : file;
}

/** Texts that were there and do not agree with the diff: what is known of the file is its hunks. */
function findMisfits(
  files: readonly ChangedFile[],
  texts: ReadonlyMap<string, string>,
): readonly DiffProblem[] {
  return files.flatMap((file) => {
    const blobs = [file.oldBlob, file.newBlob].filter((blob) => blob !== null);
    if (!hasText(file) || file.isComplete || blobs.length === 0 || !blobs.every((blob) => texts.has(blob)))
      return [];
    const message = `The stored text of ${JSON.stringify(file.path)} is not the one that the diff was made of.`;
    return [{ line: 1, message, remedy: "Make the diff again." }];
  });
}

function toCommit(name: string | null): CommitSha | null {
  return CommitSha.safeParse(name).data ?? null;
}

/** Reads a change out of its source: files, whole texts where they are known, and attributes. */
export async function loadChange(source: ChangeSource, signal: AbortSignal): Promise<LoadedChange> {
  const diff = await source.readDiff(signal);
  const { files: parsed, problems } = readFiles(diff);
  const blobs = parsed.filter(hasText).flatMap((file) => [file.oldBlob, file.newBlob]);
  const names = blobs.filter((blob) => blob !== null);
  const texts = await source.readBlobs([...new Set(names)], MAX_BLOB_BYTES);
  const paths = parsed.flatMap(({ path, previousPath }) =>
    previousPath === null ? [path] : [path, previousPath],
  );
  const attributes = await source.readAttributes([...new Set(paths)]);
  const files = await mapInTurns(parsed, (file) => attach(file, texts));
  const change = { base: toCommit(diff.base), head: toCommit(diff.head), label: diff.label, files };
  return { change, attributes, problems: [...problems, ...findMisfits(files, texts)] };
}
