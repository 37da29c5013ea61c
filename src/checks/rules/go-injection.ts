import type { PatternRule } from "../../domain/syntax.ts";
import { go } from "./grammars.ts";
import { composedSql, rule, sink } from "./rule.ts";
import { any, call, composed, dynamic, leaf, reference, text } from "./shapes.ts";

const changing = dynamic(go);
const named = (words: string) => any([leaf(go.names, words), reference(go, ["*", words])]);

/** Rules for Go programs: values that reach a place where they can do harm. */
export const goInjectionRules: readonly PatternRule[] = [
  sink(
    go,
    {
      topic: "command-injection",
      name: "command",
      title: "Program or argument that is not constant",
      calls: ["exec.(Command|CommandContext)", "syscall.Exec", "os.StartProcess"],
    },
    changing,
  ),
  composedSql(go),
  sink(
    go,
    {
      topic: "sql-injection",
      name: "query",
      title: "SQL run with values put in as text",
      calls: [
        "*.(Query|QueryRow|Exec|QueryContext|QueryRowContext|ExecContext|Prepare|Raw|Where|Order|Select|Get)",
      ],
    },
    composed(go),
  ),
  sink(
    go,
    {
      topic: "path-traversal",
      name: "file-access",
      title: "File chosen by a value that is not constant",
      calls: [
        "(os|ioutil).(Open|OpenFile|Create|ReadFile|WriteFile|Remove|RemoveAll|Rename|ReadDir)",
        "http.ServeFile",
      ],
    },
    changing,
  ),
  sink(
    go,
    {
      topic: "archive-extraction",
      name: "entry-name",
      title: "Path joined with the name of an archive entry",
      calls: ["(filepath|path).Join"],
    },
    reference(go, ["\\w*(?i)(header|hdr|file|entry|f|h|zf)", "Name"]),
  ),
  sink(
    go,
    {
      topic: "cross-site-scripting",
      name: "trusted-markup",
      title: "Value marked as safe markup",
      calls: ["template.(HTML|JS|URL|HTMLAttr|CSS|JSStr)"],
    },
    changing,
  ),
  sink(
    go,
    {
      topic: "cross-site-scripting",
      name: "response",
      title: "Page put together from values",
      calls: ["fmt.(Fprintf|Fprint)", "io.WriteString"],
    },
    text(go, "<[a-zA-Z]+[ >].*%[sv]"),
  ),
  sink(
    go,
    {
      topic: "template-injection",
      name: "parse",
      title: "Template that is not constant",
      calls: ["*.Parse", "template.(Must|New)"],
    },
    composed(go),
  ),
  sink(
    go,
    {
      topic: "request-forgery",
      name: "outgoing-request",
      title: "Request to an address that is not constant",
      calls: [
        "http.(Get|Post|PostForm|Head|NewRequest|NewRequestWithContext)",
        "(client|httpClient).(Get|Post|PostForm|Head)",
      ],
    },
    changing,
  ),
  sink(
    go,
    {
      topic: "open-redirect",
      name: "redirect",
      title: "Redirect to a target that is not constant",
      calls: ["http.Redirect", "(c|ctx|context).Redirect"],
    },
    any([
      call(go, ["*.(Get|FormValue|Query|Param|Referer|PostFormValue)"]),
      named("(?i)(next|url|target|redirect\\w*|return\\w*|dest\\w*)"),
      composed(go),
    ]),
  ),
  rule(
    go,
    { topic: "deserialization", name: "gob", title: "Bytes turned into objects" },
    call(go, ["gob.NewDecoder"]),
  ),
  sink(
    go,
    {
      topic: "regex-denial",
      name: "dynamic-expression",
      title: "Regular expression that is not constant",
      calls: ["regexp2.(Compile|MustCompile)"],
    },
    changing,
  ),
  sink(
    go,
    {
      topic: "ldap-injection",
      name: "filter",
      title: "Directory filter put together from values",
      calls: ["ldap.NewSearchRequest"],
    },
    composed(go),
  ),
];
