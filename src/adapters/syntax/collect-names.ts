import type { SgNode } from "@ast-grep/napi";
import type { NameFacts } from "../../domain/syntax.ts";
import { kindOf } from "./kind-of.ts";
import type { NameGrammar } from "./name-grammar-shape.ts";

type Role = "defined" | "imported" | "ignored";

interface MutableFacts {
  readonly definedAt: number[];
  readonly importedAt: number[];
  readonly usedAt: number[];
}

const importCalls = new Set(["require", "import"]);
// How many nodes (`await`, parentheses, `.default`, the call) are looked at to find the call that imports.
const maxImportWrappers = 4;

export interface NamedText {
  readonly root: SgNode;
  /** The text that was parsed. */
  readonly source: string;
  readonly grammar: NameGrammar;
  /** Offsets of names that stand for a member of something. */
  readonly members: ReadonlySet<number>;
}

export interface CollectedNames {
  readonly names: ReadonlyMap<string, NameFacts>;
  /** Lines where a name is read that is no member of anything. */
  readonly reads: ReadonlyMap<string, readonly number[]>;
}

/**
 * Facts of every name in a tree, by the name's text. The tree is searched downwards only: the parser takes time
 * in proportion to the depth for every step upwards, which a hostile text could turn into minutes.
 */
export function collectNames({ root, source, grammar, members }: NamedText): CollectedNames {
  const roles = findRoles(root, grammar);
  const names = new Map<string, MutableFacts>();
  const reads = new Map<string, number[]>();
  for (const leaf of root.findAll(anyKind(grammar.leaves))) {
    const { start, end } = leaf.range();
    const name = source.slice(start.index, end.index);
    const role = roles.get(start.index);
    const line = start.line + 1;
    record(names, { name, line, role });
    if (role === undefined && !members.has(start.index)) addLine(reads, name, line);
  }
  for (const [name, line] of listOpaqueWords(root, grammar)) {
    record(names, { name, line, role: undefined });
    addLine(reads, name, line);
  }
  addImportPaths(root, grammar, names);
  return { names, reads };
}

function addLine(reads: Map<string, number[]>, name: string, line: number): void {
  const lines = reads.get(name);
  if (lines === undefined) reads.set(name, [line]);
  else lines.push(line);
}

/** A rule that any node of the kinds matches. */
export function anyKind(kinds: readonly string[]) {
  return { rule: { any: kinds.map((kind) => ({ kind })) } };
}

/** Roles of the names that are not simply read, by the offset where the name begins. */
function findRoles(root: SgNode, grammar: NameGrammar): ReadonlyMap<number, Role> {
  const roles = new Map<number, Role>();
  const containers = new Set([
    ...Object.keys(grammar.defines),
    ...Object.keys(grammar.ignores),
    ...grammar.imports,
  ]);
  for (const node of root.findAll(anyKind([...containers]))) {
    const kind = kindOf(node);
    if (grammar.imports.includes(kind)) markImports(node, grammar, roles);
    else markContainer(node, grammar, roles);
  }
  return roles;
}

function markContainer(node: SgNode, grammar: NameGrammar, roles: Map<number, Role>): void {
  const kind = kindOf(node);
  if (isImportingDeclaration(node)) {
    const target = node.field("name");
    if (target !== null) markImports(target, grammar, roles);
    return;
  }
  const refersOnly = grammar.bodied.includes(kind) && node.field("body") === null;
  if (!refersOnly) {
    for (const target of childrenIn(node, grammar.defines[kind] ?? [])) define(target, grammar, roles);
  }
  for (const target of childrenIn(node, grammar.ignores[kind] ?? [])) {
    if (grammar.leaves.includes(kindOf(target))) roles.set(target.range().start.index, "ignored");
  }
}

function childrenIn(node: SgNode, fields: readonly string[]): readonly SgNode[] {
  return fields.flatMap((field) => (field === "*" ? node.namedChildren() : node.fieldChildren(field)));
}

function define(target: SgNode, grammar: NameGrammar, roles: Map<number, Role>): void {
  const kind = kindOf(target);
  const member = grammar.members[kind];
  const targets = grammar.lists.includes(kind) ? target.namedChildren() : [target];
  const names = member === undefined ? targets : target.fieldChildren(member);
  for (const name of names) {
    if (!grammar.leaves.includes(kindOf(name))) continue;
    const start = name.range().start.index;
    setUnlessImported(roles, start);
    // PHP puts the bare name inside the variable, one character further on.
    if (kindOf(name) === "variable_name") setUnlessImported(roles, start + 1);
  }
}

function setUnlessImported(roles: Map<number, Role>, start: number): void {
  if (roles.get(start) !== "imported") roles.set(start, "defined");
}

function markImports(node: SgNode, grammar: NameGrammar, roles: Map<number, Role>): void {
  for (const leaf of node.findAll(anyKind(grammar.leaves))) roles.set(leaf.range().start.index, "imported");
}

/** `const { a } = require("x")` and `const a = (await import("x")).default`. */
export function isImportingDeclaration(node: SgNode): boolean {
  if (kindOf(node) !== "variable_declarator") return false;
  let value = node.field("value");
  for (let depth = 0; value !== null && depth < maxImportWrappers; depth++) {
    if (kindOf(value) === "call_expression") {
      const callee = value.field("function");
      return (
        callee !== null && ["identifier", "import"].includes(kindOf(callee)) && importCalls.has(callee.text())
      );
    }
    value =
      kindOf(value) === "member_expression" ? value.field("object") : (value.namedChildren()[0] ?? null);
  }
  return false;
}

interface Occurrence {
  readonly name: string;
  readonly line: number;
  readonly role: Role | undefined;
}

function record(names: Map<string, MutableFacts>, { name, line, role }: Occurrence): void {
  if (role === "ignored") return;
  const facts = names.get(name) ?? { definedAt: [], importedAt: [], usedAt: [] };
  names.set(name, facts);
  if (role === undefined) facts.usedAt.push(line);
  else facts.definedAt.push(line);
  if (role === "imported") facts.importedAt.push(line);
}

/** Every word of a text that the grammar leaves unparsed counts as read. */
function* listOpaqueWords(root: SgNode, grammar: NameGrammar): Generator<readonly [string, number]> {
  if (grammar.opaque.length === 0) return;
  for (const node of root.findAll(anyKind(grammar.opaque))) {
    const line = node.range().start.line + 1;
    for (const [word] of node.text().matchAll(/[A-Za-z_]\w*[?!]?/g)) yield [word, line];
  }
}

/** A Go import without an alias binds the last part of its path. */
function addImportPaths(root: SgNode, grammar: NameGrammar, names: Map<string, MutableFacts>): void {
  if (!grammar.imports.includes("import_spec")) return;
  for (const node of root.findAll(anyKind(["import_spec"]))) {
    const path = node.field("path");
    if (path === null || node.field("name") !== null) continue;
    const name = path.text().replaceAll('"', "").split("/").at(-1) ?? "";
    record(names, { name, line: path.range().start.line + 1, role: "imported" });
  }
}
