import type { SgNode } from "@ast-grep/napi";
import type { Language } from "../../../domain/syntax.ts";
import { kindOf } from "../kind-of.ts";
import type { Expression } from "./expression.ts";
import { findClosingDelimiter } from "./find-closing-delimiter.ts";
import { readJavaCall } from "./read-java-call.ts";
import { listArguments, readOptions } from "./read-options.ts";
import { readPhpCall } from "./read-php-call.ts";
import { readPythonCall } from "./read-python-call.ts";
import { readSharpCall } from "./read-sharp-call.ts";
import { readText } from "./read-text.ts";

/**
 * The regular expression of a literal or of a call that takes one; null where it is not written there as a plain
 * constant, and in languages whose engines take linear time.
 */
export function readExpression(node: SgNode, language: Language): Expression | null {
  switch (language) {
    case "javascript":
    case "typescript":
    case "tsx":
      return node.is("regex") ? readScriptLiteral(node) : readScriptCall(node);
    case "python":
      return readPythonCall(node);
    case "java":
      return readJavaCall(node);
    case "ruby":
      return node.is("regex") ? readRubyLiteral(node) : readRubyCall(node);
    case "php":
      return readPhpCall(node);
    case "csharp":
      return readSharpCall(node);
    default:
      return null;
  }
}

function readScriptLiteral(node: SgNode): Expression | null {
  const source = node.field("pattern")?.text();
  if (source === undefined) return null;
  return { dialect: "javascript", source, flags: node.field("flags")?.text() ?? "", use: "search" };
}

function readScriptCall(node: SgNode): Expression | null {
  const [first, second] = listArguments(node);
  const source = readText(first, "javascript");
  const flags = second === undefined ? "" : readText(second, "javascript");
  return source === null || flags === null ? null : { dialect: "javascript", source, flags, use: "search" };
}

function readRubyLiteral(node: SgNode): Expression | null {
  if (node.children().some((part) => kindOf(part) === "interpolation")) return null;
  const text = node.text();
  const [start, delimiter = "/"] = /^(?:%r(.)|\/)/.exec(text) ?? [];
  const end = findClosingDelimiter(text, delimiter);
  const options = text.slice(end + 1);
  if (start === undefined || end < start.length || !/^[imou]*$/.test(options)) return null;
  const flags = `${options.includes("i") ? "i" : ""}${options.includes("m") ? "s" : ""}`;
  return { dialect: "ruby", source: text.slice(start.length, end), flags, use: "search" };
}

const rubyOptions = { IGNORECASE: "i", MULTILINE: "s", true: "i", false: "", nil: "" };

function readRubyCall(node: SgNode): Expression | null {
  const [first, second] = listArguments(node);
  const source = readText(first, "ruby");
  const flags = readOptions(second, rubyOptions);
  return source === null || flags === null ? null : { dialect: "ruby", source, flags, use: "search" };
}
