import type { SgNode } from "@ast-grep/napi";
import type { ImportFacts } from "../../domain/syntax.ts";
import type { CodeText } from "./code-text.ts";
import { anyKind, isImportingDeclaration } from "./collect-names.ts";
import { kindOf } from "./kind-of.ts";

const maxWords = 20;
const maxDepth = 20;

/** Every name that an import binds, in the order of the text. Imports that bind no name of their own are left out. */
export function collectImports(text: CodeText): readonly ImportFacts[] {
  const { root, grammar } = text;
  if (grammar.imports.length === 0) return [];
  return root.findAll(anyKind(grammar.imports)).flatMap((node) => {
    const bind = binders[kindOf(node)];
    return bind === undefined ? [] : bind(node, text);
  });
}

type Bind = (node: SgNode, text: CodeText) => readonly ImportFacts[];

const binders: Readonly<Record<string, Bind>> = {
  import_statement: (node, text) =>
    node.field("source") === null ? bindPython(node, text) : bindJavaScript(node, text),
  import_from_statement: bindPython,
  variable_declarator: bindRequired,
  import_spec: bindGo,
  import_declaration: bindJava,
  namespace_use_clause: bindPhp,
  use_declaration: (node, text) => {
    const tree = node.field("argument");
    return tree === null ? [] : bindRust(tree, text, maxDepth);
  },
};

function describe(
  name: SgNode | null | undefined,
  items: readonly SgNode[],
  text: CodeText,
): readonly ImportFacts[] {
  if (name === null || name === undefined) return [];
  const words = items.flatMap((item) => wordsOf(item, text)).slice(0, maxWords);
  return [{ name: textOf(name, text), line: name.range().start.line + 1, words }];
}

function textOf(node: SgNode, { source }: CodeText): string {
  const { start, end } = node.range();
  return source.slice(start.index, Math.min(end.index, start.index + 200));
}

function wordsOf(node: SgNode, text: CodeText): readonly string[] {
  return textOf(node, text).match(/[\p{L}\p{N}_$]+/gu) ?? [];
}

/** `import a.b` binds `a`; `from a import b` binds `b`. */
function bindPython(node: SgNode, text: CodeText): readonly ImportFacts[] {
  const path = node.field("module_name");
  const around = path === null ? [] : [path];
  return node.fieldChildren("name").flatMap((item) => {
    const alias = item.field("alias");
    return describe(alias ?? item.namedChildren()[0], [item, ...around], text);
  });
}

function bindJavaScript(node: SgNode, text: CodeText): readonly ImportFacts[] {
  const source = node.field("source");
  const around = source === null ? [] : [source];
  const clause = node.namedChildren().find((child) => kindOf(child) === "import_clause");
  return (clause?.namedChildren() ?? []).flatMap((child) => {
    const kind = kindOf(child);
    if (kind === "identifier") return describe(child, [child, ...around], text);
    if (kind === "namespace_import") return describe(child.namedChildren()[0], around, text);
    return child
      .namedChildren()
      .flatMap((item) => describe(item.field("alias") ?? item.field("name"), [item, ...around], text));
  });
}

function bindRequired(node: SgNode, text: CodeText): readonly ImportFacts[] {
  if (!isImportingDeclaration(node)) return [];
  const target = node.field("name");
  const value = node.field("value");
  if (target === null) return [];
  const around = value === null ? [] : [value];
  if (kindOf(target) === "identifier") return describe(target, [target, ...around], text);
  return target.namedChildren().flatMap((item) => {
    const name = item.field("value") ?? item.field("left") ?? item;
    return /identifier/.test(kindOf(name)) ? describe(name, [item, ...around], text) : [];
  });
}

function bindGo(node: SgNode, text: CodeText): readonly ImportFacts[] {
  const alias = node.field("name");
  const path = node.field("path");
  if (path === null) return [];
  if (alias !== null) {
    return kindOf(alias) === "package_identifier" ? describe(alias, [alias, path], text) : [];
  }
  const parts = textOf(path, text).replaceAll('"', "").split("/");
  const last = parts.at(-1) ?? "";
  // The package of such a path has a name of its own.
  if (!/^[a-z][a-z0-9_]*$/.test(last) || /^v\d+$/.test(last)) return [];
  return [{ name: last, line: path.range().start.line + 1, words: wordsOf(path, text).slice(0, maxWords) }];
}

function bindJava(node: SgNode, text: CodeText): readonly ImportFacts[] {
  const children = node.namedChildren();
  if (children.some((child) => kindOf(child) === "asterisk")) return [];
  const path = children.find((child) => /identifier/.test(kindOf(child)));
  return path === undefined ? [] : describe(path.field("name") ?? path, [path], text);
}

function bindPhp(node: SgNode, text: CodeText): readonly ImportFacts[] {
  const last = node.namedChildren().at(-1);
  if (last === undefined) return [];
  const name = kindOf(last) === "qualified_name" ? last.namedChildren().at(-1) : last;
  return describe(name, [node], text);
}

function bindRust(tree: SgNode, text: CodeText, depth: number): readonly ImportFacts[] {
  if (depth === 0) return [];
  switch (kindOf(tree)) {
    case "identifier":
      return describe(tree, [tree], text);
    case "scoped_identifier":
      return describe(tree.field("name"), [tree], text);
    case "use_as_clause":
      return describe(tree.field("alias"), [tree], text);
    case "scoped_use_list":
    case "use_list":
      return (tree.field("list") ?? tree)
        .namedChildren()
        .flatMap((child) => bindRust(child, text, depth - 1));
    default:
      return [];
  }
}
