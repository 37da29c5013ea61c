import { AnsweredDefect, AnsweredSuggestion, FindAnswer } from "../../domain/answer.ts";
import { findJsonValues } from "./read-json-values.ts";

/** Claims of one answer that are read; an answer with more is treated as broken off. */
export const MAX_CLAIMS = 200;
/** An answer wrapped in more objects than this is not recognised. */
const MAX_WRAPPERS = 4;

/** The elements of all answer objects of a text that fit the schema. */
export interface AnswerParts {
  readonly reviewed: readonly string[];
  readonly defects: readonly AnsweredDefect[];
  readonly suggestions: readonly AnsweredSuggestion[];
  /** False when something broke off, was malformed, did not fit the schema or went over the limit. */
  readonly isComplete: boolean;
}

interface Gathering {
  readonly open: ReadonlySet<object>;
  readonly reviewed: string[];
  readonly defects: AnsweredDefect[];
  readonly suggestions: AnsweredSuggestion[];
  isComplete: boolean;
}

/**
 * Reads the answer to the finding prompt out of a text: plain, fenced, wrapped, in several objects, or as a bare
 * list. Elements that do not fit are left out and make the whole incomplete. Null when the text holds no answer.
 */
export function readFindAnswer(text: string): AnswerParts | null {
  const { values, open } = findJsonValues(text);
  const gathering: Gathering = { open, reviewed: [], defects: [], suggestions: [], isComplete: true };
  let isFound = false;
  for (const value of values) isFound = gatherFrom(value, gathering, 0) || isFound;
  if (!isFound) return null;
  const { reviewed, defects, suggestions, isComplete } = gathering;
  return { reviewed, defects, suggestions, isComplete };
}

/** Whether the value held any part of an answer. */
function gatherFrom(value: unknown, gathering: Gathering, depth: number): boolean {
  if (typeof value !== "object" || value === null || depth > MAX_WRAPPERS) return false;
  let isFound = false;
  if (isAnswerObject(value)) {
    gatherAnswer(value, gathering);
    isFound = true;
  } else if (isElement(value)) {
    gatherElement(value, "cwe" in value ? "defects" : "suggestions", gathering);
    isFound = true;
  } else {
    for (const inner of Object.values(value)) isFound = gatherFrom(inner, gathering, depth + 1) || isFound;
  }
  if (isFound && gathering.open.has(value)) gathering.isComplete = false;
  return isFound;
}

const ANSWER_KEYS: readonly string[] = Object.keys(FindAnswer.shape);

function isAnswerObject(value: object): value is Record<string, unknown> {
  return !Array.isArray(value) && ANSWER_KEYS.some((key) => Object.hasOwn(value, key));
}

function isElement(value: object): boolean {
  return !Array.isArray(value) && Object.hasOwn(value, "quote") && Object.hasOwn(value, "title");
}

function gatherAnswer(answer: Record<string, unknown>, gathering: Gathering): void {
  if (!Object.keys(answer).every((key) => ANSWER_KEYS.includes(key))) gathering.isComplete = false;
  for (const label of elementsOf(answer["reviewed"], gathering)) {
    if (typeof label === "string") gathering.reviewed.push(label);
    else gathering.isComplete = false;
  }
  for (const kind of ["defects", "suggestions"] as const) {
    for (const element of elementsOf(answer[kind], gathering)) gatherElement(element, kind, gathering);
  }
}

function elementsOf(list: unknown, gathering: Gathering): readonly unknown[] {
  if (!Array.isArray(list)) {
    gathering.isComplete = false;
    return [];
  }
  if (gathering.open.has(list)) gathering.isComplete = false;
  return list;
}

function gatherElement(element: unknown, kind: "defects" | "suggestions", gathering: Gathering): void {
  const isWhole = typeof element === "object" && element !== null && !gathering.open.has(element);
  const isOverLimit = gathering.defects.length + gathering.suggestions.length >= MAX_CLAIMS;
  if (!isWhole || isOverLimit || !addElement(element, kind, gathering)) gathering.isComplete = false;
}

function addElement(element: object, kind: "defects" | "suggestions", gathering: Gathering): boolean {
  if (kind === "defects") {
    // Models without a strict mode leave out what they would answer with null.
    const defect = AnsweredDefect.safeParse({ fix: null, lead: null, ...element });
    if (defect.success) gathering.defects.push(defect.data);
    return defect.success;
  }
  const suggestion = AnsweredSuggestion.safeParse(element);
  if (suggestion.success) gathering.suggestions.push(suggestion.data);
  return suggestion.success;
}
