import type { RepoPath } from "../domain/change-set.ts";
import type { PolicyFile } from "../domain/policy.ts";
import type { Notice } from "../domain/review.ts";
import type { Annotation, ReviewDraft } from "../domain/review-draft.ts";

/** A mistake in a configuration file: what was wrong, where, and what to write instead. */
export interface PolicyMistake {
  readonly owner: "organisation" | "repository";
  readonly file: RepoPath;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** The policy of one review and what is to be said about the files that it came from. */
export interface GoverningPolicy {
  readonly policy: PolicyFile;
  /** Changes whenever the policy means something else. */
  readonly hash: string;
  readonly mistakes: readonly PolicyMistake[];
  /** Keys that the organisation decides, and that the repository's file sets in vain. */
  readonly overruled: readonly string[];
}

/** What the review says about its own configuration. */
export function noticePolicyProblems({ mistakes, overruled }: GoverningPolicy): readonly Notice[] {
  const notices = mistakes.map(({ owner, file, line, text }) => ({
    kind: "configuration-mistake",
    text: `Configuration of the ${owner}, ${file} line ${line}: ${text}. The file is not followed until this is repaired.`,
  }));
  if (overruled.length === 0) return notices;
  const text = `The organisation decides these keys; the repository's values are not used: ${overruled.join(", ")}.`;
  return [...notices, { kind: "configuration-overruled", text }];
}

/** Adds an annotation on the configuration file for each mistake in the repository's own one. */
export function annotatePolicyProblems(draft: ReviewDraft, { mistakes }: GoverningPolicy): ReviewDraft {
  const annotations = mistakes
    .filter(({ owner }) => owner === "repository")
    .map(({ file, line, text }): Annotation => {
      return {
        path: file,
        startLine: line,
        endLine: line,
        level: "warning",
        title: "Assay configuration",
        message: text,
      };
    });
  if (annotations.length === 0) return draft;
  return { ...draft, check: { ...draft.check, annotations: [...annotations, ...draft.check.annotations] } };
}
