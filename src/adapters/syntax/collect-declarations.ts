import type { SgNode } from "@ast-grep/napi";
import type { DeclarationFacts, ParameterFacts } from "../../domain/syntax.ts";
import type { CodeText } from "./code-text.ts";
import { anyKind } from "./collect-names.ts";
import { findName } from "./collect-scopes.ts";
import { kindOf } from "./kind-of.ts";

const nameFields = ["name", "pattern", "left", "declarator", "value"];
// A name in a parameter may be wrapped in pointers, defaults and the like; no real one is deeper.
const maxWrappers = 8;
const maxNames = 50;
const destructuring = new Set(["object_pattern", "array_pattern", "tuple_pattern"]);
const strings = new Set(["string", "concatenated_string"]);

/** Functions and classes with what is declared in their headers, in the order of the text. */
export function collectDeclarations(text: CodeText): readonly DeclarationFacts[] {
  const { root, grammar } = text;
  const functions = new Set(grammar.functions);
  return root.findAll(anyKind([...functions, ...grammar.classes])).map((node) => {
    const isFunction = functions.has(kindOf(node));
    const { start, end } = node.range();
    const body = node.field("body");
    return {
      kind: isFunction ? "function" : "class",
      name: findName(node, node.field("name") === null ? "declarator" : "name"),
      startLine: start.line + 1,
      bodyLine: (body?.range().start.line ?? end.line) + 1,
      endLine: end.line + 1,
      parameters: isFunction ? listParameters(node, text) : [],
      hasResultType: isFunction && grammar.result !== "" && node.field(grammar.result) !== null,
      hasDocstring: body !== null && kindOf(body) === "block" && beginsWithString(body),
    };
  });
}

function beginsWithString(body: SgNode): boolean {
  const first = body.namedChildren().find((child) => kindOf(child) !== "comment");
  if (first === undefined || kindOf(first) !== "expression_statement") return false;
  const value = first.namedChildren()[0];
  return value !== undefined && strings.has(kindOf(value));
}

function listParameters(node: SgNode, text: CodeText): readonly ParameterFacts[] {
  const list = findParameterList(node, text);
  if (list === null) return [];
  if (isName(list, text)) return [{ ...describeName(list, text), isTyped: false }];
  return list.namedChildren().flatMap((child) => {
    if (isProperty(child)) return [];
    const isTyped = child.field("type") !== null;
    return namesOf(child, text).map((name) => ({ ...describeName(name, text), isTyped }));
  });
}

/** C keeps the parameters inside the declarator of the function. */
function findParameterList(node: SgNode, { grammar }: CodeText): SgNode | null {
  for (const field of grammar.parameters) {
    let list = node.field(field);
    for (let depth = 0; field === "declarator" && list !== null && depth < maxWrappers; depth += 1) {
      const parameters = list.field("parameters");
      if (parameters !== null) return parameters;
      list = list.field("declarator");
    }
    if (list !== null) return list;
  }
  return null;
}

/** A parameter that declares a property of its class serves by being there. */
function isProperty(child: SgNode): boolean {
  if (kindOf(child) === "property_promotion_parameter") return true;
  const first = child.namedChildren()[0];
  return first !== undefined && kindOf(first) === "accessibility_modifier";
}

function isName(node: SgNode, { names }: CodeText): boolean {
  return names.leaves.includes(kindOf(node));
}

function describeName(node: SgNode, { source }: CodeText): { readonly name: string; readonly line: number } {
  const { start, end } = node.range();
  return { name: source.slice(start.index, end.index), line: start.line + 1 };
}

function namesOf(child: SgNode, text: CodeText): readonly SgNode[] {
  const named = child.fieldChildren("name").filter((name) => isName(name, text));
  // Go declares several names of one type together.
  if (named.length > 1) return named.slice(0, maxNames);
  let node: SgNode | null = child;
  for (let depth = 0; node !== null && depth < maxWrappers; depth += 1) {
    if (isName(node, text)) return [node];
    if (destructuring.has(kindOf(node))) return namesOfPattern(node, text);
    node = within(node);
  }
  return [];
}

function within(node: SgNode): SgNode | null {
  for (const field of nameFields) {
    const inner = node.field(field);
    if (inner !== null) return inner;
  }
  const children = node.namedChildren();
  return children.find((child) => kindOf(child) === "variable_declarator") ?? children[0] ?? null;
}

function namesOfPattern(pattern: SgNode, text: CodeText): readonly SgNode[] {
  return pattern
    .namedChildren()
    .slice(0, maxNames)
    .flatMap((child) => {
      const name = isName(child, text) ? child : (child.field("value") ?? child.field("left"));
      return name !== null && isName(name, text) ? [name] : [];
    });
}
