import type { Language } from "../../domain/syntax.ts";

/** A rule object of the `Syntax` port: conditions on one node, its children, and their children. */
export type Shape = Readonly<Record<string, unknown>>;

/** How one family of languages writes calls, members and texts: kinds and fields of its tree-sitter grammar. */
export interface CodeGrammar {
  /** First part of the ids of its rules. */
  readonly prefix: string;
  readonly languages: readonly Language[];
  readonly calls: readonly CallForm[];
  readonly constructors: readonly CallForm[];
  readonly members: readonly MemberForm[];
  /** Leaves that are names in an expression. */
  readonly names: readonly string[];
  /** A name with the namespace that it is looked for in, where the grammar has a node for both: `\exec`, `A\B`. */
  readonly qualified?: { readonly kind: string; readonly namespace: string };
  /** Kind of a list of arguments, and of the node around each argument where there is one. */
  readonly arguments: string;
  readonly argument: string | null;
  /** Kinds of expression whose value is not written in the code. */
  readonly values: readonly string[];
  readonly binary: string;
  /** Kinds of string literal, of the text within, and of the expressions within. */
  readonly strings: readonly string[];
  readonly contents: readonly string[];
  readonly interpolations: readonly string[];
  /** Calls that fill values into a text given as an argument, such as `String.format`. */
  readonly formatters: readonly string[];
  /** Kinds of assignment and keyed value: fields of the name and of the value; null where the grammar has none. */
  readonly settings: readonly SettingForm[];
}

/** A call whose callee is an expression in one field. */
export interface CalleeForm {
  readonly kind: string;
  readonly callee: string;
}

/** A call whose object and name have fields of their own; `object` is null for functions. */
export interface NamedCallForm {
  readonly kind: string;
  readonly object: string | null;
  readonly name: string;
}

export type CallForm = CalleeForm | NamedCallForm;

export interface MemberForm {
  readonly kind: string;
  readonly object: string;
  readonly property: string;
}

export interface SettingForm {
  readonly kind: string;
  readonly key: string | null;
  readonly value: string | null;
}
