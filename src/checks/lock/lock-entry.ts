/** A value of a lock file with its line. */
export interface LockValue {
  readonly text: string;
  readonly line: number;
}

/** One locked package, as far as it is in sight. */
export interface LockEntry {
  /** Pairs the entry with its counterpart in the base: unique within one text, position-based where no name is in sight. */
  readonly slot: string;
  /** The package as its consumers call it; empty when out of sight. */
  readonly name: string;
  /** Name under which the registry has it, when the entry declares an alias. */
  readonly alias: string | null;
  readonly version: LockValue | null;
  /** Address of the archive or repository. */
  readonly source: LockValue | null;
  /** Hashes by what they are of (a file name, or empty for the one archive). */
  readonly hashes: ReadonlyMap<string, LockValue>;
  /** The line that says that the package runs a script at installation. */
  readonly installScript: number | null;
  readonly startLine: number;
  readonly endLine: number;
}

/** Fields of an entry while it is being read. */
export interface LockDraft {
  slot: string;
  name: string;
  alias: string | null;
  version: LockValue | null;
  source: LockValue | null;
  readonly hashes: Map<string, LockValue>;
  installScript: number | null;
  readonly startLine: number;
  endLine: number;
}

/** An empty entry that begins at a line. */
export function draftEntry(slot: string, name: string, line: number): LockDraft {
  return {
    slot,
    name,
    alias: null,
    version: null,
    source: null,
    hashes: new Map(),
    installScript: null,
    startLine: line,
    endLine: line,
  };
}
