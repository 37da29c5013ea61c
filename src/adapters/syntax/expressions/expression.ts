/** Whose rules an expression follows. Go and Rust are not among them: their engines take linear time. */
export type Dialect = "javascript" | "python" | "java" | "ruby" | "php" | "csharp";

/** A constant regular expression of a program, its escapes as the engine reads them. */
export interface Expression {
  readonly dialect: Dialect;
  readonly source: string;
  /**
   * JavaScript: its flags. Elsewhere letters of ours: `i` ignores case, `m` has anchors at every line, `s` lets the dot
   * match everything, `a` keeps `\w` and its like within ASCII.
   */
  readonly flags: string;
  /** Where it is tried: at every place of the text, only at its start, or as the whole text. */
  readonly use: ExpressionUse;
}

export type ExpressionUse = "search" | "start" | "whole";

/** An expression in the grammar of JavaScript. */
export interface TranslatedExpression {
  /** That of the engine which it is put to. */
  readonly dialect: Dialect;
  readonly source: string;
  readonly flags: string;
  /** Parts of the source that are never entered again once they have matched. */
  readonly atomic: readonly SourceRange[];
  readonly use: ExpressionUse;
}

/** Offsets in UTF-16 units, the end exclusive. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}
