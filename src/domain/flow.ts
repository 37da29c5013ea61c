import type { Scope } from "./syntax.ts";

/** Lines of one text, 1-based, inclusive. */
export interface LineSpan {
  readonly startLine: number;
  readonly endLine: number;
}

/** A statement that gives names a value, or a list of parameters. */
export interface FlowDefinition extends LineSpan {
  /** Every name in its target, the members and keys among them too. */
  readonly names: readonly string[];
}

/** What an import makes known in a text. */
export interface ImportedName {
  /** The name that the text uses; null when it makes everything of the module known, or names nothing. */
  readonly name: string | null;
  /** As it is written: `./store`, `..models`, `com.acme.Store`, `crate::store`. */
  readonly module: string;
  /** What it is called in the module; null for the module as a whole or its default. */
  readonly imported: string | null;
}

export interface FlowImport extends ImportedName, LineSpan {}

/** How values flow in one text, as far as its syntax tells. */
export interface FlowFacts {
  /** The lines of the text; comments and the contents of strings are blank, what stands in their interpolations is not. */
  readonly code: readonly string[];
  readonly scopes: readonly Scope[];
  readonly definitions: readonly FlowDefinition[];
  /** Conditions; with what they guard, where that is short. */
  readonly guards: readonly LineSpan[];
}
