import type { PolicyFile } from "../../domain/policy.ts";
import type { ReviewUnit } from "../../domain/unit.ts";
import { compileGlobs } from "../select/compile-globs.ts";

/** A path note whose patterns are ready for use. */
export interface CompiledNote {
  readonly note: string;
  readonly isAbout: (path: string) => boolean;
}

/** Prepares the notes of a policy, once for all units of a review. */
export function compileNotes(notes: PolicyFile["notes"]): readonly CompiledNote[] {
  return notes.map(({ paths, note }) => ({ note, isAbout: compileGlobs(paths) }));
}

/**
 * The notes about the files of a unit, in the order of the policy, each once. They come from the base commit and
 * may stand in a prompt as trusted text.
 */
export function selectNotes(notes: readonly CompiledNote[], unit: ReviewUnit): readonly string[] {
  const paths = [...new Set(unit.hunks.map((hunk) => hunk.path))];
  const about = notes.filter(({ isAbout }) => paths.some(isAbout));
  return [...new Set(about.map(({ note }) => note))];
}
