import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { ruby } from "./grammars.ts";
import { composedSql, rule, sink } from "./rule.ts";
import {
  any,
  argument,
  call,
  child,
  composed,
  constantText,
  dynamic,
  inField,
  leaf,
  not,
  text,
} from "./shapes.ts";

const changing = dynamic(ruby);
const isTrue = { kind: "true" };
const named = (words: string) =>
  any([
    leaf([...ruby.names, "instance_variable"], words),
    { kind: "call", ...inField("method", leaf(ruby.names, words)) },
  ]);
const request = any([
  { kind: "element_reference", ...inField("object", leaf(ruby.names, "params|cookies|request")) },
  leaf(ruby.names, "params"),
]);

/** A keyed value or an assignment to a name or attribute. */
function set(words: string, shape: Shape): Shape {
  const key = any([
    leaf([...ruby.names, "hash_key_symbol", "simple_symbol"], `:?(?:${words})`),
    named(words),
    text(ruby, `^(?:${words})$`),
  ]);
  return any([
    { kind: "pair", all: [inField("key", key), inField("value", shape)] },
    { kind: "assignment", all: [inField("left", key), inField("right", shape)] },
  ]);
}

/** Rules for Ruby programs and Rails applications: values that reach a place where they can do harm. */
export const rubyInjectionRules: readonly PatternRule[] = [
  sink(
    ruby,
    {
      topic: "command-injection",
      name: "shell",
      title: "Shell command that is not constant",
      calls: [
        "(system|exec|spawn|fork|syscall)",
        "(Kernel|Process).(system|exec|spawn)",
        "IO.popen",
        "Open3.\\w+",
        "PTY.spawn",
      ],
    },
    changing,
  ),
  rule(
    ruby,
    { topic: "command-injection", name: "backquotes", title: "Shell command that is not constant" },
    { kind: "subshell", ...child({ kind: "interpolation" }) },
  ),
  sink(
    ruby,
    {
      topic: "command-injection",
      name: "open",
      title: "Opening a value that may start a command",
      calls: ["open", "(Kernel|URI).open"],
    },
    changing,
  ),
  composedSql(ruby),
  sink(
    ruby,
    {
      topic: "sql-injection",
      name: "query",
      title: "SQL run with values put in as text",
      calls: [
        "*.(where|find_by_sql|execute|exec_query|select_all|order|group|having|joins|pluck|delete_all|update_all|from|count_by_sql|exists\\?)",
        "where",
      ],
    },
    any([composed(ruby), request]),
  ),
  sink(
    ruby,
    {
      topic: "code-injection",
      name: "eval",
      title: "Text run as code",
      calls: ["(eval|instance_eval|class_eval|module_eval)", "*.(eval|instance_eval|class_eval|module_eval)"],
    },
    changing,
  ),
  sink(
    ruby,
    {
      topic: "code-injection",
      name: "send",
      title: "Method chosen by a value",
      calls: ["*.(send|public_send|__send__|constantize|const_get|try)", "(send|public_send)"],
    },
    changing,
  ),
  rule(
    ruby,
    { topic: "code-injection", name: "constantize", title: "Class chosen by a value" },
    call(ruby, ["*.(constantize|safe_constantize)"]),
  ),
  rule(
    ruby,
    { topic: "template-injection", name: "inline", title: "Template that is not constant" },
    any([
      call(ruby, ["render"], [argument(ruby, set("inline", changing))]),
      call(ruby, ["(ERB|Erubi|Haml|Slim|Liquid).new"], [argument(ruby, changing)]),
    ]),
  ),
  sink(
    ruby,
    {
      topic: "path-traversal",
      name: "file-access",
      title: "File chosen by a value that is not constant",
      calls: [
        "(File|IO|Dir|FileUtils|Pathname).(open|read|write|readlines|new|delete|unlink|rm|rm_rf|binread|glob|mv|cp)",
        "send_file",
      ],
    },
    changing,
  ),
  sink(
    ruby,
    {
      topic: "archive-extraction",
      name: "entry-name",
      title: "Path joined with the name of an archive entry",
      calls: ["File.join"],
    },
    call(ruby, ["(entry|file|f|e).(name|full_name)"]),
  ),
  rule(
    ruby,
    { topic: "cross-site-scripting", name: "trusted-markup", title: "Value marked as safe markup" },
    any([
      call(ruby, ["*.html_safe"], [not(inField("receiver", constantText(ruby)))]),
      call(ruby, ["raw"], [argument(ruby, changing)]),
    ]),
  ),
  sink(
    ruby,
    {
      topic: "request-forgery",
      name: "outgoing-request",
      title: "Request to an address that is not constant",
      calls: [
        "(HTTParty|Faraday|RestClient|HTTP|Typhoeus|Excon|HTTPClient).(get|post|put|delete|patch|head)",
        "HTTP.(get_response|post_form|start)",
      ],
    },
    changing,
  ),
  sink(
    ruby,
    {
      topic: "open-redirect",
      name: "redirect",
      title: "Redirect to a part of a request",
      calls: ["redirect_to", "redirect"],
    },
    any([
      request,
      composed(ruby),
      call(ruby, ["params.(fetch|require|permit)", "request.referer"]),
      set("allow_other_host", isTrue),
    ]),
  ),
  rule(
    ruby,
    { topic: "deserialization", name: "marshal", title: "Reader that can build any object" },
    call(
      ruby,
      [
        "Marshal.(load|restore)",
        "YAML.(load|unsafe_load|load_documents|load_stream)",
        "Psych.(load|unsafe_load)",
        "Oj.(load|object_load)",
        "CSV.load",
      ],
      [argument(ruby, changing)],
    ),
  ),
  rule(
    ruby,
    { topic: "mass-assignment", name: "permit-all", title: "Every field of a request accepted" },
    any([
      call(ruby, ["*.(permit!|to_unsafe_h|to_unsafe_hash)"]),
      call(
        ruby,
        ["*.(new|create|create!|update|update!|update_attributes|assign_attributes|insert_all)"],
        [argument(ruby, { kind: "element_reference", ...inField("object", leaf(ruby.names, "params")) })],
      ),
    ]),
  ),
  rule(
    ruby,
    { topic: "regex-denial", name: "dynamic-expression", title: "Regular expression that is not constant" },
    any([
      call(ruby, ["Regexp.new"], [argument(ruby, changing)]),
      { kind: "regex", has: { kind: "interpolation" } },
    ]),
  ),
];
