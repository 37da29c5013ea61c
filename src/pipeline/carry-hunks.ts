import type { HunkRef } from "../domain/change-set.ts";
import type { UnitHunk } from "../domain/unit.ts";
import { hashContext } from "../review/units/hash-context.ts";
import type { SizedHunk } from "../review/units/split-into-units.ts";

/** Hunks with what tells about them, without those that were reviewed with the same around them. */
export interface SeparatedHunks {
  readonly open: readonly SizedHunk[];
  /** Hunks that need not be asked about. */
  readonly carried: readonly UnitHunk[];
  /** Hash of the context of each hunk, by the hash of the hunk. */
  readonly contexts: ReadonlyMap<string, string>;
}

/**
 * Separates what an earlier review saw just so. After a rebase the tree around a change is another one, and an answer
 * about a hunk is worth something only where the lines elsewhere that were shown with it still say the same.
 */
export function separateKnown(
  told: readonly SizedHunk[],
  hashHunk: (ref: HunkRef) => string | null,
  reviewed: ReadonlyMap<string, string>,
): SeparatedHunks {
  const contexts = new Map<string, string>();
  const carried: UnitHunk[] = [];
  const open: SizedHunk[] = [];
  for (const parts of Map.groupBy(told, ({ hunk: { ref } }) => `${ref.file}.${ref.hunk}`).values()) {
    const [first] = parts;
    const hash = first === undefined ? null : hashHunk(first.hunk.ref);
    const context = hashContext(parts.map(({ hunk }) => hunk));
    if (hash !== null) contexts.set(hash, context);
    if (hash !== null && reviewed.get(hash) === context) carried.push(...parts.map(({ hunk }) => hunk));
    else open.push(...parts);
  }
  return { open, carried, contexts };
}
