import { z } from "zod";
import type { RepoPath, Side } from "./change-set.ts";
import type { LineRange, Severity } from "./finding.ts";

/** Languages with a syntax tree behind the `Syntax` port. Everything else is plain text. */
export const Language = z.enum([
  "javascript",
  "typescript",
  "tsx",
  "python",
  "go",
  "java",
  "ruby",
  "php",
  "c",
  "cpp",
  "csharp",
  "rust",
]);
export type Language = z.infer<typeof Language>;

/** A function, method or class body. Lines are 1-based in the whole file, inclusive. */
export interface Scope {
  readonly kind: "function" | "class";
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** What the syntax tree says of one identifier. Comments, strings and property keys do not count. */
export interface NameFacts {
  /** Lines where it is imported, declared or assigned for the first time. */
  readonly definedAt: readonly number[];
  readonly importedAt: readonly number[];
  /** Lines where it is read. */
  readonly usedAt: readonly number[];
}

/** A place where a rule of the pattern pack matched. */
export interface RuleMatch {
  readonly rule: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A comment, or what a string holds between its quotes and interpolations. Columns are UTF-16 units from 0, the end exclusive. */
export interface TextSpan {
  readonly kind: "string" | "comment";
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ParameterFacts {
  readonly name: string;
  readonly line: number;
  readonly isTyped: boolean;
}

/** A function, method or class. `startLine` is the line of its first word, decorators left out. */
export interface DeclarationFacts {
  readonly kind: "function" | "class";
  /** Null for a function that is only a value. */
  readonly name: string | null;
  readonly startLine: number;
  /** Line where the body begins; the last line where there is none. */
  readonly bodyLine: number;
  readonly endLine: number;
  readonly parameters: readonly ParameterFacts[];
  readonly hasResultType: boolean;
  /** Whether the body begins with a string, which documents it in Python. */
  readonly hasDocstring: boolean;
}

/** One name that an import binds. */
export interface ImportFacts {
  readonly name: string;
  readonly line: number;
  /** All names in the import: the parts of its path and what an alias stands for. */
  readonly words: readonly string[];
}

/** The clause of a guard that takes an exception. */
export interface CatchFacts {
  readonly startLine: number;
  readonly endLine: number;
  /** What it does: nothing, calls that log, or more. */
  readonly acts: "nothing" | "logs" | "more";
}

/** Lines whose exceptions are taken by handlers. */
export interface GuardFacts extends LineRange {
  readonly handlers: readonly CatchFacts[];
}

/** What checking a claim about code needs beyond names. */
export interface CodeFacts {
  /** In the order of the text, none within another. */
  readonly texts: readonly TextSpan[];
  readonly declarations: readonly DeclarationFacts[];
  readonly imports: readonly ImportFacts[];
  readonly guards: readonly GuardFacts[];
  /** Lines where a name is read by itself, not as a member of something. */
  readonly reads: ReadonlyMap<string, readonly number[]>;
}

/** Everything that one parse of one text tells. */
export interface SyntaxFacts {
  readonly language: Language;
  readonly scopes: readonly Scope[];
  readonly names: ReadonlyMap<string, NameFacts>;
  readonly matches: readonly RuleMatch[];
  /** False when the parser met errors: absence proves nothing then. */
  readonly isWellFormed: boolean;
  /** Only with detail `names`. Its lines are those of the parsed text: to be read where `isWellFormed` holds. */
  readonly code?: CodeFacts;
}

/** The syntax facts of one side of one file of the change. */
export interface FileFacts {
  readonly file: number;
  readonly side: Side;
  readonly facts: SyntaxFacts;
}

/** One pattern of the pack: data, matched by the `Syntax` port. */
export interface PatternRule {
  /** Stable id, `language.topic.name`, documented in `docs/checks.md`. */
  readonly id: string;
  readonly languages: readonly Language[];
  readonly title: string;
  readonly cwe: string;
  readonly severity: Severity;
  /** The question for the model: which answer would make this a defect. */
  readonly question: string;
  /**
   * `added`: code that deserves a question. `removed`: the rule describes a control, and matters when a change takes it
   * away. `claimed`: nobody is asked about the code, but a claim about it is borne out.
   */
  readonly on: "added" | "removed" | "claimed";
  /** An ast-grep rule object. Validated when the pack is loaded. */
  readonly match: Readonly<Record<string, unknown>>;
  /** The match counts only where the time of its regular expression is proven to grow so fast with the text. */
  readonly slow?: "exponential" | "polynomial";
}

/** A place that deserves a located question: a rule matched on a line that the change touches. */
export interface Lead {
  readonly rule: string;
  readonly title: string;
  readonly cwe: string;
  readonly severity: Severity;
  readonly question: string;
  readonly file: number;
  readonly path: RepoPath;
  readonly side: Side;
  readonly startLine: number;
  readonly endLine: number;
  /** More than a pattern was compared: what the title says was shown to be so. */
  readonly isProven?: true;
}
