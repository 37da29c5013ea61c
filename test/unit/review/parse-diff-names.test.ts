import { describe, expect, test } from "vitest";
import { parseOne } from "./diff-outline.ts";

const HUNK = "@@ -1 +1 @@\n-1\n+2\n";

function headed(names: string, sides: readonly [string, string]): string {
  return `diff --git ${names}\nindex 1111111..2222222 100644\n--- ${sides[0]}\n+++ ${sides[1]}\n${HUNK}`;
}

describe("the path of a file", () => {
  test.each<[string, string, [string, string], string]>([
    ["the usual prefixes", "a/src/x.ts b/src/x.ts", ["a/src/x.ts", "b/src/x.ts"], "src/x.ts"],
    ["no prefixes", "src/x.ts src/x.ts", ["src/x.ts", "src/x.ts"], "src/x.ts"],
    ["no prefixes in a directory that is named like one", "b/x.ts b/x.ts", ["b/x.ts", "b/x.ts"], "b/x.ts"],
    ["index and working tree", "i/x.ts w/x.ts", ["i/x.ts", "w/x.ts"], "x.ts"],
    ["commit and working tree", "c/x.ts w/x.ts", ["c/x.ts", "w/x.ts"], "x.ts"],
    ["prefixes of one's own", "before/d/x.ts after/d/x.ts", ["before/d/x.ts", "after/d/x.ts"], "d/x.ts"],
    ["spaces", "a/my file b/my file", ["a/my file\t", "b/my file\t"], "my file"],
    ["a name that looks like two", "a/x b/x b/x b/x", ["a/x b/x\t", "b/x b/x\t"], "x b/x"],
    ["a directory like the prefix", "a/a/b/x b/a/b/x", ["a/a/b/x", "b/a/b/x"], "a/b/x"],
    [
      "octal bytes",
      '"a/\\303\\274.ts" "b/\\303\\274.ts"',
      ['"a/\\303\\274.ts"', '"b/\\303\\274.ts"'],
      "ü.ts",
    ],
    ["Unicode without quotes", "a/日本語 b/日本語", ["a/日本語", "b/日本語"], "日本語"],
    [
      "C escapes",
      '"a/\\t\\"\\\\\\n\\a" "b/\\t\\"\\\\\\n\\a"',
      ['"a/\\t\\"\\\\\\n\\a"', '"b/\\t\\"\\\\\\n\\a"'],
      '\t"\\\n\u0007',
    ],
    ["bytes that are not UTF-8", '"a/\\377" "b/\\377"', ['"a/\\377"', '"b/\\377"'], "\uFFFD"],
  ])("is found with %s", (_, names, sides, path) => {
    expect(parseOne(headed(names, sides))).toMatchObject({ path, previousPath: null, status: "modified" });
  });

  test.each([
    ["rename from", "rename to", "renamed"],
    ["copy from", "copy to", "copied"],
  ])("comes from %s, quoted or not", (from, to, status) => {
    const text = `diff --git a/plain "b/\\303\\274"\nsimilarity index 100%\n${from} plain\n${to} "\\303\\274"\n`;
    expect(parseOne(text)).toMatchObject({ path: "ü", previousPath: "plain", status });
  });

  test.each([
    ["--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+1\n", "added", "x"],
    ["--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n", "deleted", "x"],
    [`--- x.orig\n+++ x\n${HUNK}`, "modified", "x"],
    [`--- a/x\n+++ b/y\n${HUNK}`, "modified", "y"],
    [`--- x.c\t(revision 1)\n+++ x.c\t(working copy)\n${HUNK}`, "modified", "x.c"],
  ])("is found without a git header in %j", (text, status, path) => {
    expect(parseOne(text)).toMatchObject({ path, status });
  });
});
