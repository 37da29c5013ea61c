import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { javascript as js } from "./grammars.ts";
import { composedSql, rule, sink } from "./rule.ts";
import {
  any,
  argument,
  call,
  child,
  composed,
  constantText,
  construction,
  dynamic,
  inField,
  leaf,
  not,
  setting,
} from "./shapes.ts";

const changing = dynamic(js);
const isTrue = { kind: "true" };
const withObject = (condition: Shape) => ({ kind: "object", ...child(condition) });
const withoutText = not(argument(js, constantText(js)));

/** Rules for JavaScript and TypeScript programs: values that reach a place where they can do harm. */
export const javascriptInjectionRules: readonly PatternRule[] = [
  rule(
    js,
    { topic: "command-injection", name: "shell", title: "Shell command that is not constant" },
    call(
      js,
      ["exec", "execSync", "(child_process|cp|childProcess|shell|shelljs).(exec|execSync)"],
      [argument(js, changing), withoutText],
    ),
  ),
  sink(
    js,
    {
      topic: "command-injection",
      name: "spawn-shell",
      title: "Process started through a shell",
      calls: [
        "(spawn|spawnSync|execFile|execFileSync|execa|fork)",
        "*.(spawn|spawnSync|execFile|execFileSync)",
      ],
    },
    withObject(setting(js, "shell", isTrue)),
  ),
  rule(
    js,
    { topic: "command-injection", name: "spawn", title: "Program to start that is not constant" },
    call(
      js,
      ["(spawn|spawnSync|execa|execaCommand)", "*.(spawn|spawnSync)"],
      [argument(js, changing), withoutText],
    ),
  ),
  composedSql(js),
  sink(
    js,
    {
      topic: "sql-injection",
      name: "raw-query",
      title: "Raw SQL with a value that is not a parameter",
      calls: [
        "*.(\\$queryRawUnsafe|\\$executeRawUnsafe|whereRaw|havingRaw|orderByRaw|raw|query|execute|literal)",
      ],
    },
    composed(js),
  ),
  sink(
    js,
    {
      topic: "nosql-injection",
      name: "request-as-filter",
      title: "Part of a request used as a database filter",
      calls: ["*.(find|findOne|findOneAndUpdate|deleteOne|deleteMany|updateOne|updateMany|countDocuments)"],
    },
    any([
      { kind: "member_expression", ...inField("property", leaf(js.names, "body|query")) },
      withObject({ kind: "pair", ...inField("key", leaf(js.names, "\\$where")) }),
    ]),
  ),
  rule(
    js,
    { topic: "code-injection", name: "eval", title: "Text run as code" },
    call(
      js,
      ["eval", "execScript", "vm.(runInContext|runInNewContext|runInThisContext|compileFunction)"],
      [argument(js, changing)],
    ),
  ),
  rule(
    js,
    { topic: "code-injection", name: "function-constructor", title: "Function made from text" },
    any([
      construction(js, ["Function", "vm.Script"], [argument(js, changing)]),
      call(js, ["Function"], [argument(js, changing)]),
    ]),
  ),
  rule(
    js,
    { topic: "code-injection", name: "timer-text", title: "Text run as code by a timer" },
    call(js, ["(setTimeout|setInterval)", "window.(setTimeout|setInterval)"], [argument(js, composed(js))]),
  ),
  rule(
    js,
    { topic: "code-injection", name: "dynamic-require", title: "Module to load that is not constant" },
    call(js, ["require"], [argument(js, changing)]),
  ),
  sink(
    js,
    {
      topic: "template-injection",
      name: "compile",
      title: "Template that is not constant",
      calls: [
        "(Handlebars|handlebars|pug|ejs|nunjucks|_|lodash|Mustache|doT).(compile|render|renderString|template)",
      ],
    },
    changing,
  ),
  sink(
    js,
    {
      topic: "path-traversal",
      name: "file-access",
      title: "File chosen by a value that is not constant",
      calls: [
        "(fs|fsp|fsPromises|promises).(readFile|readFileSync|writeFile|writeFileSync|createReadStream|unlink|unlinkSync)",
        "(fs|fsp|fsPromises|promises).(createWriteStream|appendFile|appendFileSync|rm|rmSync|readdir|readdirSync|open)",
        "(res|response|reply).(sendFile|download)",
      ],
    },
    changing,
  ),
  sink(
    js,
    {
      topic: "path-traversal",
      name: "join-request",
      title: "Path joined with a part of a request",
      calls: ["path.(join|resolve)"],
    },
    {
      kind: "member_expression",
      ...inField("object", {
        kind: "member_expression",
        ...inField("property", leaf(js.names, "params|query|body|headers|cookies|file|files")),
      }),
    },
  ),
  sink(
    js,
    {
      topic: "archive-extraction",
      name: "entry-name",
      title: "Path joined with the name of an archive entry",
      calls: ["path.(join|resolve)"],
    },
    {
      kind: "member_expression",
      ...inField("property", leaf(js.names, "entryName|fileName|originalname|filename")),
    },
  ),
  sink(
    js,
    {
      topic: "request-forgery",
      name: "outgoing-request",
      title: "Request to an address that is not constant",
      calls: [
        "(fetch|axios|got|request|needle|superagent)",
        "(axios|got|request|http|https|needle|superagent|undici).(get|post|put|delete|request|head|patch|fetch|stream)",
      ],
    },
    changing,
  ),
  sink(
    js,
    {
      topic: "open-redirect",
      name: "redirect",
      title: "Redirect to a target that is not constant",
      calls: ["(res|response|ctx|reply).redirect", "(NextResponse|Response).redirect"],
    },
    changing,
  ),
  sink(
    js,
    {
      topic: "deserialization",
      name: "unsafe-reader",
      title: "Reader that can run code in its input",
      calls: [
        "(serialize|nodeSerialize|unserialize).(unserialize|deserialize)",
        "(v8|serializer).deserialize",
      ],
    },
    changing,
  ),
  rule(
    js,
    { topic: "regex-denial", name: "dynamic-expression", title: "Regular expression that is not constant" },
    construction(js, ["RegExp"], [argument(js, changing)]),
  ),
  sink(
    js,
    {
      topic: "xpath-injection",
      name: "xpath",
      title: "XPath expression put together from values",
      calls: ["(xpath|xpath\\w*).(select|select1|evaluate|parse)"],
    },
    composed(js),
  ),
  sink(
    js,
    {
      topic: "mass-assignment",
      name: "request-body",
      title: "Record made from a whole request body",
      calls: ["*.(create|build|update|findByIdAndUpdate|insertOne|insertMany|save)"],
    },
    {
      kind: "member_expression",
      all: [
        inField("object", leaf(js.names, "req|request|ctx")),
        inField("property", leaf(js.names, "body|query")),
      ],
    },
  ),
];
