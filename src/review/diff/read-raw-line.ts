import type { ChangedFile } from "../../domain/change-set.ts";
import { fullBlob, kindOfMode } from "./compose-changed-file.ts";
import { unquotePath } from "./unquote-path.ts";

/** What one line of `git diff --raw` tells of a file: modes and blobs, which the patch of a mere rename leaves out. */
export interface RawEntry {
  /** Path at the head; for a deleted file, at the base. */
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldBlob: string;
  readonly newBlob: string;
}

const RAW = /^:(\d{6}) (\d{6}) ([0-9a-f]{7,64}) ([0-9a-f]{7,64}) [A-Z]\d{0,3}\t/;

/** Reads a line such as `:100644 100644 12ab34… 56cd78… R100`, tab, names. Null for any other line. */
export function readRawLine(line: string): RawEntry | null {
  const found = RAW.exec(line);
  if (found === null) return null;
  const [all, oldMode = "", newMode = "", oldBlob = "", newBlob = ""] = found;
  const names = line.slice(all.length).split("\t", 2);
  const last = names.at(-1) ?? "";
  return { path: unquotePath(last)?.name ?? last, oldMode, newMode, oldBlob, newBlob };
}

/** Fills in what the patch of a file whose content stayed the same does not tell. */
export function completeFromRaw(file: ChangedFile, raw: RawEntry | undefined): ChangedFile {
  const isSilent = file.previousPath !== null || file.status === "mode-changed";
  if (raw === undefined || !isSilent || file.oldBlob !== null || file.newBlob !== null) return file;
  const { oldMode, newMode } = raw;
  const oldBlob = fullBlob(raw.oldBlob);
  return {
    ...file,
    kind: kindOfMode(newMode, file.kind),
    oldMode,
    newMode,
    oldBlob,
    newBlob: fullBlob(raw.newBlob),
  };
}
