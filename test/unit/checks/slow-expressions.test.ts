import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../src/adapters/syntax/create-syntax.ts";
import { openSyntaxThread } from "../../../src/adapters/syntax/open-syntax-thread.ts";
import { findLeads, findProofs } from "../../../src/checks/find-leads.ts";
import { patternPack } from "../../../src/checks/pattern-pack.ts";
import { inspectChange } from "../../../src/pipeline/inspect-change.ts";
import { changeOfLines } from "./change-of-lines.ts";

const rules = patternPack.filter(({ slow }) => slow !== undefined);
const here = createSyntax();

async function find(path: string, lines: readonly string[], syntax = here) {
  const change = changeOfLines({ path, lines, firstLine: 10 });
  const facts = await inspectChange(change, { syntax, rules }, [0]);
  const describeAll = (leads: ReturnType<typeof findLeads>) =>
    leads.map(({ rule, startLine, severity }) => {
      const name = rule.split(".").at(-1)?.replace("-expression", "");
      return `${startLine} ${severity} ${name}`;
    });
  return { asked: describeAll(findLeads(change, facts)), proven: describeAll(findProofs(change, facts)) };
}

const slow = "medium exponential";
const slower = "low polynomial";

const cases: readonly (readonly [path: string, line: string, found: readonly string[]])[] = [
  ["a.ts", "const a: RegExp = /^(?:\\w+,?)+$/u;", [slow]],
  ["a.tsx", "const a = <p>{/(\\s*x)+$/.test(b)}</p>;", [slower]],
  ["a.js", 'const a = RegExp("^(\\\\d+)+$");', [slow]],
  ["a.js", "const a = new RegExp(`^(\\\\d+)+$`, 'i');", [slow]],
  ["a.js", ["const a = new RegExp(`^($", "{b}+)+$`);"].join(""), []],
  ["a.js", 'const a = new RegExp("^(\\\\d+)+$", flags);', []],
  ["a.js", "// /^(a+)+$/", []],
  ["a.py", "re.compile('^(\\\\d+)+$')", [slow]],
  ["a.py", "re.compile(rb'^(\\d+)+$', re.I | re.M)", [slow]],
  ["a.py", "re.compile(r'^(\\d+)+$', re.X)", []],
  ["a.py", "re.compile(r'^(\\d+)+$', options)", []],
  ["a.py", "re.compile(f'^({a}+)+$')", []],
  ["a.py", "re.compile(r'^(\\d+)' r'+$')", [slow]],
  ["a.py", "re.fullmatch(pattern=r'(\\d+)+', string=a)", [slow]],
  ["a.py", "re.compile(r'(\\d+)+').fullmatch(a)", [slow]],
  ["a.py", "re.compile(r'(\\d+)+').search(a)", []],
  ["a.py", "re.sub('\\\\s+$', '', a, flags=re.M)", [slower]],
  ["a.py", "re.compile(r'\\s+$').match(a)", []],
  ["a.py", "regex.findall('''(a|b|ab)*c''', a)", [slow]],
  ["A.java", 'class A { boolean b = Pattern.matches("(\\\\d+)*", c); }', [slow]],
  ["A.java", 'class A { boolean b = Pattern.compile("(\\\\d+)*").matcher(c).matches(); }', [slow]],
  ["A.java", 'class A { boolean b = Pattern.compile("(\\\\d+)*").matcher(c).find(); }', []],
  ["A.java", 'class A { Pattern b = Pattern.compile("^(\\\\d+)*$", Pattern.COMMENTS); }', []],
  ["A.java", 'class A { Pattern b = Pattern.compile("^(\\\\d++)*$"); }', []],
  ["A.java", 'class A { String b = c.replaceFirst("\\\\s+$", ""); }', [slower]],
  ["a.rb", "a =~ %r{\\A(\\w+/?)+\\z}i", [slow]],
  ["a.rb", "a =~ /\\A(\\w+\\/?)+\\z/x", []],
  ["a.rb", "a =~ /\\A(#{b}+)+\\z/", []],
  ["a.rb", 'Regexp.new("\\\\A(\\\\w+)+\\\\z", Regexp::IGNORECASE)', [slow]],
  ["a.php", "<?php preg_replace('~^(\\w+)*$~i', '', $a);", [slow]],
  ["a.php", '<?php preg_match("{^(\\\\w+)*$}", $a);', [slow]],
  ["a.php", "<?php preg_match('/^(\\w+)*$/x', $a);", []],
  ["a.php", '<?php preg_match("/^($b+)*$/", $a);', []],
  ["a.cs", 'class A { Regex a = new Regex("^(\\\\w+)*$", RegexOptions.IgnoreCase); }', [slow]],
  ["a.cs", 'class A { bool a = Regex.IsMatch(b, @"^(\\w+)*$"); }', [slow]],
  ["a.cs", 'class A { bool a = Regex.IsMatch(@"^(\\w+)*$", b); }', []],
  ["a.cs", 'class A { Regex a = new Regex(@"^(\\w+)*$", RegexOptions.NonBacktracking); }', []],
  ["a.cs", 'class A { Regex a = new Regex(@"^(\\w+)*$", RegexOptions.None, TimeSpan.FromSeconds(1)); }', []],
  ["a.go", 'package a\nvar a = regexp.MustCompile("^(a+)+$")', []],
  ["a.rs", 'fn a() { Regex::new("^(a+)+$"); }', []],
];

describe("a slow regular expression", () => {
  it.each(cases)(
    "is proven, and asked about where its time is exponential, in %s: %s",
    async (path, line, found) => {
      const proven = found.map((one) => `10 ${one}`);
      expect(await find(path, [`+${line}`])).toEqual({
        proven,
        asked: proven.filter((one) => one.endsWith(slow)),
      });
    },
  );

  it("counts on added lines only", async () => {
    const lines = [" a = /^(a+)+$/;", "-b = /^(a+)+$/;", "+c = /^(a+)+$/;", "+d = /^a+$/;"];
    expect(await find("a.js", lines)).toEqual({ asked: [`11 ${slow}`], proven: [`11 ${slow}`] });
  });

  it("is each proven where one line holds both sorts", async () => {
    const { proven } = await find("a.js", ["+a = [/\\s+$/, /^(a+)+$/];"]);
    expect(proven.toSorted()).toEqual([`10 ${slower}`, `10 ${slow}`]);
  });

  it("is found in the thread of the syntax port as well", async () => {
    const { syntax } = openSyntaxThread();
    expect((await find("a.js", ["+c = /^(a+)+$/;"], syntax)).asked).toEqual([`10 ${slow}`]);
  });

  it("is found for the first of very many in one file", async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `+a = /^(a+)+b{${index}}$/;`);
    const { proven } = await find("a.js", lines);
    expect(proven[0]).toBe(`10 ${slow}`);
    expect(proven.length).toBeLessThanOrEqual(300);
  });
});
