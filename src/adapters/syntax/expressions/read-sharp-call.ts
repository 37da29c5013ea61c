import type { SgNode } from "@ast-grep/napi";
import type { Expression } from "./expression.ts";
import { lengthOf, listArguments, readOptions } from "./read-options.ts";
import { readText } from "./read-text.ts";

// `NonBacktracking` takes linear time, and some others change what the expression means.
const letters = {
  None: "",
  Compiled: "",
  CultureInvariant: "",
  ExplicitCapture: "",
  IgnoreCase: "i",
  Multiline: "m",
  Singleline: "s",
};

/** The expression of `new Regex(…)`, `Regex.IsMatch(text, …)` and their like. */
export function readSharpCall(call: SgNode): Expression | null {
  const given = listArguments(call);
  // Matching is given up after some time.
  if (given.some(isTime)) return null;
  const method = call.field("function")?.field("name")?.text();
  const patternAt = method === undefined ? 0 : 1;
  const source = readText(given[patternAt], "csharp");
  const flags = readOptions(given[patternAt + (method === "Replace" ? 2 : 1)], letters);
  return source === null || flags === null ? null : { dialect: "csharp", source, flags, use: "search" };
}

const maxTime = 200;

function isTime(argument: SgNode): boolean {
  return lengthOf(argument) <= maxTime && argument.text().startsWith("TimeSpan.");
}
