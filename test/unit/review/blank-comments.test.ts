import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import { blankFile } from "../../../src/review/units/blank-change.ts";

/** The text of a file without its comments; `firstLine`: where the known part begins. */
function blank(path: string, lines: readonly string[], firstLine = 1): readonly string[] {
  const file = blankFile({
    path: RepoPath.parse(path),
    previousPath: null,
    status: "modified",
    kind: "text",
    oldMode: null,
    newMode: null,
    oldBlob: null,
    newBlob: null,
    hunks: [],
    base: [],
    head: [{ firstLine, text: lines.join("\n") }],
    isComplete: firstLine === 1,
    unreadable: null,
  });
  return file.head[0]?.text.split("\n") ?? [];
}

describe("one line", () => {
  it.each([
    ["a.py", "run(x)  # is safe", "run(x)"],
    ["a.py", "  # is safe", ""],
    ["a.py", 'url = "http://x/#top"  # a page', 'url = "http://x/#top"'],
    ["a.py", "color = '#fff'", "color = '#fff'"],
    ["a.py", "half = n // 2", "half = n // 2"],
    ["a.py", 'f("""# no""")  # yes', 'f("""# no""")'],
    ["a.js", "run(x); // is safe", "run(x);"],
    ["a.js", "run(x /* safe */, y);", "run(x  , y);"],
    ["a.js", "get('http://x/y'); // go", "get('http://x/y');"],
    ["a.js", "get(`http://x/*`); // go", "get(`http://x/*`);"],
    ["a.js", "if (/https?:\\/\\//.test(u)) go(u); // ok", "if (/https?:\\/\\//.test(u)) go(u);"],
    ["a.js", "x = s.replace(/[/*]/g, ''); go(x);", "x = s.replace(/[/*]/g, ''); go(x);"],
    ["a.js", "half = n / 2; // half / all", "half = n / 2;"],
    ["a.tsx", "<p>http://x.org don't</p>", "<p>http://x.org don't</p>"],
    ["a.ts", "const s = 'it\\'s // here';", "const s = 'it\\'s // here';"],
    ["a.go", "p := `C:\\`; run(p) // safe", "p := `C:\\`; run(p)"],
    ["a.go", "if c == '\"' { run() } // safe", "if c == '\"' { run() }"],
    ["A.java", 'String s = "/* no */"; /* yes */ run(s);', 'String s = "/* no */";   run(s);'],
    ["A.java", "char c = '\\''; run(c); // safe", "char c = '\\''; run(c);"],
    ["a.rb", 'puts "#{name}" # shown', 'puts "#{name}"'],
    ["a.rb", "url = root + '/#/' # shown", "url = root + '/#/'"],
    ["a.php", "run($x); # safe", "run($x);"],
    ["a.php", "#[Route('/x')]", "#[Route('/x')]"],
    ["a.php", "get('http://x'); // go", "get('http://x');"],
    ["a.c", "strcpy(a, b); /* fits */", "strcpy(a, b);"],
    ["a.c", 'printf("// %s"); // shown', 'printf("// %s");'],
    ["a.rs", "fn f<'a>(x: &'a str) {} // ok", "fn f<'a>(x: &'a str) {}"],
    ["a.rs", 'let s = r#"// "no""#; run(s); // ok', 'let s = r#"// "no""#; run(s);'],
    ["a.rs", "a(); /* b /* c */ d */ e();", "a();   e();"],
    ["a.cs", 'var p = @"C:\\"; Run(p); // ok', 'var p = @"C:\\"; Run(p);'],
    ["ci.yml", "  uses: a/b@v1 # pinned", "  uses: a/b@v1"],
    ["ci.yml", "  run: curl http://x#frag", "  run: curl http://x#frag"],
    ["run.sh", 'echo "a$#b" $# # count', 'echo "a$#b" $#'],
    ["Dockerfile", "# trusted", ""],
    ["a.sql", "SELECT 1; -- safe", "SELECT 1;"],
    ["a.html", "<b>x</b><!-- safe --><i>", "<b>x</b> <i>"],
    ["notes.txt", "# stays // stays", "# stays // stays"],
    ["a.js", "", ""],
    ["a.js", "x();  ", "x();  "],
  ])("of %s: %s", (path, line, expected) => {
    expect(blank(path, [line])).toEqual([expected]);
  });
});

describe("several lines", () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ["a block comment", "a.c", ["a(); /* one", " * two", "*/ b();"], ["a();", "", "  b();"]],
    ["two that nest", "a.rs", ["/* a /* b", "*/ c", "*/ d();"], ["", "", "  d();"]],
    ["a template", "a.js", ["q(`", "// no", "`); // yes"], ["q(`", "// no", "`);"]],
    ["a docstring", "a.py", ['"""', "# no", '""" # yes'], ['"""', "# no", '"""']],
    ["a raw string", "a.go", ["q(`", "/* no", "`) // yes"], ["q(`", "/* no", "`)"]],
    ["a text block", "A.java", ['q("""', "// no", '"""); // yes'], ['q("""', "// no", '""");']],
    [
      "a here document",
      "a.rb",
      ["q <<~SQL # a", " # no", " SQL", "x # y"],
      ["q <<~SQL", " # no", " SQL", "x"],
    ],
    ["a here document", "a.php", ["q(<<<EOT", "# no", "EOT; // y"], ["q(<<<EOT", "# no", "EOT; // y"]],
    ["=begin and =end", "a.rb", ["=begin", "x", "=end", "y()"], ["", "", "", "y()"]],
    ["a string that is not closed", "a.js", ["x = 'a", "y(); // b"], ["x = 'a", "y();"]],
  ])("of %s in %s", (_, path, lines, expected) => {
    expect(blank(path, lines)).toEqual(expected);
  });

  it.each<[string, string, readonly string[], readonly string[]]>([
    ["the end of one is shown", "a.c", [" * as agreed", " */", "run(x); // y"], ["", "", "run(x);"]],
    ["one is whole", "a.c", ["/* a */ run(x);", "b /* c */"], ["  run(x);", "b"]],
    ["one begins", "a.c", ["run(x); /* a", "b */ c();"], ["run(x);", "  c();"]],
    ["a string holds its end", "a.js", ["at('*/5 * * * *');", "run(x);"], ["at('*/5 * * * *');", "run(x);"]],
    ["a pattern holds its end", "a.js", ["if (/.*/.test(x))", "run(x);"], ["if (/.*/.test(x))", "run(x);"]],
  ])("from the middle of a file, where %s", (_, path, lines, expected) => {
    expect(blank(path, lines, 40)).toEqual(expected);
  });
});

it.each([
  ["slashes", "a.js", "=/[".repeat(30_000)],
  ["quotes", "a.js", `"\\`.repeat(30_000)],
  ["comment marks", "a.rs", "/*".repeat(60_000)],
  ["characters", "a.c", "'\\".repeat(40_000)],
  ["back-quotes", "a.go", "`".repeat(99_999)],
])("a hostile line of %s takes no longer than its length", (_, path, line) => {
  const started = performance.now();
  expect(blank(path, [line])).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(1_000);
});

const squash = (text: string) => text.replaceAll(/\s/g, "");
const isPartOf = (part: string, text: string) => {
  let at = 0;
  for (const character of text) if (part[at] === character) at += character.length;
  return at === part.length;
};

it("any text keeps its lines, and nothing is put into them", () => {
  const marks = [
    "//",
    "/*",
    "*/",
    "#",
    "'",
    '"',
    '"""',
    "`",
    "\\",
    "/",
    "<<A",
    "A",
    "\n",
    " ",
    "x",
    "[",
    "=begin",
  ];
  const texts = fc.array(fc.constantFrom(...marks), { maxLength: 60 }).map((parts) => parts.join(""));
  const paths = fc.constantFrom("a.js", "a.py", "a.rb", "a.php", "a.go", "a.rs", "a.yml", "a.html");
  fc.assert(
    fc.property(texts, paths, fc.constantFrom(1, 9), (text, path, firstLine) => {
      const lines = text.split("\n");
      const blanked = blank(path, lines, firstLine);
      expect(blanked).toHaveLength(lines.length);
      for (const [index, line] of blanked.entries())
        expect(isPartOf(squash(line), squash(lines[index]!))).toBe(true);
    }),
  );
});
