import type { PatternRule } from "../../domain/syntax.ts";
import { python as py } from "./grammars.ts";
import { composedSql, rule, sink } from "./rule.ts";
import { all, any, argument, call, composed, dynamic, setting } from "./shapes.ts";

const changing = dynamic(py);
const isTrue = { kind: "true" };

/** Rules for Python programs: values that reach a place where they can do harm. */
export const pythonInjectionRules: readonly PatternRule[] = [
  sink(
    py,
    {
      topic: "command-injection",
      name: "shell",
      title: "Shell command that is not constant",
      calls: [
        "os.(system|popen)",
        "commands.(getoutput|getstatusoutput)",
        "subprocess.(getoutput|getstatusoutput)",
      ],
    },
    changing,
  ),
  rule(
    py,
    { topic: "command-injection", name: "subprocess-shell", title: "Process started through a shell" },
    call(
      py,
      [
        "(run|call|check_call|check_output|Popen|create_subprocess_shell)",
        "*.(run|call|check_call|check_output|Popen)",
      ],
      [argument(py, setting(py, "shell", isTrue)), argument(py, any([changing, { kind: "list" }]))],
    ),
  ),
  sink(
    py,
    {
      topic: "command-injection",
      name: "spawn",
      title: "Program to start that is not constant",
      calls: [
        "os.(execl|execle|execlp|execv|execve|execvp|spawnl|spawnv|startfile)",
        "asyncio.create_subprocess_shell",
      ],
    },
    changing,
  ),
  composedSql(py),
  sink(
    py,
    {
      topic: "sql-injection",
      name: "execute",
      title: "SQL run with values put in as text",
      calls: ["*.(execute|executemany|executescript|raw|extra|read_sql|read_sql_query)", "(text|RawSQL)"],
    },
    composed(py),
  ),
  sink(
    py,
    {
      topic: "code-injection",
      name: "eval",
      title: "Text run as code",
      calls: ["(eval|exec|compile|execfile)", "builtins.(eval|exec)"],
    },
    changing,
  ),
  sink(
    py,
    {
      topic: "code-injection",
      name: "dynamic-import",
      title: "Module to load that is not constant",
      calls: ["__import__", "importlib.import_module"],
    },
    changing,
  ),
  sink(
    py,
    {
      topic: "template-injection",
      name: "template-text",
      title: "Template that is not constant",
      calls: ["render_template_string", "(jinja2|mako|django).Template", "Template", "*.from_string"],
    },
    changing,
  ),
  sink(
    py,
    {
      topic: "regex-denial",
      name: "dynamic-expression",
      title: "Regular expression that is not constant",
      calls: ["re.(compile|match|search|sub|findall|fullmatch)"],
    },
    composed(py),
  ),
  sink(
    py,
    {
      topic: "ldap-injection",
      name: "filter",
      title: "Directory filter put together from values",
      calls: ["*.(search_s|search_ext_s|search_st|search)"],
    },
    all([composed(py)]),
  ),
  sink(
    py,
    {
      topic: "xpath-injection",
      name: "xpath",
      title: "XPath expression put together from values",
      calls: ["*.(xpath|findall|iterfind)"],
    },
    composed(py),
  ),
];
