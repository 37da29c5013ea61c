/** A line of a file of the snapshot. */
export interface SnapshotLine {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/**
 * The tree that a change leads to, read by need and never written. Bounded by what it was opened with: beyond that it
 * answers as if nothing were there. Texts are raw: whoever shows one masks it first. Throws `ReviewError`.
 */
export interface Snapshot {
  /** Text of a file; null where there is none, or it is a link, no text, or too large. */
  readFile(path: string): Promise<string | null>;
  /** Those of the paths that name a file of the tree, in their order. */
  selectExisting(paths: readonly string[]): Promise<readonly string[]>;
  /** Lines that hold the word, at most `limit`; over a network only in files that were read or stand near the change. */
  findWord(word: string, limit: number): Promise<readonly SnapshotLine[]>;
}
