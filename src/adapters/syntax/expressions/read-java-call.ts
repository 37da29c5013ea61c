import type { SgNode } from "@ast-grep/napi";
import type { Expression, ExpressionUse } from "./expression.ts";
import { listArguments, readOptions } from "./read-options.ts";
import { readText } from "./read-text.ts";

const letters = {
  CASE_INSENSITIVE: "i",
  MULTILINE: "m",
  DOTALL: "s",
  UNICODE_CASE: "",
  UNIX_LINES: "",
  "0": "",
};

const uses: Readonly<Record<string, ExpressionUse>> = {
  matches: "whole",
  asMatchPredicate: "whole",
  lookingAt: "start",
};

/** The expression of `Pattern.compile(…)`, `text.matches(…)` and their like. */
export function readJavaCall(call: SgNode): Expression | null {
  const method = nameOf(call);
  const [first, second] = listArguments(call);
  const source = readText(first, "java");
  const flags = method === "compile" ? readOptions(second, letters) : "";
  if (source === null || flags === null) return null;
  const use = uses[method === "compile" ? lastMethod(call) : method] ?? "search";
  return { dialect: "java", source, flags, use };
}

function nameOf(call: SgNode): string {
  return call.field("name")?.text() ?? "";
}

/** What is asked of the result: `matches` in `Pattern.compile(…).matcher(text).matches()`. */
function lastMethod(call: SgNode): string {
  const matcher = callOn(call);
  if (matcher === null) return "";
  return nameOf(matcher) === "matcher" ? nameOf(callOn(matcher) ?? matcher) : nameOf(matcher);
}

function callOn(node: SgNode): SgNode | null {
  const above = node.parent();
  return above?.is("method_invocation") === true && above.field("object")?.id() === node.id() ? above : null;
}
