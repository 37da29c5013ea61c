import type { HunkRef, RepoPath } from "./change-set.ts";
import type { Lead } from "./syntax.ts";

/** One numbered line as the model sees it; secrets and invisible characters already replaced. */
export interface UnitLine {
  readonly kind: "context" | "added" | "removed" | "surrounding";
  readonly oldLine: number | null;
  readonly newLine: number | null;
  readonly text: string;
  /** True when the line was too long to be shown whole: it does not count as reviewed. */
  readonly isCut: boolean;
}

/** One hunk, or a part of a large one, with as much of its enclosing function as the budget allows. */
export interface UnitHunk {
  readonly ref: HunkRef;
  /** `file.hunk`, or `file.hunk.part` for a part of a large hunk: how prompt and answer name it. */
  readonly label: string;
  readonly path: RepoPath;
  /** Name of the enclosing function or class, when the syntax tree gave one. */
  readonly scope: string | null;
  readonly lines: readonly UnitLine[];
}

/** A located question, numbered within its unit. */
export interface UnitLead {
  readonly number: number;
  readonly lead: Lead;
}

/** What one question to the model is about. */
export interface ReviewUnit {
  /** `u1`, `u2`, … in the order of asking: security-critical files first. */
  readonly id: string;
  readonly hunks: readonly UnitHunk[];
  readonly leads: readonly UnitLead[];
  /** Estimated tokens of the code part of the prompt. */
  readonly tokens: number;
}
