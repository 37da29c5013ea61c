import { z } from "zod";

/** A path inside the repository as git names it: forward slashes, no leading slash, never normalised. */
export const RepoPath = z.string().min(1).brand("RepoPath");
export type RepoPath = z.infer<typeof RepoPath>;

/** A full object name: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits. */
export const CommitSha = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
  .brand("CommitSha");
export type CommitSha = z.infer<typeof CommitSha>;

/** GitHub's word for the two sides of a diff: LEFT is the base, RIGHT the head. */
export const Side = z.enum(["LEFT", "RIGHT"]);
export type Side = z.infer<typeof Side>;

/** One line of a hunk. `text` excludes the line feed but keeps a carriage return. */
export interface DiffLine {
  readonly kind: "context" | "added" | "removed";
  readonly text: string;
  /** 1-based line in the base text; null for added lines. */
  readonly oldLine: number | null;
  /** 1-based line in the head text; null for removed lines. */
  readonly newLine: number | null;
}

/** A run of changed lines with its context, as the diff gave it. */
export interface Hunk {
  /** Position within its file, from 0. */
  readonly index: number;
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly DiffLine[];
}

/**
 * Consecutive lines of one side of a file. A whole blob is one excerpt that begins at line 1;
 * where only a diff is known, every hunk gives one excerpt a side.
 */
export interface Excerpt {
  /** 1-based line of the first line of `text`. */
  readonly firstLine: number;
  /** Lines joined by a line feed; carriage returns kept. */
  readonly text: string;
}

export type FileStatus =
  | "added"
  | "deleted"
  | "modified"
  | "renamed"
  | "copied"
  | "mode-changed"
  | "type-changed";
export type FileKind = "text" | "binary" | "symlink" | "submodule";

/** One file of a change, both sides. */
export interface ChangedFile {
  /** Path at the head; for a deleted file, at the base. */
  readonly path: RepoPath;
  /** Path at the base when it differs (renames and copies). */
  readonly previousPath: RepoPath | null;
  readonly status: FileStatus;
  readonly kind: FileKind;
  /** Git tree modes such as `100644`; null on the side where the file does not exist or is not known. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  /** Blob object names, when the source gave full ones. */
  readonly oldBlob: string | null;
  readonly newBlob: string | null;
  readonly hunks: readonly Hunk[];
  /** What is known of the base text. */
  readonly base: readonly Excerpt[];
  /** What is known of the head text. */
  readonly head: readonly Excerpt[];
  /** True when both sides that exist are known in whole. */
  readonly isComplete: boolean;
  /** Set where the diff of this file could not be read in full: the reason, for the ledger. */
  readonly unreadable: string | null;
}

/** Everything that a review looks at: frozen, fetched once. */
export interface ChangeSet {
  /** Null when only a diff is known. */
  readonly base: CommitSha | null;
  /** Null when only a diff or the index is known. */
  readonly head: CommitSha | null;
  /** What the user asked for, as a person would name it (`HEAD~1..HEAD`, `--staged`, a file name). */
  readonly label: string;
  readonly files: readonly ChangedFile[];
}

/** A place in a change: a hunk of a file, by position. */
export interface HunkRef {
  readonly file: number;
  readonly hunk: number;
}
