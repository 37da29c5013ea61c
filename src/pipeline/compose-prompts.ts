import type { Prompt, PromptTemplate } from "../domain/prompt.ts";
import type { ReviewUnit } from "../domain/unit.ts";
import { composePrompt } from "../review/units/compose-prompt.ts";
import { compileNotes } from "../review/units/select-notes.ts";
import type { CountTokens } from "./ports.ts";
import type { PreparedReview } from "./prepare-review.ts";

export interface ComposerSettings {
  readonly template: PromptTemplate;
  readonly nonceKey: string;
  readonly countTokens: CountTokens;
}

/** How every unit of one prepared review becomes a prompt: the same for asking, estimating and showing. */
export function promptComposer(
  prepared: Pick<PreparedReview, "redactor" | "policy">,
  settings: ComposerSettings,
): (unit: ReviewUnit, repair: string | null) => Prompt {
  const { system } = settings.template;
  const systemTokens = settings.countTokens(system);
  const options = {
    template: settings.template,
    nonceKey: settings.nonceKey,
    // The same instructions stand before every question.
    countTokens: (text: string) => (text === system ? systemTokens : settings.countTokens(text)),
    placeholders: prepared.redactor.placeholders,
    notes: compileNotes(prepared.policy.notes),
    language: prepared.policy.language,
  };
  return (unit, repair) => composePrompt(unit, options, repair);
}
