import type { Language } from "../../domain/syntax.ts";

/** How one grammar writes what `CodeFacts` tells: node kinds and fields as its tree-sitter grammar calls them. */
export interface CodeGrammar {
  readonly comments: readonly string[];
  /** Kinds of the contents of strings. */
  readonly strings: readonly string[];
  readonly functions: readonly string[];
  readonly classes: readonly string[];
  /** Fields that hold the parameters of a function, and the type of its result. */
  readonly parameters: readonly string[];
  readonly result: string;
  /** Kinds of the items that import: each binds names of its own. */
  readonly imports: readonly string[];
  /** Kinds of the statements whose body is guarded, and of the clauses that take exceptions. */
  readonly guards: readonly string[];
  readonly handlers: readonly string[];
  /** Access to a member: its kind, and the field of the member's name. */
  readonly members: Readonly<Record<string, string>>;
  /** Of those, kinds that name a member only when this field is filled. */
  readonly receiver: Readonly<Record<string, string>>;
}

const python: CodeGrammar = {
  comments: ["comment"],
  strings: ["string_content"],
  functions: ["function_definition", "lambda"],
  classes: ["class_definition"],
  parameters: ["parameters"],
  result: "return_type",
  imports: ["import_statement", "import_from_statement"],
  guards: ["try_statement"],
  handlers: ["except_clause"],
  members: { attribute: "attribute" },
  receiver: {},
};

const javascript: CodeGrammar = {
  comments: ["comment"],
  strings: ["string_fragment", "regex_pattern"],
  functions: [
    "function_declaration",
    "function_expression",
    "generator_function",
    "generator_function_declaration",
    "arrow_function",
    "method_definition",
  ],
  classes: ["class_declaration", "class"],
  parameters: ["parameters", "parameter"],
  result: "return_type",
  imports: ["import_statement", "variable_declarator"],
  guards: ["try_statement"],
  handlers: ["catch_clause"],
  members: { member_expression: "property" },
  receiver: {},
};

const typescript: CodeGrammar = {
  ...javascript,
  classes: [
    "class_declaration",
    "class",
    "abstract_class_declaration",
    "interface_declaration",
    "type_alias_declaration",
    "enum_declaration",
  ],
};

const c: CodeGrammar = {
  comments: ["comment"],
  strings: ["string_content"],
  functions: ["function_definition"],
  classes: ["struct_specifier"],
  parameters: ["declarator"],
  result: "type",
  imports: [],
  guards: [],
  handlers: [],
  members: { field_expression: "field" },
  receiver: {},
};

/** How each grammar writes declarations, imports, guards and texts. */
export const codeGrammars: Readonly<Record<Language, CodeGrammar>> = {
  python,
  javascript,
  typescript,
  tsx: typescript,
  c,
  cpp: {
    ...c,
    strings: ["string_content", "raw_string_content"],
    classes: ["struct_specifier", "class_specifier"],
    guards: ["try_statement"],
    handlers: ["catch_clause"],
    members: { field_expression: "field", qualified_identifier: "name" },
  },
  go: {
    comments: ["comment"],
    strings: ["interpreted_string_literal_content", "raw_string_literal_content"],
    functions: ["function_declaration", "method_declaration", "func_literal"],
    classes: ["type_spec"],
    parameters: ["parameters"],
    result: "result",
    imports: ["import_spec"],
    guards: [],
    handlers: [],
    members: { selector_expression: "field" },
    receiver: {},
  },
  java: {
    comments: ["line_comment", "block_comment"],
    strings: ["string_fragment", "multiline_string_fragment", "character_literal"],
    functions: ["method_declaration", "constructor_declaration", "lambda_expression"],
    classes: ["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"],
    parameters: ["parameters"],
    result: "type",
    imports: ["import_declaration"],
    guards: ["try_statement", "try_with_resources_statement"],
    handlers: ["catch_clause"],
    members: { field_access: "field", method_invocation: "name" },
    receiver: { method_invocation: "object" },
  },
  ruby: {
    comments: ["comment"],
    strings: ["string_content", "heredoc_content"],
    functions: ["method", "singleton_method"],
    classes: ["class", "module"],
    parameters: ["parameters"],
    result: "",
    imports: [],
    guards: ["begin", "body_statement"],
    handlers: ["rescue"],
    members: { call: "method" },
    receiver: { call: "receiver" },
  },
  php: {
    comments: ["comment"],
    strings: ["string_content", "nowdoc_string"],
    functions: ["function_definition", "method_declaration", "anonymous_function", "arrow_function"],
    classes: ["class_declaration", "interface_declaration", "trait_declaration", "enum_declaration"],
    parameters: ["parameters"],
    result: "return_type",
    imports: ["namespace_use_clause"],
    guards: ["try_statement"],
    handlers: ["catch_clause"],
    members: {
      member_access_expression: "name",
      member_call_expression: "name",
      scoped_call_expression: "name",
    },
    receiver: {},
  },
  csharp: {
    comments: ["comment"],
    strings: ["string_literal_content", "string_content", "verbatim_string_literal", "raw_string_content"],
    functions: [
      "method_declaration",
      "constructor_declaration",
      "local_function_statement",
      "lambda_expression",
    ],
    classes: ["class_declaration", "interface_declaration", "struct_declaration", "record_declaration"],
    parameters: ["parameters"],
    result: "returns",
    imports: [],
    guards: ["try_statement"],
    handlers: ["catch_clause"],
    members: { member_access_expression: "name" },
    receiver: {},
  },
  rust: {
    comments: ["line_comment", "block_comment"],
    strings: ["string_content"],
    functions: ["function_item", "closure_expression"],
    classes: ["struct_item", "enum_item", "trait_item"],
    parameters: ["parameters"],
    result: "return_type",
    imports: ["use_declaration"],
    guards: [],
    handlers: [],
    members: { field_expression: "field" },
    receiver: {},
  },
};
