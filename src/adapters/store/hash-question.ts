import { createHash } from "node:crypto";
import type { Prompt } from "../../domain/prompt.ts";

/** The key of a question for the `AnswerStore`: everything that the answer depends on, the unit's name aside. */
export function hashQuestion(prompt: Prompt, model: string): string {
  const { id, version, system, user, answer, maxOutputTokens } = prompt;
  return createHash("sha256")
    .update(JSON.stringify([model, id, version, system, user, answer.name, answer.schema, maxOutputTokens]))
    .digest("hex");
}
