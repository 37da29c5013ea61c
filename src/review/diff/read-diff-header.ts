import type { LineCursor } from "./line-cursor.ts";
import { choosePath, readSideName, type SideName } from "./read-diff-names.ts";
import { type SettledNames, settleNames } from "./settle-names.ts";
import { unquotePath } from "./unquote-path.ts";

/** What the lines above the first hunk of a file say, prefixes taken off the names. */
export interface DiffHeader {
  /** Null when no line names the file. */
  readonly path: string | null;
  readonly previousPath: string | null;
  readonly change: "added" | "deleted" | "renamed" | "copied" | null;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  /** As written, abbreviated or not; a name of zeros means that there is no blob. */
  readonly oldBlob: string | null;
  readonly newBlob: string | null;
  readonly isBinary: boolean;
  /** Whether a `---` line stood there, so that hunks must follow. */
  readonly promisesHunks: boolean;
  /** Whether all lines that name the file mean the same one; where not, the `---` and `+++` lines were taken. */
  readonly namesAgree: boolean;
}

interface Fields {
  readonly values: Map<string, string>;
  old: SideName | null;
  /** Names of all `---` lines, as written. */
  readonly olds: (string | null)[];
  new: SideName | null;
  isBinary: boolean;
}

const FIELDS: readonly string[] = [
  "old mode ",
  "new mode ",
  "deleted file mode ",
  "new file mode ",
  "mode ",
  "copy from ",
  "copy to ",
  "rename from ",
  "rename to ",
  "similarity index ",
  "dissimilarity index ",
  "index ",
];

/** Reads one line of a git header into `fields`; false when the line is none, or the last one. */
function readField(cursor: LineCursor, fields: Fields): boolean {
  const field = FIELDS.find((name) => cursor.startsWith(name));
  if (field !== undefined) {
    fields.values.set(field.trimEnd(), cursor.headerLine.slice(field.length));
    cursor.advance();
    return true;
  }
  if (cursor.startsWith("--- ") && fields.new === null) {
    // A combined diff may name every parent; the first one is ours.
    const side = readSideName(cursor.headerLine.slice(4));
    fields.old ??= side;
    fields.olds.push(side.name);
    cursor.advance();
    return true;
  }
  if (cursor.startsWith("+++ ") && fields.old !== null) {
    fields.new = readSideName(cursor.headerLine.slice(4));
    cursor.advance();
    return false;
  }
  fields.isBinary = isBinaryMarker(cursor);
  if (fields.isBinary) cursor.advance();
  return false;
}

/** Whether the line says, in place of hunks, that the content is binary. */
export function isBinaryMarker(cursor: LineCursor): boolean {
  if (cursor.startsWith("GIT binary patch")) return true;
  return cursor.startsWith("Binary files ") && cursor.headerLine.endsWith(" differ");
}

function unquoteWhole(name: string | undefined): string | null {
  return name === undefined ? null : (unquotePath(name)?.name ?? name);
}

/** Names of a header that a git line begins; `git` is what follows its keyword. */
function readNames(fields: Fields, git: string, isMerge: boolean): SettledNames {
  const { values, olds } = fields;
  return settleNames({
    git,
    isMerge,
    olds,
    new: fields.new?.name ?? null,
    renamedFrom: unquoteWhole(values.get("rename from") ?? values.get("copy from")),
    renamedTo: unquoteWhole(values.get("rename to") ?? values.get("copy to")),
  });
}

function findChange(fields: Fields): DiffHeader["change"] {
  const { values } = fields;
  if (values.has("new file mode")) return "added";
  if (values.has("deleted file mode")) return "deleted";
  if (values.has("rename to")) return "renamed";
  if (values.has("copy to")) return "copied";
  if (fields.old !== null && fields.new !== null && fields.old.name === null) return "added";
  return fields.new !== null && fields.new.name === null ? "deleted" : null;
}

/** The first-parent view of `index a..b 100644` and of the combined `index a,c..b`. */
function readIndex(value: string | undefined): {
  old: string | null;
  new: string | null;
  mode: string | null;
} {
  const [blobs = "", mode] = (value ?? "").split(" ", 2);
  const dots = blobs.indexOf("..");
  if (dots === -1) return { old: null, new: null, mode: null };
  const first = blobs.slice(0, dots).split(",", 1)[0] ?? "";
  return { old: first, new: blobs.slice(dots + 2), mode: mode ?? null };
}

/** `mode a,b..c` and `deleted file mode a,b` of a combined diff, first parent only. */
function readModes(
  values: ReadonlyMap<string, string>,
  indexMode: string | null,
): [string | null, string | null] {
  const added = values.get("new file mode");
  if (added !== undefined) return [null, added];
  const deleted = values.get("deleted file mode");
  if (deleted !== undefined) return [deleted.split(",", 1)[0] ?? deleted, null];
  const combined = values.get("mode");
  const dots = combined?.indexOf("..") ?? -1;
  if (combined !== undefined && dots !== -1) {
    return [combined.slice(0, dots).split(",", 1)[0] ?? null, combined.slice(dots + 2)];
  }
  return [values.get("old mode") ?? indexMode, values.get("new mode") ?? indexMode];
}

function readFields(cursor: LineCursor): Fields {
  const fields: Fields = { values: new Map(), old: null, olds: [], new: null, isBinary: false };
  while (!cursor.isDone && readField(cursor, fields)) {
    // Every round has moved the cursor on by one line.
  }
  return fields;
}

function composeHeader(fields: Fields, names: SettledNames): DiffHeader {
  const index = readIndex(fields.values.get("index"));
  const [oldMode, newMode] = readModes(fields.values, index.mode);
  return {
    ...names,
    change: findChange(fields),
    oldMode,
    newMode,
    oldBlob: index.old,
    newBlob: index.new,
    isBinary: fields.isBinary,
    promisesHunks: fields.old !== null,
  };
}

// `diff -N` dates a file that does not exist at the beginning of Unix time, in the zone of the machine.
const NO_FILE_STAMP = /^(?:1970-01-01|1969-12-31) /;
const COMBINED = /^diff --(?:cc|combined) /;

/** Reads the header that begins with the `diff --git`, `diff --cc` or `diff --combined` line under the cursor. */
export function readGitHeader(cursor: LineCursor): DiffHeader {
  const line = cursor.headerLine;
  const combined = COMBINED.exec(line)?.[0];
  const rest = line.slice((combined ?? "diff --git ").length);
  cursor.advance();
  const fields = readFields(cursor);
  const git = combined === undefined ? rest : (unquotePath(rest)?.name ?? rest);
  return composeHeader(fields, readNames(fields, git, combined !== undefined));
}

/** Reads the `---` and `+++` lines under the cursor, which no git header precedes. */
export function readPlainHeader(cursor: LineCursor): DiffHeader {
  const fields = readFields(cursor);
  const path = choosePath(fields.old?.name ?? null, fields.new?.name ?? null);
  if (NO_FILE_STAMP.test(fields.old?.stamp ?? "")) fields.old = { name: null, stamp: "" };
  else if (NO_FILE_STAMP.test(fields.new?.stamp ?? "")) fields.new = { name: null, stamp: "" };
  return composeHeader(fields, { path, previousPath: null, namesAgree: true });
}
