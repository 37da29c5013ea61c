import { createHmac } from "node:crypto";
import { z } from "zod";
import { FindAnswer } from "../../domain/answer.ts";
import type { AnswerShape, Prompt, PromptTemplate } from "../../domain/prompt.ts";
import type { ReviewUnit } from "../../domain/unit.ts";
import { formatLeads, formatUnit } from "./format-unit.ts";
import { type CompiledNote, selectNotes } from "./select-notes.ts";

/** Room for the answer. An answer that needs more is cut, and its unit is asked again in halves. */
const maxOutputTokens = 4_096;

const PLACEHOLDER = /\[\[SECRET [a-z0-9-]+ #(\d{1,9})\]\]/g;

const answerShape: AnswerShape = {
  name: "security_review",
  schema: z.toJSONSchema(FindAnswer, { target: "draft-7" }),
};

export interface ComposeOptions {
  readonly template: PromptTemplate;
  /** Key of the fence: whoever writes a change must not know it. */
  readonly nonceKey: string;
  readonly countTokens: (text: string) => number;
  /** Placeholders that stand for secrets in this change, with their kinds. */
  readonly placeholders: readonly { readonly placeholder: string; readonly kind: string }[];
  /** Facts about parts of the repository, from its configuration at the base commit: trusted text. */
  readonly notes: readonly CompiledNote[];
  /** Language of explanations. */
  readonly language: string;
}

/**
 * The question about one unit: same unit and key, same bytes. `repair` tells the model what was wrong with its
 * previous answer; it is our own text, never the model's.
 */
export function composePrompt(
  unit: ReviewUnit,
  options: ComposeOptions,
  repair: string | null = null,
): Prompt {
  const code = formatUnit(unit);
  const inputs: Readonly<Record<string, string>> = {
    nonce: makeFence(code, options.nonceKey),
    code,
    questions: questionsOf(unit),
    placeholders: placeholdersOf(code, options.placeholders),
    guidance: guidanceFor(unit, options),
  };
  const user = options.template.user
    .replace(/\{\{([a-z]+)\}\}/g, (_, name: string) => inputs[name] ?? "")
    .trim();
  const asked = repair === null ? user : `${user}\n\nYour previous answer could not be used: ${repair}`;
  return {
    id: options.template.id,
    version: options.template.version,
    unit: unit.id,
    system: options.template.system,
    user: asked,
    answer: answerShape,
    tokens: options.countTokens(options.template.system) + options.countTokens(asked),
    maxOutputTokens,
  };
}

/** A fence that does not occur in the text; drawn again on a collision. */
export function makeFence(code: string, key: string): string {
  for (let attempt = 0; ; attempt++) {
    const fence = createHmac("sha256", key).update(`${attempt}\n${code}`).digest("hex").slice(0, 20);
    if (!code.includes(fence)) return fence;
  }
}

function questionsOf(unit: ReviewUnit): string {
  if (unit.leads.length === 0) return "";
  return `\nLook closely at these places. Answer each by a defect with its number as \`lead\`, or by none:\n${formatLeads(unit.leads)}\n`;
}

function guidanceFor(unit: ReviewUnit, { notes, language }: ComposeOptions): string {
  const facts = selectNotes(notes, unit).map((note) => `- ${note}`);
  const about = facts.length === 0 ? "" : `\nFrom the maintainers, about these files:\n${facts.join("\n")}\n`;
  const tongue = language === "English" ? "" : `\nWrite title, explanation, attack and fix in ${language}.\n`;
  return about + tongue;
}

/** What is said about the placeholders that stand in the text; empty when none does. */
export function placeholdersOf(code: string, placeholders: ComposeOptions["placeholders"]): string {
  // A placeholder says its own place in the list. A change may hold twenty thousand of them, and as many units.
  const found = new Map([...code.matchAll(PLACEHOLDER)].map(([text, number]) => [text, Number(number)]));
  const numbers = [...new Set(found.values())].toSorted((one, other) => one - other);
  const present = numbers
    .flatMap((number) => placeholders[number - 1] ?? [])
    .filter(({ placeholder }) => found.has(placeholder));
  if (present.length === 0) return "";
  const list = present.map(({ placeholder, kind }) => `${placeholder} (${kind})`).join(", ");
  return `\nSecrets were replaced before this was sent: ${list}. They are already reported; say nothing about them.\n`;
}
