import type { ParsedAnswer } from "../../domain/answer.ts";
import type { ReviewUnit } from "../../domain/unit.ts";
import { claimsFromAnswer } from "./claims-from-answer.ts";
import { parseProse } from "./parse-prose.ts";
import { readFindAnswer } from "./read-find-answer.ts";

/** Longest answer that is read, in UTF-16 units; what goes beyond makes the answer incomplete. */
export const MAX_ANSWER_LENGTH = 2_000_000;

/**
 * Reads the answer to one unit: the structured form first, prose otherwise. Total on any text and linear in its
 * length. Labels and file numbers that are not of this unit are ignored; nothing that broke off is completed.
 */
export function parseAnswer(text: string, unit: ReviewUnit): ParsedAnswer {
  const isCut = text.length > MAX_ANSWER_LENGTH;
  const spoken = withoutThoughts(text.slice(0, MAX_ANSWER_LENGTH));
  if (spoken === "") return { kind: "unreadable", detail: "The answer is empty." };
  const parsed = parseStructured(spoken, unit) ?? parseWords(spoken, unit);
  return parsed.kind === "parsed" && isCut ? { ...parsed, isComplete: false } : parsed;
}

/** Only a thought at the very beginning is removed: later tags may be quoted from the code under review. */
function withoutThoughts(text: string): string {
  const trimmed = text.replace(/^[\uFEFF\s]+/, "").trimEnd();
  const opening = /^<(?:think|thinking|reasoning)>/i.exec(trimmed);
  if (opening === null) return trimmed;
  const closing = /<\/(?:think|thinking|reasoning)>/i.exec(trimmed);
  return closing === null ? "" : trimmed.slice(closing.index + closing[0].length).trim();
}

function parseStructured(text: string, unit: ReviewUnit): ParsedAnswer | null {
  const parts = readFindAnswer(text);
  if (parts === null) return null;
  return {
    kind: "parsed",
    form: "json",
    claims: claimsFromAnswer(parts, unit),
    reviewed: selectLabels(parts.reviewed, unit),
    statedVerdict: null,
    isComplete: parts.isComplete,
  };
}

/** Labels of the unit, each once, also where the answer writes `hunk 2.1` as the prompt does. */
function selectLabels(answered: readonly string[], unit: ReviewUnit): readonly string[] {
  const known = new Set(unit.hunks.map((hunk) => hunk.label));
  const labels = answered.map((label) =>
    label
      .slice(0, 100)
      .trim()
      .replace(/^hunk\s+/i, ""),
  );
  return [...new Set(labels)].filter((label) => known.has(label));
}

function parseWords(text: string, unit: ReviewUnit): ParsedAnswer {
  if (/^(?:```\w*\s*)?[{[]/.test(text)) {
    return { kind: "unreadable", detail: "The answer begins like JSON but holds no answer object." };
  }
  if (/^<(?:!doctype|html|\?xml)/i.test(text)) {
    return { kind: "unreadable", detail: "The answer is a web page, not the answer of a model." };
  }
  return parseProse(withoutUnopenedThoughts(text), unit);
}

/** Some servers put the opening tag into the prompt, so that only the closing one comes back, on a line of its own. */
function withoutUnopenedThoughts(text: string): string {
  const closing = /^<\/(?:think|thinking|reasoning)>[ \t]*$/im.exec(text);
  return closing === null ? text : text.slice(closing.index + closing[0].length);
}
