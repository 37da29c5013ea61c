import { createHash } from "node:crypto";
import { type ErrorCode, ReviewError } from "../../src/domain/errors.ts";
import type { Prompt } from "../../src/domain/prompt.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import type { AnswerFiles } from "../evals/answer-files.ts";
import type { RecordedAnswer } from "./replay.ts";

/** Answers of one replay, for the recorder of the evaluation. */
export interface ReplayAnswers extends AnswerFiles {
  /** Everything that was answered, in the order of the questions' subjects. */
  list(): readonly RecordedAnswer[];
  /** The same model, whose errors are kept as well. */
  watch(model: Model): Model;
}

/**
 * A question is found by its bytes; where its words have changed since, by what it is about, so that a new sentence
 * in a prompt does not make every recording useless.
 */
export function openReplayAnswers(recorded: readonly RecordedAnswer[]): ReplayAnswers {
  const byQuestion = new Map(recorded.map((entry) => [entry.question, entry]));
  const bySubject = new Map(recorded.toReversed().map((entry) => [entry.subject, entry]));
  const keep = (prompt: Prompt, said: Pick<RecordedAnswer, "answer" | "error">) => {
    const entry = { question: hashQuestion(prompt), subject: subjectOf(prompt), ...said };
    byQuestion.set(entry.question, entry);
  };
  return {
    read(prompt) {
      const entry = byQuestion.get(hashQuestion(prompt)) ?? bySubject.get(subjectOf(prompt));
      if (entry === undefined) return null;
      if (entry.answer === null) throw recordedError(entry);
      return { answer: entry.answer, durationMs: 0 };
    },
    write: (prompt, _sample, { answer }) => keep(prompt, { answer, error: null }),
    count: () => byQuestion.size,
    list: () => [...byQuestion.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    watch: (model) => ({
      name: model.name,
      async complete(prompt, signal) {
        try {
          return await model.complete(prompt, signal);
        } catch (error) {
          if (error instanceof ReviewError) keep(prompt, { answer: null, error: error.code });
          throw error;
        }
      },
    }),
  };
}

const keyOf = ({ subject, question }: RecordedAnswer) => `${subject} ${question}`;

function recordedError({ error }: RecordedAnswer): ReviewError {
  // Written down by `watch`; a code that is unknown by now is treated like any broken answer.
  return new ReviewError(
    (error ?? "MODEL_BAD_RESPONSE") as ErrorCode,
    "The model failed when this was recorded.",
  );
}

function hashQuestion({ id, system, user }: Prompt): string {
  return createHash("sha256")
    .update(JSON.stringify([id, system, user]))
    .digest("hex")
    .slice(0, 32);
}

/** Labels of the hunks that are asked about, or the claim of a second question. */
function subjectOf({ id, user }: Prompt): string {
  if (user.startsWith("<<claim ")) return `${id} ${user.split("\n")[1] ?? ""}`;
  const labels = [...user.matchAll(/^hunk (\d+\.\d+(?:\.\d+)*)(?: in .*)?$/gm)].map((match) => match[1]);
  return `${id} ${labels.join(" ")}`;
}
