import type { SgNode } from "@ast-grep/napi";
import type { Scope } from "../../domain/syntax.ts";
import { kindOf } from "./kind-of.ts";
import type { NameGrammar, ScopeGrammar } from "./name-grammar-shape.ts";

// A declarator in C may be wrapped in pointers and references; no real one is deeper.
const maxDeclarators = 10;
const maxNameLength = 200;

/** Functions, methods and classes with a name, in the order of the text. Decorators belong to what they decorate. */
export function collectScopes(root: SgNode, grammar: NameGrammar): readonly Scope[] {
  const kinds = Object.keys(grammar.scopes);
  const decoratedFrom = findDecorators(root, grammar);
  return root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } }).flatMap((node) => {
    const shape = grammar.scopes[kindOf(node)];
    if (shape === undefined || !opensScope(node, shape)) return [];
    if (grammar.bodied.includes(kindOf(node)) && node.field("body") === null) return [];
    const name = findName(node, shape.name);
    if (name === null) return [];
    const { start, end } = node.range();
    const startLine = decoratedFrom.get(start.index) ?? start.line + 1;
    return [{ kind: shape.kind, name, startLine, endLine: end.line + 1 }];
  });
}

function opensScope(node: SgNode, shape: ScopeGrammar): boolean {
  if (shape.value === undefined) return true;
  const value = node.field(shape.value);
  if (value === null) return false;
  const kinds = shape.when ?? [];
  // Go wraps both sides of an assignment in a list.
  const inner = kindOf(value) === "expression_list" ? value.namedChildren()[0] : value;
  return inner !== undefined && kinds.includes(kindOf(inner));
}

/** The name in a field of a declaration, within any declarators; null where it is no plain name. */
export function findName(node: SgNode, field: string): string | null {
  let name = node.field(field);
  for (let depth = 0; name !== null && depth < maxDeclarators; depth++) {
    const inner = name.field("declarator");
    if (inner === null) break;
    name = inner;
  }
  if (name === null) return null;
  const { start, end } = name.range();
  if (end.index - start.index > maxNameLength || end.line !== start.line) return null;
  return name.text();
}

/** Line of the first decorator by the offset where the decorated Python definition begins. */
function findDecorators(root: SgNode, grammar: NameGrammar): ReadonlyMap<number, number> {
  if (grammar.scopes["class_definition"] === undefined) return new Map();
  return new Map(
    root.findAll({ rule: { kind: "decorated_definition" } }).flatMap((node) => {
      const definition = node.field("definition");
      return definition === null
        ? []
        : [[definition.range().start.index, node.range().start.line + 1] as const];
    }),
  );
}
