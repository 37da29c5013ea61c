import type { SgNode } from "@ast-grep/napi";
import type { CodeGrammar } from "./code-grammar.ts";
import type { NameGrammar } from "./name-grammar-shape.ts";

/** A parsed text, and how its language writes what `CodeFacts` tells. */
export interface CodeText {
  readonly root: SgNode;
  /** The text that was parsed. */
  readonly source: string;
  readonly grammar: CodeGrammar;
  readonly names: NameGrammar;
}
