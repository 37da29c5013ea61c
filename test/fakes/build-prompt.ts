import type { Prompt } from "../../src/domain/prompt.ts";
import type { ReviewUnit } from "../../src/domain/unit.ts";

/** A small prompt; its user text is `about <unit>`. */
export function buildPrompt(changes: Partial<Prompt> = {}): Prompt {
  const unit = changes.unit ?? "u1";
  return {
    id: "find-defects",
    version: "1.0.0",
    unit,
    system: "You read code.",
    user: `about ${unit}`,
    answer: {
      name: "verdict",
      schema: {
        type: "object",
        properties: { ok: { type: "boolean" } },
        required: ["ok"],
        additionalProperties: false,
      },
    },
    tokens: 100,
    maxOutputTokens: 500,
    ...changes,
  };
}

/** A unit without code, for tests that only care about which unit was asked. */
export function buildUnit(id: string): ReviewUnit {
  return { id, view: "sliced", hunks: [], leads: [], tokens: 50 };
}
