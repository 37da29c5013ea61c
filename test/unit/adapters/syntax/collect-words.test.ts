import { describe, expect, it } from "vitest";
import { collectWords } from "../../../../src/adapters/syntax/collect-words.ts";
import { createLeafSearch } from "../../../../src/adapters/syntax/create-leaf-search.ts";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import type { Language } from "../../../../src/domain/syntax.ts";

const syntax = createSyntax();

describe("collectWords", () => {
  it.each<[Language, string]>([
    ["javascript", "class A { #secret = $a.b$; naïve() { return /x/.test(日本) ?? v; } } // words"],
    ["typescript", "const a!: T = b!; f(c!); // d"],
    ["python", "@route\ndef f(a, *args):\n  return f'{a!r}' + name"],
    ["ruby", "class A\n  def ok?; @a ||= $b; @@c.save!; run :quick?, key: 1; end\nend"],
    ["php", "<?php $a = $this->b['c']; echo A\\B::$d; f(é);"],
    ["c", "#define A(x) (x + y)\nint *f(struct s *a) { return a->b; }"],
    ["csharp", "class @class { int x; void F() { var y = @class.Z; } }"],
    ["rust", "fn f<'a>(r#type: &'a str) { println!(\"{}\", r#type); }"],
    ["go", 'package m\nimport h "net/http"\nfunc (s *S) F() { h.Get(s.ß) }'],
    ["java", "@Ann class A<T> { int b; void c() { d.e(); } }"],
  ])("holds every name of a text: %s", async (language, text) => {
    const facts = await syntax.inspect(text, language, { rules: [], detail: "names" });
    const words = collectWords(text);
    const names = [...facts!.names.keys()];
    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((name) => !words.has(name) && !words.has(name.replace(/^r#/, "")))).toEqual([]);
  });

  it("sees a name next to a character that is white space or a sign to the grammar", () => {
    expect([...collectWords("eval\u00a0(a); “exec”")]).toEqual(expect.arrayContaining(["eval", "exec", "a"]));
  });
});

describe("createLeafSearch", () => {
  const long = "a".repeat(5000);

  it.each<[string, readonly string[], string, boolean]>([
    ["a word", ["eval", "a"], "^(?-u:eval)$", true],
    ["one of several words", ["a", "exec"], "^(?:eval|exec)$", true],
    ["no part of a word", ["evaluate"], "^(?-u:eval)$", false],
    ["a shape of words", ["a", "check_auth"], "^(?-u:(?i)\\w*AUTH\\w*)$", true],
    ["no shape across two words", ["check", "auth"], "^(?-u:check\\w*auth)$", false],
    ["a part of a text", ["select a from b"], "(?i)\\bSELECT\\s[^;]*\\sfrom\\b", true],
    ["no part across two texts", ["select a", " from b"], "(?i)select\\s[^;]*\\sfrom", false],
    ["what is too long to be tried", [long], "^(?-u:b\\w+)$", true],
    ["what cannot be tried", ["a"], "(?<", true],
  ])("finds %s", (_what, texts, expression, expected) => {
    expect(createLeafSearch(new Set(texts))(expression)).toBe(expected);
  });
});
