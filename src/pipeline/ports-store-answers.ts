import type { ModelAnswer } from "../domain/model-answer.ts";
import type { PullRequestRef } from "../domain/pull-request.ts";

/** Model answers of unfinished reviews, so that a crash pays for none twice. Texts are encrypted. */
export interface AnswerStore {
  /** By the key of the question; those that are absent, expired or not readable are left out. */
  load(pullRequest: PullRequestRef, keys: readonly string[]): Promise<ReadonlyMap<string, ModelAnswer>>;
  save(pullRequest: PullRequestRef, key: string, answer: ModelAnswer, expiresAtMs: number): Promise<void>;
  /** All answers of a pull request: its review was posted. */
  purge(pullRequest: PullRequestRef): Promise<void>;
}
