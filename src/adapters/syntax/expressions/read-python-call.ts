import type { SgNode } from "@ast-grep/napi";
import type { Expression, ExpressionUse } from "./expression.ts";
import { listArguments, readOptions } from "./read-options.ts";
import { readText } from "./read-text.ts";

const letters = {
  I: "i",
  IGNORECASE: "i",
  M: "m",
  MULTILINE: "m",
  S: "s",
  DOTALL: "s",
  A: "a",
  ASCII: "a",
  U: "",
  UNICODE: "",
  DEBUG: "",
  "0": "",
};

/** Which argument holds the options. */
const optionsAt: Readonly<Record<string, number>> = { compile: 1, split: 3, sub: 4, subn: 4 };
const usualOptionsAt = 2;

const uses: Readonly<Record<string, ExpressionUse>> = { match: "start", fullmatch: "whole" };

/** The expression of `re.match(…)` and its like. */
export function readPythonCall(call: SgNode): Expression | null {
  const method = call.field("function")?.field("attribute")?.text() ?? "";
  const given = listArguments(call);
  if (given.some((argument) => argument.is("list_splat") || argument.is("dictionary_splat"))) return null;
  const keyword = (name: string) =>
    given
      .find((argument) => argument.is("keyword_argument") && argument.field("name")?.text() === name)
      ?.field("value") ?? undefined;
  const positional = given.filter((argument) => !argument.is("keyword_argument"));
  const literal = positional[0] ?? keyword("pattern");
  const source = readText(literal, "python");
  const flags = readOptions(positional[optionsAt[method] ?? usualOptionsAt] ?? keyword("flags"), letters);
  if (source === null || flags === null) return null;
  const isBytes = /^[rR]?[bB]/.test(literal?.text() ?? "");
  const use = uses[method === "compile" ? nextMethod(call) : method] ?? "search";
  return { dialect: "python", source, flags: isBytes ? `${flags}a` : flags, use };
}

/** What is called on the result: `match` in `re.compile(…).match(text)`. */
function nextMethod(call: SgNode): string {
  const above = call.parent();
  return above?.is("attribute") === true ? (above.field("attribute")?.text() ?? "") : "";
}
