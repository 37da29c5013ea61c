import type { PatternRule } from "../../domain/syntax.ts";
import { java } from "./grammars.ts";
import { composedSql, rule, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  composed,
  construction,
  dynamic,
  inField,
  not,
  ofKind,
  text,
} from "./shapes.ts";

const changing = dynamic(java);

/** Rules for Java programs: values that reach a place where they can do harm. */
export const javaInjectionRules: readonly PatternRule[] = [
  rule(
    java,
    { topic: "command-injection", name: "runtime", title: "Program to start that is not constant" },
    any([
      call(java, ["getRuntime.exec", "(runtime|rt|Runtime).exec"], [argument(java, changing)]),
      construction(java, ["ProcessBuilder"], [argument(java, changing)]),
    ]),
  ),
  composedSql(java),
  sink(
    java,
    {
      topic: "sql-injection",
      name: "statement",
      title: "SQL run with values put in as text",
      calls: [
        "*.(executeQuery|executeUpdate|execute|prepareStatement|createQuery|createNativeQuery|queryForObject|queryForList|nativeSQL)",
      ],
    },
    composed(java),
  ),
  sink(
    java,
    {
      topic: "code-injection",
      name: "script",
      title: "Text run as code",
      calls: [
        "(engine|scriptEngine|se|shell|groovyShell|parser|expressionParser|elProcessor).(eval|evaluate|parseExpression|parse)",
      ],
    },
    changing,
  ),
  sink(
    java,
    {
      topic: "code-injection",
      name: "reflection",
      title: "Class or method chosen by a value",
      calls: ["Class.forName", "*.(loadClass)", "(ctx|context|initialContext|jndiTemplate).lookup"],
    },
    changing,
  ),
  sink(
    java,
    {
      topic: "template-injection",
      name: "template-text",
      title: "Template that is not constant",
      calls: ["(Velocity|velocityEngine|ve).evaluate", "(cfg|configuration).getTemplate"],
    },
    changing,
  ),
  rule(
    java,
    { topic: "path-traversal", name: "file-access", title: "File chosen by a value that is not constant" },
    any([
      construction(
        java,
        ["(File|FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)"],
        [argument(java, changing)],
      ),
      call(
        java,
        [
          "(Paths|Path).(get|of)",
          "Files.(newInputStream|newOutputStream|readAllBytes|readString|delete|copy|write|writeString)",
        ],
        [argument(java, changing)],
      ),
    ]),
  ),
  rule(
    java,
    { topic: "archive-extraction", name: "entry-name", title: "Path made from the name of an archive entry" },
    any([
      construction(java, ["File"], [argument(java, call(java, ["(entry|zipEntry|ze|tarEntry|e).getName"]))]),
      call(java, ["*.resolve"], [argument(java, call(java, ["(entry|zipEntry|ze|tarEntry|e).getName"]))]),
    ]),
  ),
  sink(
    java,
    {
      topic: "cross-site-scripting",
      name: "response",
      title: "Page put together from values",
      calls: ["(getWriter|out|writer|getOutputStream|pw).(print|println|write|printf|append)"],
    },
    any([
      call(java, ["*.(getParameter|getHeader|getQueryString)"]),
      all([composed(java), { kind: "binary_expression", has: text(java, "<") }]),
    ]),
  ),
  rule(
    java,
    {
      topic: "request-forgery",
      name: "outgoing-request",
      title: "Request to an address that is not constant",
    },
    any([
      construction(java, ["(URL|HttpGet|HttpPost|HttpPut)"], [argument(java, changing)]),
      call(
        java,
        ["URI.create", "(restTemplate|webClient).(getForObject|getForEntity|postForObject|exchange)"],
        [argument(java, changing)],
      ),
    ]),
  ),
  sink(
    java,
    {
      topic: "open-redirect",
      name: "redirect",
      title: "Redirect to a target that is not constant",
      calls: ["*.sendRedirect"],
    },
    changing,
  ),
  rule(
    java,
    { topic: "open-redirect", name: "view", title: "Redirect put together from values" },
    {
      kind: "binary_expression",
      all: [inField("left", text(java, "^redirect:")), inField("right", changing)],
    },
  ),
  rule(
    java,
    { topic: "deserialization", name: "object-stream", title: "Bytes turned into objects" },
    any([
      construction(java, ["(ObjectInputStream|XMLDecoder|XStream)"]),
      call(java, ["*.(readObject|readUnshared|enableDefaultTyping|activateDefaultTyping)"]),
      construction(
        java,
        ["Yaml"],
        [not(argument(java, ofKind(["object_creation_expression", ...java.values])))],
      ),
    ]),
  ),
  sink(
    java,
    {
      topic: "ldap-injection",
      name: "filter",
      title: "Directory filter put together from values",
      calls: ["(ctx|context|dirContext|ldapTemplate).search"],
    },
    composed(java),
  ),
  sink(
    java,
    {
      topic: "xpath-injection",
      name: "xpath",
      title: "XPath expression put together from values",
      calls: ["(xpath|xPath|xp).(evaluate|compile)"],
    },
    composed(java),
  ),
];
