import type { ChangeSource } from "../../pipeline/ports.ts";

export interface DiffSourceOptions {
  readonly text: string;
  /** What a person would call it: a file name, or where the pipe comes from. */
  readonly label: string;
}

/** A diff from a file or a pipe as the source of a change: neither whole files nor attributes are known. */
export function createDiffSource({ text, label }: DiffSourceOptions): ChangeSource {
  return {
    readDiff: () => Promise.resolve({ text, base: null, head: null, label }),
    readBlobs: () => Promise.resolve(new Map()),
    readAttributes: () => Promise.resolve(new Map()),
    openSnapshot: () => null,
  };
}
