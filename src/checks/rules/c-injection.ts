import type { PatternRule } from "../../domain/syntax.ts";
import { c } from "./grammars.ts";
import { sink } from "./rule.ts";
import { any, child, dynamic } from "./shapes.ts";

const changing = dynamic(c);
const std = (names: string) => [names];

/** Rules for C and C++ programs: values that reach a place where they can do harm. */
export const cInjectionRules: readonly PatternRule[] = [
  sink(
    c,
    {
      topic: "command-injection",
      name: "shell",
      title: "Shell command that is not constant",
      calls: std("(system|popen|_popen|wordexp|ShellExecuteA?|WinExec)"),
    },
    changing,
  ),
  sink(
    c,
    {
      topic: "command-injection",
      name: "exec",
      title: "Program to start that is not constant",
      calls: std(
        "(execl|execlp|execle|execv|execvp|execve|execvpe|posix_spawn|posix_spawnp|CreateProcess[AW]?)",
      ),
    },
    changing,
  ),
  sink(
    c,
    {
      topic: "path-traversal",
      name: "file-access",
      title: "File chosen by a value that is not constant",
      calls: ["(fopen|open|openat|freopen|unlink|remove|rename|CreateFile[AW]?|opendir)"],
    },
    changing,
  ),
  sink(
    c,
    {
      topic: "sql-injection",
      name: "query",
      title: "SQL run with a text that is not constant",
      calls: ["(sqlite3_exec|mysql_query|mysql_real_query|PQexec|SQLExecDirect[AW]?)"],
    },
    any([changing, { kind: "call_expression" }]),
  ),
  sink(
    c,
    {
      topic: "sql-injection",
      name: "printed-text",
      title: "SQL statement printed with values",
      calls: ["(sprintf|snprintf|asprintf)"],
    },
    {
      kind: "string_literal",
      ...child({
        kind: "string_content",
        regex: "(?i)^(select\\s.*\\sfrom\\s|insert\\s+into|update\\s+\\S+\\s+set|delete\\s+from).*%s",
      }),
    },
  ),
];
