import { z } from "zod";
import type { CommitSha } from "./change-set.ts";
import type { Coverage } from "./coverage.ts";
import type { DropReason, Finding, Suggestion, UnnamedFinding } from "./finding.ts";
import type { Usage } from "./model-answer.ts";

/** `quick`: one look; `standard` and `thorough`: more independent looks and a refuter. */
export const Depth = z.enum(["quick", "standard", "thorough"]);
export type Depth = z.infer<typeof Depth>;

export type Verdict = "no-defects" | "defects" | "inconclusive";

/** Something a reader should know that is not a defect, such as a change to the reviewer's own configuration. */
export interface Notice {
  readonly kind: string;
  readonly text: string;
}

/** Why the whole review is inconclusive whatever it found: nothing the author of a change can bring about. */
export type Shortfall = "no-model" | "interrupted";

/** The model of a review, also where no answer came of it. */
export interface AskedModel {
  readonly name: string;
  /** 0 where nothing was left to ask. */
  readonly questions: number;
  /** Whether hunks were carried over from an earlier review. */
  readonly isCarried: boolean;
}

/** Everything that a review found and did, before it is rendered. */
export interface ReviewResult {
  readonly label: string;
  readonly head: CommitSha | null;
  readonly coverage: Coverage;
  readonly shortfall: Shortfall | null;
  readonly defects: readonly Finding[];
  /**
   * Where a rule of medium severity or above matched, a model read it, and no defect came of it; worst first. They are
   * not counted as defects. Absent where there are none.
   */
  readonly unreported?: readonly UnnamedFinding[];
  readonly suggestions: readonly Suggestion[];
  readonly dropped: readonly { readonly reason: DropReason; readonly count: number }[];
  readonly notices: readonly Notice[];
  /** What of the change itself could not be read, one sentence each: any of it rules out "no defects". */
  readonly gaps: readonly string[];
  readonly usage: Usage;
  /** Which model was to be asked, and how much; absent where none is configured. */
  readonly asked?: AskedModel;
  readonly prompts: readonly { readonly id: string; readonly version: string }[];
  /** What was asked about and answered in each state, for the reader who wants to know what "pattern" means here. */
  readonly depth: Depth;
}
