import {
  type ChangedFile,
  type FileKind,
  type FileStatus,
  type Hunk,
  RepoPath,
} from "../../domain/change-set.ts";
import { cutExcerpts } from "./cut-excerpts.ts";
import type { DiffHeader } from "./read-diff-header.ts";

/** The path of a file whose name no line of the diff tells. */
const UNNAMED = "(unnamed)";

/** Longer than any path of an operating system that git runs on. */
const MAX_PATH = 4_096;

/** Any text as a path; an empty one would name nothing. */
function toRepoPath(text: string): RepoPath {
  return RepoPath.parse(text === "" ? UNNAMED : text.slice(0, MAX_PATH));
}

/** Why the name in the header cannot be used as it is. */
function findBadName(header: DiffHeader): string | null {
  if (header.path === null || header.path === "") return "the diff does not tell the name of the file";
  const longest = Math.max(header.path.length, header.previousPath?.length ?? 0);
  return longest > MAX_PATH ? "the name of the file is longer than a path can be" : null;
}

const FULL_NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const NO_BLOB = /^0+$/;
// The beginnings of the names of the empty blob, SHA-1 and SHA-256.
const EMPTY_BLOBS: readonly string[] = [
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
];

/** A full object name, or null for an abbreviated one and for the name of nothing. */
export function fullBlob(name: string | null): string | null {
  return name !== null && FULL_NAME.test(name) && !NO_BLOB.test(name) ? name : null;
}

function isNothing(blob: string): boolean {
  return NO_BLOB.test(blob) || EMPTY_BLOBS.some((empty) => blob !== "" && empty.startsWith(blob));
}

/** The part of a git mode that tells what an entry is: `100` file, `120` symbolic link, `160` submodule. */
export function entryType(mode: string | null): string | null {
  return mode === null ? null : mode.slice(0, 3);
}

/** The kind that a mode tells; `otherwise` where it tells none. */
export function kindOfMode(mode: string | null, otherwise: FileKind): FileKind {
  const type = entryType(mode);
  if (type === "120") return "symlink";
  return type === "160" ? "submodule" : otherwise;
}

function findStatus(header: DiffHeader, hunks: readonly Hunk[]): FileStatus {
  if (header.change !== null) return header.change;
  const { oldMode, newMode } = header;
  if (oldMode === newMode || oldMode === null || newMode === null) return "modified";
  if (entryType(oldMode) !== entryType(newMode)) return "type-changed";
  const isSameContent = header.oldBlob === header.newBlob && !header.isBinary && hunks.length === 0;
  return isSameContent ? "mode-changed" : "modified";
}

/** Why a file without hunks must have had some; null when it may well have none. */
function findMissing(header: DiffHeader, hunks: readonly Hunk[]): string | null {
  if (hunks.length > 0 || header.isBinary) return null;
  if (header.promisesHunks) return "the diff names the file and holds none of its lines";
  const { oldBlob, newBlob } = header;
  if (oldBlob === null || newBlob === null || oldBlob === newBlob) return null;
  return isNothing(oldBlob) && isNothing(newBlob)
    ? null
    : "the diff names the file and holds none of its lines";
}

/** Puts together what the header and the hunks of one file tell; `fault` is what was wrong with its hunks. */
export function composeChangedFile(
  header: DiffHeader,
  hunks: readonly Hunk[],
  fault: string | null,
): ChangedFile {
  const status = findStatus(header, hunks);
  return {
    path: toRepoPath(header.path ?? ""),
    previousPath: header.previousPath === null ? null : toRepoPath(header.previousPath),
    status,
    kind: kindOfMode(header.newMode ?? header.oldMode, header.isBinary ? "binary" : "text"),
    oldMode: status === "added" ? null : header.oldMode,
    newMode: status === "deleted" ? null : header.newMode,
    oldBlob: fullBlob(header.oldBlob),
    newBlob: fullBlob(header.newBlob),
    hunks,
    base: cutExcerpts(hunks, "LEFT"),
    head: cutExcerpts(hunks, "RIGHT"),
    isComplete: false,
    unreadable: fault ?? findBadName(header) ?? findMissing(header, hunks),
  };
}
