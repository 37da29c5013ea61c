import type { ModelAnswer } from "../domain/model-answer.ts";
import type { Prompt } from "../domain/prompt.ts";
import type { PullRequestRef } from "../domain/pull-request.ts";
import { codeOfError } from "./code-of-error.ts";
import type { Log, Model } from "./ports.ts";
import type { AnswerStore } from "./ports-store-answers.ts";

export interface AnswerKeeping {
  readonly answers: AnswerStore;
  readonly pullRequest: PullRequestRef;
  /** Everything that an answer depends on, in one key. */
  readonly keyOf: (prompt: Prompt, model: string) => string;
  readonly now: () => number;
  readonly log: Log;
}

/** Answers are purged when their review is posted; one that never gets there is not kept longer than this. */
const keptMs = 3 * 24 * 3_600_000;
const nothingPaid = { promptTokens: 0, completionTokens: 0, cachedTokens: 0 };

/**
 * A model that is asked each question once: after a crash its answer is still there and costs nothing. A store that
 * fails costs no answer: the question is asked, and what was paid for is used.
 */
export function withAnswerStore(model: Model, keeping: AnswerKeeping): Model {
  const { answers, pullRequest, keyOf, now, log } = keeping;
  return {
    name: model.name,
    complete: async (prompt, signal) => {
      const key = keyOf(prompt, model.name);
      const known = await loadAnswer(keeping, key);
      if (known !== undefined) return { ...known, usage: nothingPaid };
      const answer = await model.complete(prompt, signal);
      try {
        await answers.save(pullRequest, key, answer, now() + keptMs);
      } catch (error) {
        log.warn("an answer could not be kept", { code: codeOfError(error) });
      }
      return answer;
    },
  };
}

async function loadAnswer(
  { answers, pullRequest, log }: AnswerKeeping,
  key: string,
): Promise<ModelAnswer | undefined> {
  try {
    return (await answers.load(pullRequest, [key])).get(key);
  } catch (error) {
    log.warn("a kept answer could not be read", { code: codeOfError(error) });
    return undefined;
  }
}
