import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import type { ReviewError } from "../../../../src/domain/errors.ts";
import type { Language, PatternRule } from "../../../../src/domain/syntax.ts";

const syntax = createSyntax();

async function inspect(text: string, language: Language) {
  const facts = await syntax.inspect(text, language, { rules: [], detail: "names" });
  if (facts === null) throw new Error("no facts");
  return facts;
}

const rule = (id: string, match: Readonly<Record<string, unknown>>): PatternRule => ({
  id,
  languages: ["python"],
  title: "A title",
  cwe: "CWE-78",
  severity: "high",
  question: "Why?",
  on: "added",
  match,
});

describe("names", () => {
  it.each<[string, Language, string, string, { defined: number[]; imported: number[]; used: number[] }]>([
    [
      "a Python import that is read",
      "python",
      "import os\nos.getcwd()",
      "os",
      { defined: [1], imported: [1], used: [2] },
    ],
    [
      "a Python import that nobody reads",
      "python",
      "import os\n# os",
      "os",
      { defined: [1], imported: [1], used: [] },
    ],
    [
      "a Python alias",
      "python",
      "from x import y as z\nz()",
      "z",
      { defined: [1], imported: [1], used: [2] },
    ],
    [
      "a Python constant",
      "python",
      "LIMIT = 3\ndef f():\n  return LIMIT",
      "LIMIT",
      { defined: [1], imported: [], used: [3] },
    ],
    [
      "a Python attribute that is read",
      "python",
      "x = self.conf.interval",
      "interval",
      { defined: [], imported: [], used: [1] },
    ],
    [
      "a Python attribute that is only set",
      "python",
      "self.state = 1",
      "state",
      { defined: [1], imported: [], used: [] },
    ],
    [
      "a Python keyword argument",
      "python",
      "value = 1\nf(value=2)",
      "value",
      { defined: [1], imported: [], used: [] },
    ],
    [
      "a name in a Python docstring",
      "python",
      'name = 1\ndef f():\n  """name"""',
      "name",
      { defined: [1], imported: [], used: [] },
    ],
    [
      "a name in an f-string",
      "python",
      'name = 1\nprint(f"{name}")',
      "name",
      { defined: [1], imported: [], used: [2] },
    ],
    [
      "a JavaScript import that is read",
      "javascript",
      'import { a } from "x";\na();',
      "a",
      { defined: [1], imported: [1], used: [2] },
    ],
    [
      "a required name",
      "javascript",
      'const { a: b } = require("x");\nb();',
      "b",
      { defined: [1], imported: [1], used: [2] },
    ],
    [
      "a JavaScript object key",
      "javascript",
      "const a = 1;\no = { a: 2 };",
      "a",
      { defined: [1], imported: [], used: [] },
    ],
    [
      "a JavaScript shorthand key",
      "javascript",
      "const a = 1;\no = { a };",
      "a",
      { defined: [1], imported: [], used: [2] },
    ],
    [
      "a TypeScript type",
      "typescript",
      'import type { T } from "x";\nlet a: T;',
      "T",
      { defined: [1], imported: [1], used: [2] },
    ],
    [
      "a TSX component",
      "tsx",
      'import { Box } from "x";\nconst a = <Box />;',
      "Box",
      { defined: [1], imported: [1], used: [2] },
    ],
    [
      "a Go package",
      "go",
      'package m\nimport "net/http"\nfunc f() { http.Get("") }',
      "http",
      { defined: [2], imported: [2], used: [3] },
    ],
    [
      "a Go package that nobody uses",
      "go",
      'package m\nimport "net/http"',
      "http",
      { defined: [2], imported: [2], used: [] },
    ],
    [
      "a Go variable",
      "go",
      "package m\nfunc f() {\n a := 1\n g(a)\n}",
      "a",
      { defined: [3], imported: [], used: [4] },
    ],
    [
      "a Java import",
      "java",
      "import java.util.List;\nclass A { List<A> l; }",
      "List",
      { defined: [1], imported: [1], used: [2] },
    ],
    [
      "a Java import that nobody uses",
      "java",
      "import java.util.List;\nclass A { }",
      "List",
      { defined: [1], imported: [1], used: [] },
    ],
    [
      "a Ruby method named by a symbol",
      "ruby",
      "before_action :check\ndef check; end",
      "check",
      { defined: [2], imported: [], used: [1] },
    ],
    [
      "a Ruby variable that nobody reads",
      "ruby",
      "def f\n  a = 1\nend",
      "a",
      { defined: [2], imported: [], used: [] },
    ],
    ["a PHP variable", "php", "<?php\n$a = 1;\necho $a;", "$a", { defined: [2], imported: [], used: [3] }],
    ["a PHP import", "php", "<?php\nuse A\\B;\nnew B();", "B", { defined: [2], imported: [2], used: [3] }],
    [
      "a C variable that nobody reads",
      "c",
      "int f(void) {\n  int a;\n}",
      "a",
      { defined: [2], imported: [], used: [] },
    ],
    [
      "a name in the body of a C macro",
      "c",
      "int a;\n#define B (a + 1)",
      "a",
      { defined: [1], imported: [], used: [2] },
    ],
    ["a C++ class", "cpp", "class A { };\nA a;", "A", { defined: [1], imported: [], used: [2] }],
    [
      "a C# directive",
      "csharp",
      "using System.Text;\nclass A { }",
      "Text",
      { defined: [1], imported: [1], used: [] },
    ],
    [
      "a Rust import",
      "rust",
      "use std::fs;\nfn f() { fs::read(); }",
      "fs",
      { defined: [1], imported: [1], used: [2] },
    ],
  ])("of %s", async (...[, language, text, name, expected]) => {
    const facts = (await inspect(text, language)).names.get(name);
    expect({ defined: facts?.definedAt, imported: facts?.importedAt, used: facts?.usedAt }).toEqual(expected);
  });
});

describe("scopes", () => {
  it.each<[string, Language, string, readonly (readonly [string, string, number, number])[]]>([
    [
      "a decorated Python method",
      "python",
      "class A:\n  @d\n  def f(self):\n    pass",
      [
        ["class", "A", 1, 4],
        ["function", "f", 2, 4],
      ],
    ],
    [
      "an arrow function with a name",
      "javascript",
      "const f = () => {\n  g();\n};",
      [["function", "f", 1, 3]],
    ],
    [
      "a method and a field function",
      "typescript",
      "class A {\n  m() {}\n  f = () => 1;\n}",
      [
        ["class", "A", 1, 4],
        ["function", "m", 2, 2],
        ["function", "f", 3, 3],
      ],
    ],
    ["a Go method", "go", "package m\nfunc (s *S) M() {\n}", [["function", "M", 2, 3]]],
    ["a C function behind a pointer", "c", "char *f(int a)\n{\n}", [["function", "f", 1, 3]]],
    ["a C structure, not its use", "c", "struct s {\n  int a;\n};\nstruct s v;", [["class", "s", 1, 3]]],
    ["a C++ member function", "cpp", "void A::f() {\n}", [["function", "A::f", 1, 2]]],
    [
      "a Java constructor",
      "java",
      "class A {\n  A() {}\n}",
      [
        ["class", "A", 1, 3],
        ["function", "A", 2, 2],
      ],
    ],
    [
      "a Rust implementation",
      "rust",
      "impl S {\n  fn f() {}\n}",
      [
        ["class", "S", 1, 3],
        ["function", "f", 2, 2],
      ],
    ],
    [
      "a Ruby module",
      "ruby",
      "module A\n  def f\n  end\nend",
      [
        ["class", "A", 1, 4],
        ["function", "f", 2, 3],
      ],
    ],
    [
      "a PHP method",
      "php",
      "<?php\nclass A {\n  function f() {}\n}",
      [
        ["class", "A", 2, 4],
        ["function", "f", 3, 3],
      ],
    ],
    [
      "a C# method",
      "csharp",
      "class A {\n  void F() {}\n}",
      [
        ["class", "A", 1, 3],
        ["function", "F", 2, 2],
      ],
    ],
  ])("of %s", async (_what, language, text, expected) => {
    const { scopes } = await inspect(text, language);
    expect(scopes.map(({ kind, name, startLine, endLine }) => [kind, name, startLine, endLine])).toEqual(
      expected,
    );
  });
});

describe("inspect", () => {
  it("says whether the parser met errors", async () => {
    expect([
      (await inspect("def f():\n  return 1\n", "python")).isWellFormed,
      (await inspect("def f(:\n  return ] 1\n", "python")).isWellFormed,
    ]).toEqual([true, false]);
  });

  it("reads a part of a PHP file that lacks the opening tag, without moving its lines", async () => {
    const { names } = await inspect("$a = 1;\nf($a);", "php");
    expect(names.get("$a")).toEqual({ definedAt: [1], importedAt: [], usedAt: [2] });
  });

  it("gives the matches of rules by line", async () => {
    const rules = [
      rule("python.a.call", { kind: "call" }),
      rule("python.a.name", { kind: "identifier", regex: "^g$" }),
    ];
    const facts = await syntax.inspect("f(\n  1)\ng()", "python", { rules, detail: "names" });
    expect(facts?.matches).toEqual([
      { rule: "python.a.call", startLine: 1, endLine: 2 },
      { rule: "python.a.call", startLine: 3, endLine: 3 },
      { rule: "python.a.name", startLine: 3, endLine: 3 },
    ]);
  });

  it("finds the same matches whether they are many or few", async () => {
    const rules = [
      rule("python.a.call", { kind: "call" }),
      rule("python.a.int", { kind: "integer" }),
      rule("python.a.none", { kind: "lambda" }),
    ];
    const facts = await syntax.inspect("f(1)\n".repeat(100), "python", { rules, detail: "names" });
    const counts = Map.groupBy(facts?.matches ?? [], (match) => match.rule);
    expect([...counts].map(([id, matches]) => [id, matches.length])).toEqual([
      ["python.a.call", 100],
      ["python.a.int", 100],
    ]);
  });

  it("refuses a rule that the grammar does not know, by its id", async () => {
    const refused = syntax.inspect("f()", "python", {
      rules: [rule("python.a.wrong", { kind: "no_such_kind" })],
      detail: "outline",
    });
    await expect(refused).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: "The rule python.a.wrong is not valid for python.",
    } satisfies Partial<ReviewError>);
  });

  it("does not read a text over its limit", async () => {
    expect(await syntax.inspect("a\n".repeat(600_000), "python", { rules: [], detail: "names" })).toBeNull();
  });
});
