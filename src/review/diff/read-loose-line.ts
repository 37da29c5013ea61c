import type { FileKind } from "../../domain/change-set.ts";
import type { LineCursor } from "./line-cursor.ts";
import { isBinaryMarker } from "./read-diff-header.ts";
import { choosePath, readSideName } from "./read-diff-names.ts";
import { unquotePath } from "./unquote-path.ts";

/** A changed file that a single line tells of, without a header of its own. */
export interface LooseFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly unreadable: string | null;
}

function readUnmerged(line: string): LooseFile {
  const name = line.slice("* Unmerged path ".length);
  const path = unquotePath(name)?.name ?? name;
  return { path, kind: "text", unreadable: "the file has merge conflicts that are not resolved" };
}

/** `Submodule PATH 1234567..89abcde:` of `--submodule=log`. */
function readSubmodule(line: string): LooseFile | null {
  const words = line.slice("Submodule ".length).split(" ");
  const range = words.findIndex((word) => /^[0-9a-f]{7,64}\.{2,3}[0-9a-f]{7,64}:?$/.test(word));
  return range < 1 ? null : { path: words.slice(0, range).join(" "), kind: "submodule", unreadable: null };
}

/** `Binary files OLD and NEW differ`, as `diff -r` writes it. */
function readBinary(line: string): LooseFile | null {
  const names = line.slice("Binary files ".length, -" differ".length);
  const and = names.indexOf(" and ");
  if (and === -1) return null;
  const old = readSideName(names.slice(0, and)).name;
  const path = choosePath(old, readSideName(names.slice(and + " and ".length)).name);
  return path === null ? null : { path, kind: "binary", unreadable: null };
}

/** Reads a line between files that names a changed file; null for any other line. */
export function readLooseLine(cursor: LineCursor): LooseFile | null {
  if (cursor.startsWith("* Unmerged path ")) return readUnmerged(cursor.headerLine);
  if (cursor.startsWith("Submodule ")) return readSubmodule(cursor.headerLine);
  if (cursor.startsWith("Binary files ") && isBinaryMarker(cursor)) return readBinary(cursor.headerLine);
  return null;
}
