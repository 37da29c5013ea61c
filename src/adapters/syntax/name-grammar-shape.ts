/** Node kind to the fields that hold a role; `*` stands for every named child. */
export type Fields = Readonly<Record<string, readonly string[]>>;

/** A node kind that opens a scope: how its name is reached. */
export interface ScopeGrammar {
  readonly kind: "function" | "class";
  readonly name: string;
  /** Opens a scope only when the node in this field is one of `when`: a function that is assigned to a name. */
  readonly value?: string;
  readonly when?: readonly string[];
}

/** How one grammar writes names: node kinds and fields as its tree-sitter grammar calls them. */
export interface NameGrammar {
  /** Kinds of leaf that are names. */
  readonly leaves: readonly string[];
  /** Kinds whose names are all imported. */
  readonly imports: readonly string[];
  /** Where names are declared or assigned. */
  readonly defines: Fields;
  /** Names that are neither read nor declared: keys, labels. */
  readonly ignores: Fields;
  /** Kinds that list several targets of one assignment. */
  readonly lists: readonly string[];
  /** Member access by kind: the field of the attribute, which an assignment defines. */
  readonly members: Readonly<Record<string, string>>;
  /** Kinds that declare a name only when they have a body, and otherwise refer to it. */
  readonly bodied: readonly string[];
  /** Kinds whose text holds words the grammar does not parse, each of which may be a use. */
  readonly opaque: readonly string[];
  /** Further kinds of leaf whose text a rule may ask for: symbols, contents of strings. */
  readonly words: readonly string[];
  /** Those of them whose text is always one word. */
  readonly symbols?: readonly string[];
  /** Kinds of node that begin with a word of the language. */
  readonly keywords?: Readonly<Record<string, string>>;
  readonly scopes: Readonly<Record<string, ScopeGrammar>>;
}
