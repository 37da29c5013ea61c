/** A file of tests, and the beginnings of the titles that count; all of its tests where there are none. */
export interface Evidence {
  readonly file: string;
  readonly titles?: readonly string[];
  /** What the machine may lack; tests that were skipped for it are no failure beside others that passed. */
  readonly needs?: "a browser";
}

/** A threat, by the number under which SECURITY.md and the project's issues know it, and the tests that show what holds. */
export interface ThreatRow {
  readonly row: string;
  readonly attack: string;
  readonly shownBy: readonly Evidence[];
}

/** All tests of a file, or those whose titles have such a part. */
export const shownBy = (file: string, ...titles: readonly string[]): Evidence =>
  titles.length === 0 ? { file } : { file, titles };
