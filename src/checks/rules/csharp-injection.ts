import type { PatternRule } from "../../domain/syntax.ts";
import { csharp } from "./grammars.ts";
import { composedSql, rule, sink } from "./rule.ts";
import { any, argument, call, composed, construction, dynamic, inField, leaf, reference } from "./shapes.ts";

const changing = dynamic(csharp);
const named = (words: string) => any([leaf(csharp.names, words), reference(csharp, ["*", words])]);
const request = any([
  {
    kind: "element_access_expression",
    ...inField("expression", reference(csharp, ["Request", "Query|Form|Cookies|Headers|Params|QueryString"])),
  },
  named("returnUrl|redirectUrl|url|next|target"),
]);

/** Rules for C# programs: values that reach a place where they can do harm. */
export const csharpInjectionRules: readonly PatternRule[] = [
  rule(
    csharp,
    { topic: "command-injection", name: "process", title: "Program to start that is not constant" },
    any([
      call(csharp, ["Process.Start"], [argument(csharp, changing)]),
      construction(csharp, ["ProcessStartInfo"], [argument(csharp, changing)]),
      {
        kind: "assignment_expression",
        all: [inField("left", named("Arguments|FileName")), inField("right", composed(csharp))],
      },
    ]),
  ),
  composedSql(csharp),
  rule(
    csharp,
    { topic: "sql-injection", name: "command", title: "SQL run with values put in as text" },
    any([
      construction(
        csharp,
        [
          "(SqlCommand|OleDbCommand|OdbcCommand|MySqlCommand|NpgsqlCommand|SqliteCommand|SqlDataAdapter|OracleCommand)",
        ],
        [argument(csharp, composed(csharp))],
      ),
      call(
        csharp,
        [
          "*.(FromSqlRaw|ExecuteSqlRaw|ExecuteSqlRawAsync|SqlQuery|ExecuteSqlCommand|Query|QueryAsync|Execute|ExecuteAsync)",
        ],
        [argument(csharp, composed(csharp))],
      ),
      {
        kind: "assignment_expression",
        all: [inField("left", named("CommandText")), inField("right", composed(csharp))],
      },
    ]),
  ),
  sink(
    csharp,
    {
      topic: "code-injection",
      name: "script",
      title: "Text run as code",
      calls: [
        "(CSharpScript).(EvaluateAsync|RunAsync|Create)",
        "*.(CompileAssemblyFromSource)",
        "(Assembly).(Load|LoadFrom|LoadFile)",
        "(Activator).CreateInstance",
        "Type.GetType",
      ],
    },
    changing,
  ),
  sink(
    csharp,
    {
      topic: "template-injection",
      name: "template-text",
      title: "Template that is not constant",
      calls: ["(Razor|Engine|Template|Handlebars).(Parse|Compile|RunCompile)"],
    },
    changing,
  ),
  rule(
    csharp,
    { topic: "path-traversal", name: "file-access", title: "File chosen by a value that is not constant" },
    any([
      call(
        csharp,
        [
          "File.(ReadAllText|ReadAllBytes|WriteAllText|WriteAllBytes|Open|OpenRead|OpenWrite|Delete|Copy|Move|ReadAllLines|AppendAllText|Create)",
          "Directory.(Delete|GetFiles|CreateDirectory|EnumerateFiles)",
          "PhysicalFile",
        ],
        [argument(csharp, changing)],
      ),
      construction(csharp, ["(FileStream|StreamReader|StreamWriter|FileInfo)"], [argument(csharp, changing)]),
    ]),
  ),
  sink(
    csharp,
    {
      topic: "archive-extraction",
      name: "entry-name",
      title: "Path joined with the name of an archive entry",
      calls: ["Path.Combine"],
    },
    reference(csharp, ["\\w*(?i)(entry|file)", "FullName|FileName|Name|Key"]),
  ),
  rule(
    csharp,
    { topic: "cross-site-scripting", name: "raw-markup", title: "Value written into a page as markup" },
    any([
      call(csharp, ["Html.Raw", "Response.Write"], [argument(csharp, changing)]),
      construction(csharp, ["(HtmlString|MarkupString)"], [argument(csharp, changing)]),
    ]),
  ),
  rule(
    csharp,
    {
      topic: "request-forgery",
      name: "outgoing-request",
      title: "Request to an address that is not constant",
    },
    call(
      csharp,
      [
        "*.(GetAsync|PostAsync|GetStringAsync|GetByteArrayAsync|GetStreamAsync|DownloadString|DownloadData|PutAsync|DeleteAsync)",
        "WebRequest.(Create|CreateHttp)",
      ],
      [argument(csharp, changing)],
    ),
  ),
  sink(
    csharp,
    {
      topic: "open-redirect",
      name: "redirect",
      title: "Redirect to a target that is not constant",
      calls: ["Redirect", "(Response|Results|TypedResults).Redirect", "RedirectPermanent"],
    },
    any([request, composed(csharp)]),
  ),
  rule(
    csharp,
    { topic: "deserialization", name: "formatter", title: "Reader that can build any object" },
    any([
      construction(csharp, [
        "(BinaryFormatter|SoapFormatter|NetDataContractSerializer|LosFormatter|ObjectStateFormatter|JavaScriptSerializer)",
      ]),
      reference(csharp, ["TypeNameHandling", "All|Auto|Objects|Arrays"]),
      call(csharp, ["XamlReader.(Load|Parse)"]),
    ]),
  ),
  rule(
    csharp,
    { topic: "regex-denial", name: "dynamic-expression", title: "Regular expression that is not constant" },
    any([
      construction(csharp, ["Regex"], [argument(csharp, changing)]),
      call(csharp, ["Regex.(IsMatch|Match|Replace|Matches|Split)"], [argument(csharp, composed(csharp))]),
    ]),
  ),
  rule(
    csharp,
    { topic: "ldap-injection", name: "filter", title: "Directory filter put together from values" },
    any([
      construction(csharp, ["DirectorySearcher"], [argument(csharp, composed(csharp))]),
      {
        kind: "assignment_expression",
        all: [inField("left", reference(csharp, ["*", "Filter"])), inField("right", composed(csharp))],
      },
    ]),
  ),
  sink(
    csharp,
    {
      topic: "xpath-injection",
      name: "xpath",
      title: "XPath expression put together from values",
      calls: ["*.(SelectNodes|SelectSingleNode|XPathSelectElement|Evaluate)"],
    },
    composed(csharp),
  ),
];
