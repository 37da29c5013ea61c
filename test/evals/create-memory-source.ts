import type { ChangeSource } from "../../src/pipeline/ports.ts";
import type { Snapshot, SnapshotLine } from "../../src/pipeline/ports-snapshot.ts";
import { nameBlob } from "./compose-diff.ts";
import type { CaseFiles } from "./eval-case.ts";

export interface MemoryChange {
  readonly diff: string;
  readonly label: string;
  /** Null where only the diff is known. */
  readonly files: CaseFiles | null;
}

/** A change that lies in memory as the source of a review, with its whole files where they are known. */
export function createMemorySource({ diff, label, files }: MemoryChange) {
  const texts = files === null ? [] : [...files.before.values(), ...files.after.values()];
  const blobs = new Map(texts.map((text) => [nameBlob(text), text]));
  return {
    readDiff: () => Promise.resolve({ text: diff, base: null, head: null, label }),
    readBlobs: (names: readonly string[], maxBytes: number) =>
      Promise.resolve(
        new Map(
          names.flatMap((name) => {
            const text = blobs.get(name);
            return text === undefined || Buffer.byteLength(text) > maxBytes ? [] : [[name, text] as const];
          }),
        ),
      ),
    readAttributes: () => Promise.resolve(new Map<string, ReadonlyMap<string, string>>()),
    openSnapshot: () => (files === null ? null : openSnapshot(files.after)),
  } satisfies ChangeSource & { openSnapshot: () => Snapshot | null };
}

function openSnapshot(files: ReadonlyMap<string, string>): Snapshot {
  return {
    readFile: (path) => Promise.resolve(files.get(path) ?? null),
    selectExisting: (paths) => Promise.resolve(paths.filter((path) => files.has(path))),
    findWord: (word, limit) => Promise.resolve(findLines(files, word).slice(0, limit)),
  };
}

function findLines(files: ReadonlyMap<string, string>, word: string): readonly SnapshotLine[] {
  return [...files].flatMap(([path, text]) =>
    text
      .split("\n")
      .map((line, index) => ({ path, line: index + 1, text: line }))
      .filter((line) => hasWord(line.text, word)),
  );
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0 && word !== ""; at = text.indexOf(word, at + 1)) {
    const isOpen = /[\w$]/.test(text[at - 1] ?? "") || /[\w$]/.test(text[at + word.length] ?? "");
    if (!isOpen) return true;
  }
  return false;
}
