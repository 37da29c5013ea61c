import { createHash } from "node:crypto";
import type { HunkRef } from "../../domain/change-set.ts";
import type { UnitHunk } from "../../domain/unit.ts";

const digits = 32;

/**
 * What a review of a hunk rested on: path, scope, and kind and text of every line with its surroundings, and the same
 * of every other hunk of its file. A hunk that guards another one often stands elsewhere in the file, and when it
 * changes or vanishes the answer about the other one is worth nothing. The line numbers are left out, so that a file
 * whose hunks only moved is not paid for twice. The first 32 hexadecimal digits of a SHA-256.
 *
 * `hunks` must hold all hunks of every file that it holds one of.
 */
export function createHunkHasher(hunks: readonly UnitHunk[]): (ref: HunkRef) => string | null {
  const hashes = new Map<string, string>();
  for (const ofFile of Map.groupBy(hunks, ({ ref }) => ref.file).values()) {
    const seen = ofFile.map(hashSeen);
    const whole = hashValue(seen);
    for (const [index, { ref }] of ofFile.entries())
      hashes.set(nameRef(ref), hashValue([seen[index], whole]));
  }
  return (ref) => hashes.get(nameRef(ref)) ?? null;
}

function hashSeen({ path, scope, lines }: UnitHunk): string {
  return hashValue([path, scope, lines.map(({ kind, text, isCut }) => [kind, text, isCut])]);
}

function hashValue(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, digits);
}

function nameRef({ file, hunk }: HunkRef): string {
  return `${file}.${hunk}`;
}
