import type { SuggestionCategory } from "../../../../src/domain/finding.ts";
import type { Language } from "../../../../src/domain/syntax.ts";

/** What a claim is about; each has several wordings. */
export type Topic =
  | "unused-import"
  | "unused-variable"
  | "unused-function"
  | "unused-parameter"
  | "camel-case"
  | "snake-case"
  | "constant-name"
  | "no-documentation"
  | "no-parameter-type"
  | "no-result-type"
  | "bad-indentation"
  | "bad-spacing"
  | "hard-coded"
  | "not-a-constant"
  | "joined-path"
  | "todo"
  | "no-error-handling"
  | "swallowed-error"
  | "broad-handler"
  | "ignored-error"
  | "logged-secret"
  | "called"
  | "never-called";

/**
 * Something that may be claimed about a line of a source: the topic, a part of the line that stands nowhere before it,
 * the name or value that the claim gives, and the function around it where the wording needs one.
 */
export type Subject = readonly [topic: Topic, line: string, name: string, scope?: string];

/** A small file with what is so and what is not. */
export interface Fixture {
  readonly language: Language;
  readonly path: string;
  readonly source: string;
  readonly isSo: readonly Subject[];
  readonly isNotSo: readonly Subject[];
}

export interface Wording {
  readonly category: SuggestionCategory;
  readonly title: string;
  readonly explanation: string;
}

/** A claim in its own words: source, part of its line, category, title, explanation. */
export type FreeClaim = readonly [
  fixture: Fixture,
  line: string,
  category: SuggestionCategory,
  title: string,
  explanation: string,
];
