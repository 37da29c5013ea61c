import type { SgNode } from "@ast-grep/napi";
import type { CodeFacts } from "../../domain/syntax.ts";
import type { CodeGrammar } from "./code-grammar.ts";
import type { CodeText } from "./code-text.ts";
import { collectDeclarations } from "./collect-declarations.ts";
import { collectGuards } from "./collect-guards.ts";
import { collectImports } from "./collect-imports.ts";
import { anyKind } from "./collect-names.ts";
import { collectTexts } from "./collect-texts.ts";
import { kindOf } from "./kind-of.ts";

/** What claims about code are checked against, besides its names. Searched downwards only, like names. */
export function collectCode(text: CodeText): Omit<CodeFacts, "reads"> {
  return {
    texts: collectTexts(text),
    declarations: collectDeclarations(text),
    imports: collectImports(text),
    guards: collectGuards(text),
  };
}

/** Offsets of the names that stand for a member of something. */
export function findMembers(root: SgNode, grammar: CodeGrammar): ReadonlySet<number> {
  const offsets = new Set<number>();
  for (const node of root.findAll(anyKind(Object.keys(grammar.members)))) {
    const kind = kindOf(node);
    const receiver = grammar.receiver[kind];
    if (receiver !== undefined && node.field(receiver) === null) continue;
    const member = node.field(grammar.members[kind] ?? "");
    if (member !== null) offsets.add(member.range().start.index);
  }
  return offsets;
}
