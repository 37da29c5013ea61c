import type { Language } from "../../../../src/domain/syntax.ts";

/** By the id of a rule without its first part: code that it finds, and similar code that it leaves alone. */
export type Snippets = Readonly<Record<string, readonly [found: string, left: string]>>;

export interface SnippetTable {
  readonly prefix: string;
  readonly language: Language;
  /** Puts statements where the language allows them. */
  readonly wrap: (code: string) => string;
  readonly snippets: Snippets;
}

/** A value that is long enough for a credential; put together here so that no file holds one. */
export const madeUpValue = ["tin", "kettle", "4711"].join("_");
