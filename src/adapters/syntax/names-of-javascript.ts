import type { NameGrammar } from "./name-grammar-shape.ts";

const functions = ["arrow_function", "function_expression", "generator_function"];
const named = { kind: "function", name: "name" } as const;
const type = { kind: "class", name: "name" } as const;

export const javascriptNames: NameGrammar = {
  leaves: [
    "identifier",
    "property_identifier",
    "private_property_identifier",
    "shorthand_property_identifier",
    "shorthand_property_identifier_pattern",
  ],
  imports: ["import_statement"],
  defines: {
    variable_declarator: ["name"],
    function_declaration: ["name"],
    function_expression: ["name"],
    generator_function: ["name"],
    generator_function_declaration: ["name"],
    class_declaration: ["name"],
    class: ["name"],
    formal_parameters: ["*"],
    object_pattern: ["*"],
    array_pattern: ["*"],
    rest_pattern: ["*"],
    pair_pattern: ["value"],
    assignment_pattern: ["left"],
    object_assignment_pattern: ["left"],
    arrow_function: ["parameter"],
    catch_clause: ["parameter"],
    for_in_statement: ["left"],
    assignment_expression: ["left"],
    method_definition: ["name"],
    field_definition: ["property"],
  },
  ignores: { pair: ["key"], pair_pattern: ["key"], jsx_attribute: ["*"] },
  lists: [],
  members: { member_expression: "property" },
  bodied: [],
  opaque: [],
  words: ["string_fragment", "regex_pattern"],
  scopes: {
    function_declaration: named,
    function_expression: named,
    generator_function_declaration: named,
    method_definition: named,
    class_declaration: type,
    class: type,
    variable_declarator: { kind: "function", name: "name", value: "value", when: functions },
    assignment_expression: { kind: "function", name: "left", value: "right", when: functions },
    pair: { kind: "function", name: "key", value: "value", when: functions },
    field_definition: { kind: "function", name: "property", value: "value", when: functions },
  },
};

const { field_definition: _definition, ...sharedDefines } = javascriptNames.defines;
const { field_definition: _scope, ...sharedScopes } = javascriptNames.scopes;

export const typescriptNames: NameGrammar = {
  ...javascriptNames,
  leaves: [...javascriptNames.leaves, "type_identifier"],
  imports: ["import_statement", "import_alias"],
  defines: {
    ...sharedDefines,
    public_field_definition: ["name"],
    abstract_class_declaration: ["name"],
    required_parameter: ["pattern"],
    optional_parameter: ["pattern"],
    interface_declaration: ["name"],
    type_alias_declaration: ["name"],
    enum_declaration: ["name"],
    enum_body: ["*"],
    type_parameter: ["name"],
  },
  ignores: {
    pair: ["key"],
    pair_pattern: ["key"],
    property_signature: ["name"],
    method_signature: ["name"],
  },
  scopes: {
    ...sharedScopes,
    abstract_class_declaration: type,
    public_field_definition: { kind: "function", name: "name", value: "value", when: functions },
  },
};

export const tsxNames: NameGrammar = {
  ...typescriptNames,
  ignores: { ...typescriptNames.ignores, jsx_attribute: ["*"] },
};
