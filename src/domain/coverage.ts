import type { RepoPath } from "./change-set.ts";

/** Why something was left out on purpose. The texts that people read are in `review/verdict/describe-reason.ts`. */
export type SkipReason =
  | "generated"
  | "vendored"
  | "minified"
  | "binary"
  | "submodule"
  | "excluded-by-policy"
  | "too-large"
  | "unreadable-diff"
  | "moved-into-place"
  | "moved-out-of-place"
  | "no-model"
  | "over-budget"
  | "interrupted";

/** Why something that should have been reviewed was not. */
export type FailReason =
  | "model-error"
  | "model-timeout"
  | "provider-declined"
  | "answer-unreadable"
  | "answer-truncated"
  | "answer-incomplete"
  | "prompt-truncated"
  | "configuration";

/** `reviewed` by a model, or `checked`: by deterministic rules that cover such a hunk entirely (lock files, symbolic links). */
export type HunkState =
  | { readonly state: "pending" }
  | { readonly state: "reviewed"; readonly by: "model" | "checks" }
  | { readonly state: "skipped"; readonly reason: SkipReason }
  | { readonly state: "failed"; readonly reason: FailReason; readonly detail: string };

/** The ledger of one file. A file without hunks (binary, mode change) has a state of its own. */
export interface FileCoverage {
  readonly path: RepoPath;
  readonly hunks: readonly HunkState[];
  readonly whole: HunkState;
}

/** The ledger of a review: one entry a file, in the order of the change. */
export interface Coverage {
  readonly files: readonly FileCoverage[];
}
