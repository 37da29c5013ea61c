import { cSnippets } from "./c-snippets.ts";
import { csharpSnippets } from "./csharp-snippets.ts";
import { goSnippets } from "./go-snippets.ts";
import { javaSnippets } from "./java-snippets.ts";
import { javascriptSnippets } from "./javascript-snippets.ts";
import { phpSnippets } from "./php-snippets.ts";
import { pythonSnippets } from "./python-snippets.ts";
import { rubySnippets } from "./ruby-snippets.ts";
import type { Snippets, SnippetTable } from "./rule-snippets.ts";
import { rustSnippets } from "./rust-snippets.ts";

/** Every table of rules for added code. */
export const addedTables: readonly SnippetTable[] = [
  javascriptSnippets,
  pythonSnippets,
  goSnippets,
  javaSnippets,
  rubySnippets,
  phpSnippets,
  cSnippets,
  csharpSnippets,
  rustSnippets,
];

// One name of each control as programs of most languages write it, and a name like it that controls nothing.
const names: readonly (readonly [rule: string, found: string, left: string])[] = [
  ["access-control.check", "require_admin", "show_admin"],
  ["forgery-protection.check", "check_csrf_token", "check_token"],
  ["escaping.call", "escape_html", "render_html"],
  ["validation.call", "validate_input", "read_input"],
  ["path-check.call", "realpath", "readpath"],
  ["rate-limit.call", "apply_rate_limit", "apply_rate"],
  ["signature-check.call", "verify_signature", "make_signature"],
  ["constant-time.comparison", "constant_time_compare", "time_compare"],
  ["locking.call", "try_lock", "try_block"],
];

const ends: Readonly<Record<string, string>> = { python: "", ruby: "", go: "" };

function snippetsFor(table: SnippetTable): Snippets {
  const end = ends[table.prefix] ?? ";";
  const value = table.prefix === "php" ? "$a" : "a";
  const size = table.prefix === "php" ? "$o->size" : "size";
  const calls = names.map(
    ([rule, found, left]) => [rule, [`${found}(${value})${end}`, `${left}(${value})${end}`]] as const,
  );
  const bounds = [`x(${value} < ${size})${end}`, `x(${value} + ${size})${end}`] as const;
  return Object.fromEntries([...calls, ["bounds-check.comparison", bounds] as const]);
}

/** The tables of rules for removed controls, which are the same in every language. */
export const controlTables: readonly SnippetTable[] = addedTables.map((table) => ({
  ...table,
  snippets: snippetsFor(table),
}));
