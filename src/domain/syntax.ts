import { z } from "zod";
import type { RepoPath, Side } from "./change-set.ts";
import type { Severity } from "./finding.ts";

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

/** Everything that one parse of one text tells. */
export interface SyntaxFacts {
  readonly language: Language;
  readonly scopes: readonly Scope[];
  readonly names: ReadonlyMap<string, NameFacts>;
  readonly matches: readonly RuleMatch[];
  /** False when the parser met errors: absence proves nothing then. */
  readonly isWellFormed: boolean;
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
  /** `removed`: the rule describes a control, and matters when a change takes it away. */
  readonly on: "added" | "removed";
  /** An ast-grep rule object. Validated when the pack is loaded. */
  readonly match: Readonly<Record<string, unknown>>;
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
}
