import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import type { CodeFacts, Language } from "../../../../src/domain/syntax.ts";

const syntax = createSyntax();

async function inspect(text: string, language: Language): Promise<CodeFacts> {
  const facts = await syntax.inspect(text, language, { rules: [], detail: "names" });
  if (facts?.code === undefined) throw new Error("no facts");
  return facts.code;
}

describe("declarations", () => {
  it.each<[Language, string, readonly string[]]>([
    [
      "python",
      'class A:\n  """Doc."""\n  @d\n  def f(self, a, b: int = 1, *c, d=2, **e) -> int:\n    return a\n',
      ["class A 1-2-5 () documented", "function f 4-5-5 (self, a, b: typed, c, d, e) result"],
    ],
    [
      "javascript",
      "const f = (a, { b, c: d, e = 1 }, ...g) => {\n  return 1;\n};\nlist.map(x => x);\nclass A {\n  m([h]) {}\n}",
      [
        "function null 1-1-3 (a, b, d, e, g)",
        "function null 4-4-4 (x)",
        "class A 5-5-7 ()",
        "function m 6-6-6 (h)",
      ],
    ],
    [
      "typescript",
      "interface I {}\nfunction f(a: string, b?, ...c: T[]): void {}\nclass A {\n  constructor(private d: T, e) {}\n}",
      [
        "class I 1-1-1 ()",
        "function f 2-2-2 (a: typed, b, c: typed) result",
        "class A 3-3-5 ()",
        "function constructor 4-4-4 (e)",
      ],
    ],
    [
      "go",
      "package m\ntype S struct{}\nfunc (s *S) F(a, b int, c ...string) error {\n\treturn nil\n}\nfunc G() {}",
      ["class S 2-2-2 ()", "function F 3-3-5 (a: typed, b: typed, c: typed) result", "function G 6-6-6 ()"],
    ],
    [
      "java",
      "class A {\n  A(int a) {}\n  int f(final B b, C... c) { return g(d -> d, (e, f) -> e); }\n}",
      [
        "class A 1-1-4 ()",
        "function A 2-2-2 (a: typed)",
        "function f 3-3-3 (b: typed, c) result",
        "function null 3-3-3 (d)",
        "function null 3-3-3 (e, f)",
      ],
    ],
    [
      "ruby",
      "module A\n  def f(a, b = 1, *c, d:, **e, &g)\n    a\n  end\n  def self.h\n  end\nend",
      ["class A 1-2-7 ()", "function f 2-3-4 (a, b, c, d, e, g)", "function h 5-6-6 ()"],
    ],
    [
      "php",
      "<?php\nclass A {\n  function __construct(private int $a, $b) {}\n}\nfunction f(string $c, &...$d): int { return 1; }",
      ["class A 2-2-4 ()", "function __construct 3-3-3 ($b)", "function f 5-5-5 ($c: typed, $d) result"],
    ],
    [
      "c",
      "struct s {\n  int a;\n};\nchar *f(int a, char **b)\n{\n}",
      ["class s 1-1-3 ()", "function f 4-5-6 (a: typed, b: typed) result"],
    ],
    [
      "cpp",
      "int A::f(const B &a, int b = 1) { return 1; }",
      ["function A::f 1-1-1 (a: typed, b: typed) result"],
    ],
    [
      "csharp",
      "class A {\n  int F(int a, string b) { return 1; }\n}",
      ["class A 1-1-3 ()", "function F 2-2-2 (a: typed, b: typed) result"],
    ],
    [
      "rust",
      "struct S;\nfn f(a: &str, mut b: i32) -> i32 {\n  g(|c| c)\n}",
      ["class S 1-1-1 ()", "function f 2-2-4 (a: typed, b: typed) result", "function null 3-3-3 (c)"],
    ],
  ])("in %s", async (language, text, expected) => {
    const { declarations } = await inspect(text, language);
    expect(
      declarations.map((declaration) => {
        const { kind, name, startLine, bodyLine, endLine, parameters } = declaration;
        const names = parameters.map((parameter) => `${parameter.name}${parameter.isTyped ? ": typed" : ""}`);
        const header = `${kind} ${name} ${startLine}-${bodyLine}-${endLine} (${names.join(", ")})`;
        return `${header}${declaration.hasResultType ? " result" : ""}${declaration.hasDocstring ? " documented" : ""}`;
      }),
    ).toEqual(expected);
  });
});

describe("imports", () => {
  it.each<[Language, string, readonly string[]]>([
    [
      "python",
      "import a.b, c as d\nfrom e.f import g, h as i\nfrom j import *\n",
      ["a 1: a b", "d 1: c as d", "g 2: g e f", "i 2: h as i e f"],
    ],
    [
      "javascript",
      'import a, { b, c as d } from "e";\nimport * as f from "g";\nimport "h";\nconst { i, j: k, l = 1 } = require("m");\nconst n = (await import("o")).p;\nconst q = r();',
      [
        "a 1: a e",
        "b 1: b e",
        "d 1: c as d e",
        "f 2: g",
        "i 4: i require m",
        "k 4: j k require m",
        "l 4: l 1 require m",
        "n 5: n await import o p",
      ],
    ],
    ["typescript", 'import type { A } from "b";', ["A 1: A b"]],
    [
      "go",
      'package m\nimport (\n\ta "b/c"\n\t"d/e"\n\t_ "f"\n\t"g/v2"\n\t"h.i/j-k"\n)',
      ["a 3: a b c", "e 4: d e"],
    ],
    ["java", "import a.B;\nimport static c.D.e;\nimport f.*;\nclass A {}", ["B 1: a B", "e 2: c D e"]],
    ["php", "<?php\nuse A\\B, C as D;\nuse E;\n", ["B 2: A B", "D 2: C as D", "E 3: E"]],
    [
      "rust",
      "use a::{b, c::d as e, f::{g, h}};\nuse i;\nuse j::*;",
      ["b 1: b", "e 1: c d as e", "g 1: g", "h 1: h", "i 2: i"],
    ],
    ["ruby", 'require "a"', []],
    ["csharp", "using A.B;", []],
    ["c", "#include <a.h>", []],
  ])("in %s", async (language, text, expected) => {
    const { imports } = await inspect(text, language);
    expect(imports.map(({ name, line, words }) => `${name} ${line}: ${words.join(" ")}`)).toEqual(expected);
  });
});

describe("guards", () => {
  it.each<[Language, string, readonly string[]]>([
    [
      "python",
      "try:\n  f()\nexcept A:\n  # nothing\n  pass\nexcept B:\n  ...\nexcept C:\n  LOG.info(1)\nexcept D:\n  LOG.info(1)\n  raise\ntry:\n  f()\nfinally:\n  g()\n",
      ["1-2: 3-5 nothing, 6-7 nothing, 8-9 logs, 10-12 more"],
    ],
    [
      "javascript",
      "try {\n  f();\n} catch (e) {\n  console.error(e);\n}\ntry { f(); } catch {}",
      ["1-3: 3-5 logs", "6-6: 6-6 nothing"],
    ],
    [
      "java",
      "class A { void f() {\ntry (var a = b()) {\n  c();\n} catch (D | E e) {\n  e.printStackTrace();\n}\n} }",
      ["2-4: 4-6 logs"],
    ],
    [
      "ruby",
      "def f\n  g\nrescue A => e\n  logger.error e\nend\nbegin\n  h\nrescue\nend",
      ["2-3: 3-4 logs", "6-8: 8-8 nothing"],
    ],
    ["php", "<?php\ntry { f(); } catch (\\E $e) { error_log('a'); }", ["2-2: 2-2 logs"]],
    ["cpp", "void f() { try { g(); } catch (...) { throw; } }", ["1-1: 1-1 more"]],
    ["csharp", "class A { void F() { try { G(); } catch (E) { } } }", ["1-1: 1-1 nothing"]],
    ["go", "package m\nfunc f() {}", []],
  ])("in %s", async (language, text, expected) => {
    const { guards } = await inspect(text, language);
    expect(
      guards.map(({ start, end, handlers }) => {
        const clauses = handlers.map(({ startLine, endLine, acts }) => `${startLine}-${endLine} ${acts}`);
        return `${start}-${end}: ${clauses.join(", ")}`;
      }),
    ).toEqual(expected);
  });
});

describe("texts", () => {
  it.each<[Language, string, readonly string[]]>([
    ["python", 'a = f"b{c}d" # e\n"""f\ng"""', ["string b", "string d", "comment # e", "string f\ng"]],
    [
      "javascript",
      ["a = `b$", "{c}d` + 'é' /* e */ + /f/"].join(""),
      ["string b", "string d", "string é", "comment /* e */", "string f"],
    ],
    ["go", 'package m\nvar a = "b" + `c` // d', ["string b", "string c", "comment // d"]],
    [
      "java",
      "class A { String a = \"b\"; char c = 'd'; /* e */ }",
      ["string b", "string 'd'", "comment /* e */"],
    ],
    ["ruby", 'a = "b#{c}" # d', ["string b", "comment # d"]],
    ["php", "<?php\n$a = \"b$c\" . 'd'; // e", ["string b", "string d", "comment // e"]],
    ["csharp", 'class A { string a = "b" + $"c{d}"; }', ["string b", "string c"]],
    ["rust", 'const A: &str = "b"; // c', ["string b", "comment // c"]],
    ["c", 'char *a = "b"; /* c */', ["string b", "comment /* c */"]],
  ])("in %s", async (language, text, expected) => {
    const { texts } = await inspect(text, language);
    const lines = text.split("\n");
    expect(
      texts.map(({ kind, startLine, startColumn, endLine, endColumn }) => {
        const covered = lines.slice(startLine - 1, endLine);
        const last = (covered.at(-1) ?? "").slice(0, endColumn);
        const all = [...covered.slice(0, -1), last].join("\n");
        return `${kind} ${all.slice(startColumn)}`;
      }),
    ).toEqual(expected);
  });
});

describe("reads", () => {
  it.each<[Language, string, string, readonly number[]]>([
    ["python", "name = 1\nf(self.name)\nf(name=2)\nf(name)", "name", [4]],
    ["javascript", "a.name;\nf({ name });\nf({ name: 1 });\nname();", "name", [2, 4]],
    ["java", "class A { void f() {\n this.name();\n name();\n b.name = name;\n} }", "name", [3, 4]],
    ["ruby", "a.name\nname\nbefore :name", "name", [2, 3]],
    ["go", "package m\nfunc f() {\n a.name()\n g(name)\n}", "name", [4]],
  ])("of a name that stands by itself in %s", async (language, text, name, expected) => {
    expect((await inspect(text, language)).reads.get(name)).toEqual(expected);
  });
});

it("are not collected from a text with errors, from a part of a PHP file, or when only an outline is wanted", async () => {
  const codeOf = async (text: string, language: Language, detail: "outline" | "names") =>
    (await syntax.inspect(text, language, { rules: [], detail }))?.code;

  expect(await codeOf("def f(:\n  return ] 1\n", "python", "names")).toBeUndefined();
  expect(await codeOf("$a = 1;", "php", "names")).toBeUndefined();
  expect(await codeOf("a = 1", "python", "outline")).toBeUndefined();
});
