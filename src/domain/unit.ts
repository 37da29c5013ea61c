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

/** A line of the head that is no part of the change; secrets and invisible characters already replaced. */
export interface ContextLine {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Lines of one file that tell what a hunk uses. Nothing can be found in them: they are no part of the change. */
export interface UnitContext {
  readonly path: string;
  /** For the model: `defines limit, root; called load; guards name`. */
  readonly why: string;
  readonly lines: readonly ContextLine[];
  /** Estimated tokens in the prompt. */
  readonly tokens: number;
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
  /** What it uses, the most telling first; absent until it is gathered. */
  readonly context?: readonly UnitContext[];
}

/** A located question, numbered within its unit. */
export interface UnitLead {
  readonly number: number;
  readonly lead: Lead;
}

/**
 * How a question shows its hunks. `sliced`: with the function around them and what they use; `bare`: the diff alone;
 * `uncommented`: as sliced, without the text of comments.
 */
export type UnitView = "sliced" | "bare" | "uncommented";

/** What one question to the model is about. */
export interface ReviewUnit {
  /** `u1`, `u2`, … in the order of asking: security-critical files first. `u1-bare` for a further view of `u1`. */
  readonly id: string;
  readonly view: UnitView;
  readonly hunks: readonly UnitHunk[];
  readonly leads: readonly UnitLead[];
  /** Estimated tokens of the code part of the prompt. */
  readonly tokens: number;
}
