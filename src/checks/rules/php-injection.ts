import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { php } from "./grammars.ts";
import { composedSql, rule, sink } from "./rule.ts";
import { any, argument, call, child, composed, dynamic, leaf, ofKind } from "./shapes.ts";

const changing = dynamic(php);
const superGlobal: Shape = {
  kind: "subscript_expression",
  ...child({ kind: "variable_name", regex: "^\\$_(GET|POST|REQUEST|COOKIE|FILES|SERVER)$" }),
};

function create(types: string, conditions: readonly Shape[] = []): Shape {
  return { kind: "object_creation_expression", all: [child(leaf(["name"], types)), ...conditions] };
}

/** Rules for PHP programs: values that reach a place where they can do harm. */
export const phpInjectionRules: readonly PatternRule[] = [
  sink(
    php,
    {
      topic: "command-injection",
      name: "shell",
      title: "Shell command that is not constant",
      calls: ["(exec|shell_exec|system|passthru|popen|proc_open|pcntl_exec)"],
    },
    changing,
  ),
  rule(
    php,
    { topic: "command-injection", name: "backquotes", title: "Shell command that is not constant" },
    { kind: "shell_command_expression", ...child(ofKind(php.interpolations)) },
  ),
  composedSql(php),
  sink(
    php,
    {
      topic: "sql-injection",
      name: "query",
      title: "SQL run with values put in as text",
      calls: [
        "(mysql_query|mysqli_query|pg_query|sqlite_query|mysqli_multi_query)",
        "*.(query|exec|multi_query|whereRaw|selectRaw|orderByRaw|havingRaw|get_results|get_var|get_row|raw|statement)",
      ],
    },
    composed(php),
  ),
  sink(
    php,
    {
      topic: "code-injection",
      name: "eval",
      title: "Text run as code",
      calls: [
        "(assert|create_function|call_user_func|call_user_func_array|preg_replace_callback|array_map|usort)",
      ],
    },
    any([superGlobal]),
  ),
  rule(
    php,
    { topic: "code-injection", name: "eval-value", title: "Text run as code" },
    call(php, ["(eval|create_function)"], [argument(php, changing)]),
  ),
  rule(
    php,
    { topic: "code-injection", name: "include", title: "File to run that is not constant" },
    any(
      ["include_expression", "include_once_expression", "require_expression", "require_once_expression"].map(
        (kind) => ({
          kind,
          ...child(
            any([
              ofKind(["variable_name", "subscript_expression"]),
              { kind: "binary_expression", has: ofKind(["variable_name", "subscript_expression"]) },
              { kind: "parenthesized_expression", has: ofKind(["variable_name", "subscript_expression"]) },
            ]),
          ),
        }),
      ),
    ),
  ),
  rule(
    php,
    { topic: "code-injection", name: "variable-variable", title: "Variable chosen by a value" },
    any([
      { kind: "dynamic_variable_name" },
      call(
        php,
        ["extract"],
        [argument(php, { kind: "variable_name", regex: "^\\$_(GET|POST|REQUEST|COOKIE)$" })],
      ),
    ]),
  ),
  sink(
    php,
    {
      topic: "ldap-injection",
      name: "filter",
      title: "Directory filter put together from values",
      calls: ["(ldap_search|ldap_list|ldap_read)"],
    },
    composed(php),
  ),
  sink(
    php,
    {
      topic: "xpath-injection",
      name: "xpath",
      title: "XPath expression put together from values",
      calls: ["*.(xpath|evaluate)"],
    },
    composed(php),
  ),
  rule(
    php,
    { topic: "template-injection", name: "template-text", title: "Template that is not constant" },
    any([
      call(php, ["*.(createTemplate|renderString)"], [argument(php, changing)]),
      call(php, ["Blade.render"], [argument(php, changing)]),
      create("Twig_Loader_String"),
    ]),
  ),
];
