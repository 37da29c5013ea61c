import type { SgNode } from "@ast-grep/napi";
import type { Expression } from "./expression.ts";
import { findClosingDelimiter } from "./find-closing-delimiter.ts";
import { listArguments } from "./read-options.ts";
import { readText } from "./read-text.ts";

/** The expression of `preg_match(…)` and its like, without its delimiters. */
export function readPhpCall(call: SgNode): Expression | null {
  const text = readText(listArguments(call)[0], "php")?.trim() ?? "";
  const delimiter = text[0] ?? "";
  if (delimiter === "" || /[A-Za-z0-9\\]/.test(delimiter)) return null;
  const end = findClosingDelimiter(text, delimiter);
  const modifiers = text.slice(end + 1);
  // With `x` white space means nothing.
  if (end < 1 || !/^[imsuUADJSX]*$/.test(modifiers)) return null;
  const source = text.slice(1, end);
  // Without `u` a character outside ASCII is several.
  if (!modifiers.includes("u") && /[\u0080-\uffff]/.test(source)) return null;
  const flags = modifiers.replace(/[^ims]/g, "");
  return { dialect: "php", source, flags, use: modifiers.includes("A") ? "start" : "search" };
}
