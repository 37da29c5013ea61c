import type { SgNode } from "@ast-grep/napi";
import { kindOf } from "../kind-of.ts";
import type { Dialect } from "./expression.ts";
import { lengthOf } from "./read-options.ts";
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
  if (node === undefined || lengthOf(node) > maxLiteral) return null;
  if (node.is("concatenated_string")) return readJoined(node, dialect);
  if (!literals[dialect].includes(kindOf(node))) return null;
  if (!node.children().every((part) => plain.test(kindOf(part)))) return null;
  return readTextLiteral(node.text(), dialect);
}

/** Literals one after the other, as Python joins them. */
function readJoined(node: SgNode, dialect: Dialect): string | null {
  const parts = node.children().filter((part) => !part.is("comment"));
  const values = parts.map((part) => readText(part, dialect));
  return values.includes(null) ? null : values.join("");
}
