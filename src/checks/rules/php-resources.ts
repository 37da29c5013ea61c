import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { php } from "./grammars.ts";
import { rule, sink } from "./rule.ts";
import { any, argument, call, child, composed, dynamic, leaf, not, ofKind, text } from "./shapes.ts";

const changing = dynamic(php);
const boolean = (word: string) => ({ kind: "boolean", regex: `(?i)^${word}$` });
const superGlobal: Shape = {
  kind: "subscript_expression",
  ...child({ kind: "variable_name", regex: "^\\$_(GET|POST|REQUEST|COOKIE|FILES|SERVER)$" }),
};

/** Rules for PHP programs: files, pages, addresses and objects that a value chooses. */
export const phpResourceRules: readonly PatternRule[] = [
  sink(
    php,
    {
      topic: "path-traversal",
      name: "file-access",
      title: "File chosen by a value that is not constant",
      calls: [
        "(fopen|file_get_contents|file_put_contents|readfile|unlink|file|copy|rename|rmdir|mkdir|move_uploaded_file|scandir|highlight_file)",
        "Storage.(get|put|delete|download)",
      ],
    },
    changing,
  ),
  sink(php, {
    topic: "archive-extraction",
    name: "extract",
    title: "Archive unpacked without checking its entries",
    calls: ["*.extractTo"],
  }),
  rule(
    php,
    { topic: "cross-site-scripting", name: "echo", title: "Part of a request written into a page" },
    any(
      ["echo_statement", "print_intrinsic", "exit_statement"].map((kind) => ({
        kind,
        ...child(
          any([
            superGlobal,
            { kind: "binary_expression", has: superGlobal },
            { kind: "encapsed_string", has: superGlobal },
          ]),
        ),
      })),
    ),
  ),
  rule(
    php,
    { topic: "cross-site-scripting", name: "echo-markup", title: "Page put together from values" },
    {
      kind: "echo_statement",
      has: any([
        {
          kind: "encapsed_string",
          all: [{ has: { kind: "string_content", regex: "<" } }, { has: ofKind(php.interpolations) }],
        },
        {
          kind: "binary_expression",
          all: [
            { has: text(php, "<") },
            { has: ofKind(["variable_name", "member_access_expression", "subscript_expression"]) },
          ],
        },
      ]),
    },
  ),
  sink(
    php,
    {
      topic: "request-forgery",
      name: "outgoing-request",
      title: "Request to an address that is not constant",
      calls: [
        "(curl_init|fsockopen|get_headers|wp_remote_get|wp_remote_post)",
        "(client|http|Http|\\$client|\\$http).(get|post|request|put|delete)",
      ],
    },
    changing,
  ),
  rule(
    php,
    { topic: "request-forgery", name: "curl-url", title: "Request to an address that is not constant" },
    call(
      php,
      ["curl_setopt"],
      [
        argument(php, leaf(["name"], "CURLOPT_URL")),
        argument(
          php,
          any([
            composed(php),
            superGlobal,
            leaf(["variable_name"], "\\$(?i)(url|uri|target|link|endpoint|host)"),
          ]),
        ),
      ],
    ),
  ),
  rule(
    php,
    { topic: "open-redirect", name: "redirect", title: "Redirect to a target that is not constant" },
    any([
      call(
        php,
        ["header"],
        [
          argument(
            php,
            any([
              { kind: "binary_expression", all: [{ has: text(php, "(?i)^location:") }, { has: changing }] },
              {
                kind: "encapsed_string",
                all: [
                  { has: { kind: "string_content", regex: "(?i)^location:" } },
                  { has: ofKind(php.interpolations) },
                ],
              },
            ]),
          ),
        ],
      ),
      call(
        php,
        ["(redirect|wp_redirect)", "(Redirect|\\$this).(to|away|redirect)"],
        [argument(php, any([superGlobal, call(php, ["*.(input|get|query)"]), composed(php)]))],
      ),
    ]),
  ),
  rule(
    php,
    { topic: "deserialization", name: "unserialize", title: "Reader that can build any object" },
    call(
      php,
      ["(unserialize|yaml_parse|igbinary_unserialize)"],
      [
        argument(php, changing),
        not(
          argument(php, {
            kind: "array_creation_expression",
            has: {
              kind: "array_element_initializer",
              all: [{ has: text(php, "^allowed_classes$") }, { has: boolean("false") }],
            },
          }),
        ),
      ],
    ),
  ),
  rule(
    php,
    { topic: "mass-assignment", name: "all-fields", title: "Every field of a request accepted" },
    any([
      call(
        php,
        ["*.(create|fill|update|forceCreate|forceFill)"],
        [argument(php, call(php, ["*.all", "(request)"]))],
      ),
      call(php, ["*.unguard"]),
    ]),
  ),
];
