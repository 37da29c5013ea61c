import type { SgNode } from "@ast-grep/napi";
import { kindOf } from "../kind-of.ts";
import type { Dialect } from "./expression.ts";
import { readTextLiteral } from "./read-text-literal.ts";

const literals: Readonly<Record<Dialect, readonly string[]>> = {
  javascript: ["string", "template_string"],
  python: ["string"],
  java: ["string_literal"],
  ruby: ["string"],
  php: ["string", "encapsed_string"],
  csharp: ["string_literal", "verbatim_string_literal"],
};

/** Kinds of what may stand in a literal that is plain. */
const plain =
  /^(?:string_fragment|string_content|string_literal_content|string_start|string_end|escape_sequence|["'`])$/;

/** Longer texts are no expressions that are analysed. */
const maxLiteral = 4000;

/** The value of a string that stands in the code as it is; null for anything else. */
export function readText(node: SgNode | undefined, dialect: Dialect): string | null {
  if (node === undefined || !literals[dialect].includes(kindOf(node))) return null;
  if (!node.children().every((part) => plain.test(kindOf(part)))) return null;
  const { start, end } = node.range();
  return end.index - start.index > maxLiteral ? null : readTextLiteral(node.text(), dialect);
}
