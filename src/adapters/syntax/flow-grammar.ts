import type { Language } from "../../domain/syntax.ts";

/** How one grammar writes the flow of values: node kinds and fields as its tree-sitter grammar calls them. */
export interface FlowGrammar {
  /** Assignments and declarations by kind, with the field of what they define; the first child where it has none. */
  readonly values: Readonly<Record<string, string>>;
  /** Kinds whose first line binds names: loops, resources, patterns. */
  readonly headers: readonly string[];
  readonly parameters: readonly string[];
  /** Kinds whose whole text is a name that is bound. */
  readonly targets: readonly string[];
  readonly guards: readonly string[];
  /** Comments and contents of strings. */
  readonly texts: readonly string[];
  /** Whether a string may name variables in braces without the grammar telling. */
  readonly hasPlainBraces?: boolean;
}

const javascript: FlowGrammar = {
  values: {
    variable_declarator: "name",
    assignment_expression: "left",
    augmented_assignment_expression: "left",
    field_definition: "property",
  },
  headers: ["for_in_statement", "catch_clause"],
  parameters: ["formal_parameters"],
  targets: [],
  guards: ["if_statement", "while_statement", "switch_statement", "ternary_expression"],
  texts: ["comment", "string_fragment", "regex_pattern", "jsx_text"],
};

const { field_definition: _property, ...sharedValues } = javascript.values;
const typescript: FlowGrammar = {
  ...javascript,
  values: { ...sharedValues, public_field_definition: "name" },
  texts: ["comment", "string_fragment", "regex_pattern"],
};

const python: FlowGrammar = {
  values: { assignment: "left", augmented_assignment: "left", named_expression: "name" },
  headers: ["for_statement", "for_in_clause", "except_clause"],
  parameters: ["parameters", "lambda_parameters"],
  targets: ["as_pattern_target"],
  guards: ["if_statement", "while_statement", "assert_statement", "match_statement", "elif_clause"],
  texts: ["comment", "string_content"],
};

const go: FlowGrammar = {
  values: {
    var_spec: "name",
    const_spec: "name",
    short_var_declaration: "left",
    assignment_statement: "left",
  },
  headers: ["range_clause"],
  parameters: ["parameter_list"],
  targets: [],
  guards: ["if_statement", "expression_switch_statement", "type_switch_statement"],
  texts: ["comment", "interpreted_string_literal_content", "raw_string_literal_content"],
};

const java: FlowGrammar = {
  values: { variable_declarator: "name", assignment_expression: "left" },
  headers: ["enhanced_for_statement", "resource", "catch_clause"],
  parameters: ["formal_parameters", "inferred_parameters"],
  targets: [],
  guards: ["if_statement", "while_statement", "switch_expression", "assert_statement", "ternary_expression"],
  texts: ["line_comment", "block_comment", "string_fragment", "multiline_string_fragment"],
};

const ruby: FlowGrammar = {
  values: { assignment: "left", operator_assignment: "left" },
  headers: ["for", "exception_variable"],
  parameters: ["method_parameters", "block_parameters", "lambda_parameters"],
  targets: [],
  guards: ["if", "unless", "if_modifier", "unless_modifier", "while", "case", "conditional"],
  texts: ["comment", "string_content", "heredoc_content"],
};

const php: FlowGrammar = {
  values: {
    assignment_expression: "left",
    augmented_assignment_expression: "left",
    property_element: "name",
    const_element: "",
  },
  headers: ["foreach_statement", "catch_clause"],
  parameters: ["formal_parameters"],
  targets: [],
  guards: [
    "if_statement",
    "while_statement",
    "switch_statement",
    "match_expression",
    "conditional_expression",
  ],
  texts: ["comment", "string_content"],
};

const c: FlowGrammar = {
  values: {
    init_declarator: "declarator",
    assignment_expression: "left",
    preproc_def: "name",
    preproc_function_def: "name",
  },
  headers: [],
  parameters: ["parameter_list"],
  targets: [],
  guards: ["if_statement", "while_statement", "switch_statement", "conditional_expression"],
  texts: ["comment", "string_content"],
};

const cpp: FlowGrammar = {
  ...c,
  headers: ["for_range_loop"],
  texts: ["comment", "string_content", "raw_string_content"],
};

const csharp: FlowGrammar = {
  values: { variable_declarator: "", assignment_expression: "left", property_declaration: "name" },
  headers: ["foreach_statement", "catch_clause"],
  parameters: ["parameter_list"],
  targets: ["declaration_expression", "declaration_pattern"],
  guards: [
    "if_statement",
    "while_statement",
    "switch_statement",
    "switch_expression",
    "conditional_expression",
  ],
  texts: [
    "comment",
    "string_literal_content",
    "string_content",
    "raw_string_content",
    "verbatim_string_literal",
  ],
};

const rust: FlowGrammar = {
  values: {
    let_declaration: "pattern",
    assignment_expression: "left",
    compound_assignment_expr: "left",
    const_item: "name",
    static_item: "name",
  },
  headers: ["for_expression", "let_condition", "match_arm"],
  parameters: ["parameters", "closure_parameters"],
  targets: [],
  guards: ["if_expression", "while_expression", "match_expression"],
  texts: ["line_comment", "block_comment", "string_content"],
  hasPlainBraces: true,
};

/** How each grammar writes the flow of values. */
export const flowGrammars: Readonly<Record<Language, FlowGrammar>> = {
  javascript,
  typescript,
  tsx: { ...typescript, texts: javascript.texts },
  python,
  go,
  java,
  ruby,
  php,
  c,
  cpp,
  csharp,
  rust,
};
