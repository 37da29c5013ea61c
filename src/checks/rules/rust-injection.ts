import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { rust } from "./grammars.ts";
import { rule, sink } from "./rule.ts";
import { any, argument, call, child, dynamic, inField, leaf, text } from "./shapes.ts";

const macro = (words: string, conditions: readonly Shape[]): Shape => ({
  kind: "macro_invocation",
  all: [inField("macro", leaf(rust.names, words)), ...conditions],
});
const tokens = (shape: Shape) => child({ kind: "token_tree", ...child(shape) });
const formatted: Shape = any([
  macro("format", []),
  { kind: "reference_expression", ...child(macro("format", [])) },
]);
const changing = any([dynamic(rust), formatted]);
const statement =
  "(?i)\\bselect\\s.*\\sfrom\\b|\\binsert\\s+into\\s|\\bupdate\\s+\\S+\\s+set\\b|\\bdelete\\s+from\\b";

/** Rules for Rust programs: values that reach a place where they can do harm. */
export const rustInjectionRules: readonly PatternRule[] = [
  sink(
    rust,
    {
      topic: "command-injection",
      name: "command",
      title: "Program to start that is not constant",
      calls: ["Command.new"],
    },
    changing,
  ),
  rule(
    rust,
    { topic: "command-injection", name: "shell", title: "Process started through a shell" },
    call(
      rust,
      ["Command.new"],
      [argument(rust, text(rust, "^(/bin/)?(ba|z|da)?sh$|^cmd(\\.exe)?$|^powershell"))],
    ),
  ),
  rule(
    rust,
    {
      topic: "sql-injection",
      name: "composed-text",
      title: "SQL statement put together from text and values",
    },
    macro("format", [
      tokens({ kind: "string_literal", has: { kind: "string_content", regex: statement } }),
      child({
        kind: "token_tree",
        has: any([
          leaf(rust.names, "\\w+"),
          { kind: "string_literal", has: { kind: "string_content", regex: "\\{\\w+\\}" } },
        ]),
      }),
    ]),
  ),
  sink(
    rust,
    {
      topic: "sql-injection",
      name: "query",
      title: "SQL run with values put in as text",
      calls: [
        "*.(execute|query|query_as|query_one|prepare|fetch_all|batch_execute|sql_query)",
        "(sql_query|query|query_as)",
      ],
    },
    formatted,
  ),
  sink(
    rust,
    {
      topic: "path-traversal",
      name: "file-access",
      title: "File chosen by a value that is not constant",
      calls: [
        "File.(open|create)",
        "fs.(read|read_to_string|write|remove_file|remove_dir_all|copy|rename|create_dir_all|read_dir)",
        "NamedFile.open",
      ],
    },
    changing,
  ),
  sink(
    rust,
    {
      topic: "archive-extraction",
      name: "entry-name",
      title: "Path joined with the name of an archive entry",
      calls: ["*.join"],
    },
    call(rust, ["(entry|file|f|zip_file).(name|mangled_name|path)"]),
  ),
  sink(
    rust,
    {
      topic: "request-forgery",
      name: "outgoing-request",
      title: "Request to an address that is not constant",
      calls: [
        "reqwest.get",
        "blocking.get",
        "(client|Client|http).(get|post|put|delete|request)",
        "ureq.(get|post)",
      ],
    },
    changing,
  ),
  sink(
    rust,
    {
      topic: "open-redirect",
      name: "redirect",
      title: "Redirect to a target that is not constant",
      calls: ["Redirect.(to|permanent|temporary|found|see_other)"],
    },
    changing,
  ),
  sink(
    rust,
    {
      topic: "cross-site-scripting",
      name: "raw-markup",
      title: "Value written into a page as markup",
      calls: ["(Html|RawHtml|PreEscaped)", "Html.from", "*.set_inner_html"],
    },
    formatted,
  ),
  sink(
    rust,
    {
      topic: "deserialization",
      name: "binary",
      title: "Bytes turned into objects",
      calls: [
        "(bincode|rmp_serde|ciborium|serde_pickle).(deserialize|from_slice|from_read|deserialize_from|from_reader)",
      ],
    },
    changing,
  ),
  sink(
    rust,
    {
      topic: "regex-denial",
      name: "dynamic-expression",
      title: "Regular expression that is not constant",
      calls: ["(fancy_regex|FancyRegex).new", "pcre2.new"],
    },
    changing,
  ),
];
