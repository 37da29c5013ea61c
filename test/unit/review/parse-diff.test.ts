import { describe, expect, test } from "vitest";
import { parseDiff, parsePatch } from "../../../src/review/diff/parse-diff.ts";
import { gitDiff, outlineHunks, parseOne } from "./diff-outline.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const ZERO = "0".repeat(40);

describe("parseDiff", () => {
  test("reads a modified file whole: numbers, blobs, modes and excerpts", () => {
    const text = [
      "diff --git a/src/x.ts b/src/x.ts",
      `index ${A}..${B} 100644`,
      "--- a/src/x.ts",
      "+++ b/src/x.ts",
      "@@ -4,3 +4,4 @@ function f() {",
      " one",
      "-two",
      "+TWO",
      "+and a half",
      " three",
      "",
    ].join("\n");

    expect(parseDiff(text)).toEqual({
      problems: [],
      files: [
        {
          path: "src/x.ts",
          previousPath: null,
          status: "modified",
          kind: "text",
          oldMode: "100644",
          newMode: "100644",
          oldBlob: A,
          newBlob: B,
          hunks: [
            {
              index: 0,
              oldStart: 4,
              oldLines: 3,
              newStart: 4,
              newLines: 4,
              lines: [
                { kind: "context", text: "one", oldLine: 4, newLine: 4 },
                { kind: "removed", text: "two", oldLine: 5, newLine: null },
                { kind: "added", text: "TWO", oldLine: null, newLine: 5 },
                { kind: "added", text: "and a half", oldLine: null, newLine: 6 },
                { kind: "context", text: "three", oldLine: 6, newLine: 7 },
              ],
            },
          ],
          base: [{ firstLine: 4, text: "one\ntwo\nthree" }],
          head: [{ firstLine: 4, text: "one\nTWO\nand a half\nthree" }],
          isComplete: false,
          unreadable: null,
        },
      ],
    });
  });

  test.each(["", "\n\n", "only prose\n--- and dashes\n"])("finds no file and no problem in %j", (text) => {
    expect(parseDiff(text)).toEqual({ files: [], problems: [] });
  });

  const shapes: readonly (readonly [string, string, Record<string, unknown>])[] = [
    [
      "an added file",
      `diff --git a/x b/x\nnew file mode 100755\nindex ${ZERO}..${B}\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+one\n`,
      { path: "x", status: "added", oldMode: null, newMode: "100755", oldBlob: null, newBlob: B, base: [] },
    ],
    [
      "an added empty file",
      "diff --git a/e b/e\nnew file mode 100644\nindex 0000000..e69de29\n",
      { path: "e", status: "added", hunks: [], unreadable: null },
    ],
    [
      "a deleted file",
      `diff --git a/x b/x\ndeleted file mode 100644\nindex ${A}..${ZERO}\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n`,
      { path: "x", status: "deleted", oldMode: "100644", newMode: null, oldBlob: A, newBlob: null, head: [] },
    ],
    [
      "a rename without changes",
      "diff --git a/old name b/new name\nsimilarity index 100%\nrename from old name\nrename to new name\n",
      { path: "new name", previousPath: "old name", status: "renamed", hunks: [], newMode: null },
    ],
    [
      "modes and blobs of a rename without changes, from raw lines",
      `:120000 120000 ${A} ${A} R100\told\tnew\n\ndiff --git a/old b/new\nsimilarity index 100%\nrename from old\nrename to new\n`,
      { path: "new", kind: "symlink", oldMode: "120000", newMode: "120000", oldBlob: A, newBlob: A },
    ],
    [
      "a copy",
      "diff --git a/one b/two\nsimilarity index 90%\ncopy from one\ncopy to two\nindex 1..2 100644\n--- a/one\n+++ b/two\n@@ -1 +1 @@\n-1\n+2\n",
      { path: "two", previousPath: "one", status: "copied" },
    ],
    [
      "a new mode",
      "diff --git a/run me b/run me\nold mode 100644\nnew mode 100755\n",
      { path: "run me", status: "mode-changed", oldMode: "100644", newMode: "100755" },
    ],
    [
      "a new mode with new content",
      "diff --git a/x b/x\nold mode 100644\nnew mode 100755\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n",
      { path: "x", status: "modified", oldMode: "100644", newMode: "100755" },
    ],
    [
      "a symbolic link",
      "diff --git a/l b/l\nnew file mode 120000\nindex 0000000..2\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+../../secret\n\\ No newline at end of file\n",
      { path: "l", status: "added", kind: "symlink", head: [{ firstLine: 1, text: "../../secret" }] },
    ],
    [
      "a submodule",
      `diff --git a/lib b/lib\nindex ${A}..${B} 160000\n--- a/lib\n+++ b/lib\n@@ -1 +1 @@\n-Subproject commit ${A}\n+Subproject commit ${B}\n`,
      { path: "lib", status: "modified", kind: "submodule" },
    ],
    [
      "a submodule in the style of --submodule=log",
      "Submodule my lib 1234567..89abcde:\n  > a commit\n",
      { path: "my lib", kind: "submodule" },
    ],
    [
      "a binary file",
      "diff --git a/i.png b/i.png\nindex 1111111..2222222 100644\nBinary files a/i.png and b/i.png differ\n",
      { path: "i.png", kind: "binary", status: "modified", unreadable: null },
    ],
    [
      "a binary patch, whose lines are passed over",
      "diff --git a/i.png b/i.png\nindex 1111111..2222222 100644\nGIT binary patch\nliteral 5\nMcmZQzWMT#Y01f~L\n\nliteral 0\nHcmV?d00001\n\n",
      { path: "i.png", kind: "binary", hunks: [] },
    ],
    [
      "a binary file of diff -r",
      "Binary files old/i.png and new/i.png differ\n",
      { path: "i.png", kind: "binary" },
    ],
    ["a file with conflicts, as unreadable", "* Unmerged path src/x.ts\n", { path: "src/x.ts" }],
  ];

  test.each(shapes)("reads %s", (_, text, expected) => {
    const { files } = parseDiff(text);
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject(expected);
  });

  test("joins the two halves of a change of type", () => {
    const text = [
      `diff --git a/x b/x\ndeleted file mode 100644\nindex ${A}..${ZERO}\n--- a/x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-one\n-two\n`,
      `diff --git a/x b/x\nnew file mode 120000\nindex ${ZERO}..${B}\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+target\n\\ No newline at end of file\n`,
    ].join("");
    const file = parseOne(text);
    expect(file).toMatchObject({
      status: "type-changed",
      kind: "symlink",
      oldMode: "100644",
      newMode: "120000",
    });
    expect(file).toMatchObject({ oldBlob: A, newBlob: B, base: [{ firstLine: 1, text: "one\ntwo" }] });
    expect(outlineHunks(file)).toEqual(["-1,2 +1,1", "-one", "-two", "+target"]);
  });

  test("reads the first-parent view of a merge", () => {
    const text = [
      "diff --cc f",
      "index ab03030,c37069f..71a735a",
      "--- a/f",
      "+++ b/f",
      "@@@ -1,6 -1,6 +1,6 @@@",
      " -1",
      " +one",
      "  2",
      "- four-m",
      " -four-o",
      "++four-both",
      "  5",
      "--6",
      "+ seven",
      "++extra",
      "- 7",
      "",
    ].join("\n");
    const { files } = parseDiff(text);
    expect(
      files.map((file) => ({ path: file.path, unreadable: file.unreadable, hunks: outlineHunks(file) })),
    ).toEqual([
      {
        path: "f",
        unreadable: null,
        hunks: ["-1,6 +1,6", " one", " 2", "-four-m", "+four-both", " 5", "-6", "+seven", "+extra", "-7"],
      },
    ]);
  });

  test("keeps carriage returns and other separators inside their lines", () => {
    const file = parseOne(gitDiff("@@ -1,2 +1,3 @@\n-a\r\n+b\r\n+c\rd\u2028e\u0085\n \r\n"));
    expect(outlineHunks(file)).toEqual(["-1,2 +1,3", "-a\r", "+b\r", "+c\rd\u2028e\u0085", " \r"]);
  });

  test("takes content that looks like a header for content", () => {
    const body =
      "@@ -1,4 +1,4 @@\n--- a/y\n-diff --git a/y b/y\n-@@ -1 +1 @@\n+++ b/y\n+-- \n+@@ -9 +9 @@\n \\ No newline\n";
    expect(outlineHunks(parseOne(gitDiff(body)))).toEqual([
      "-1,4 +1,4",
      "--- a/y",
      "-diff --git a/y b/y",
      "-@@ -1 +1 @@",
      "+++ b/y",
      "+-- ",
      "+@@ -9 +9 @@",
      " \\ No newline",
    ]);
  });

  test("reads plain diffs one after the other", () => {
    const text = [
      "diff -ruN old/src/a.c new/src/a.c",
      "--- old/src/a.c\t2026-01-01 10:00:00.000000000 +0000",
      "+++ new/src/a.c\t2026-01-02 10:00:00.000000000 +0000",
      "@@ -1 +1 @@",
      "-1",
      "+2",
      "--- old/b c.txt\t1970-01-01 00:00:00.000000000 +0000",
      "+++ new/b c.txt\t2026-01-02 10:00:00.000000000 +0000",
      "@@ -0,0 +1 @@",
      "+new",
      "",
    ].join("\n");
    const { files, problems } = parseDiff(text);
    expect(problems).toEqual([]);
    expect(files.map(({ path, status }) => [path, status])).toEqual([
      ["src/a.c", "modified"],
      ["b c.txt", "added"],
    ]);
  });

  test("passes over the mail around a patch, its signature included", () => {
    const patch = `${gitDiff("@@ -1,2 +1 @@\n a\n-b\n")}-- \n2.39.5\n\n`;
    const mail = "From 0123 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] x\n\n- a point\n---\n x.ts | 1 -\n\n";
    const { files, problems } = parseDiff(mail + patch + mail + patch);
    expect(problems).toEqual([]);
    expect(files.map(outlineHunks)).toEqual([
      ["-1,2 +1,1", " a", "-b"],
      ["-1,2 +1,1", " a", "-b"],
    ]);
  });

  test("reads a diff whose every line was given a carriage return", () => {
    const file = parseOne(gitDiff("@@ -1 +1 @@\n-a\n+b\n").replaceAll("\n", "\r\n"));
    expect([file.path, ...outlineHunks(file)]).toEqual(["x.ts", "-1,1 +1,1", "-a\r", "+b\r"]);
  });

  test("reads empty lines whose blank an editor took away, and a byte order mark", () => {
    const file = parseOne(`\uFEFF${gitDiff("@@ -1,3 +1,3 @@\n-a\n+b\n\n c\n")}`);
    expect(outlineHunks(file)).toEqual(["-1,3 +1,3", "-a", "+b", " ", " c"]);
  });

  test("reads 100,000 hunks", () => {
    const hunks = Array.from(
      { length: 100_000 },
      (_, index) => `@@ -${index * 9 + 1} +${index * 9 + 1} @@\n-a\n+b\n`,
    );
    const file = parseOne(gitDiff(hunks.join("")));
    expect(file.hunks).toHaveLength(100_000);
    expect(file.hunks.at(-1)).toMatchObject({ index: 99_999, oldStart: 899_992 });
  });

  test("reads one line of ten megabytes", () => {
    const line = "x".repeat(10_000_000);
    const file = parseOne(gitDiff(`@@ -0,0 +1 @@\n+${line}\n`));
    expect(file.hunks[0]?.lines[0]?.text.length).toBe(10_000_000);
  });
});

describe("parsePatch", () => {
  const file = parseOne("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n");

  test("fills a file with the hunks of a patch that has no header", () => {
    const filled = parsePatch("@@ -1 +1,2 @@\n-a\n+b\n+c\n\\ No newline at end of file", file);
    expect(filled).toMatchObject({
      path: "x",
      base: [{ firstLine: 1, text: "a" }],
      head: [{ firstLine: 1, text: "b\nc" }],
      unreadable: null,
    });
    expect(outlineHunks(filled)).toEqual(["-1,1 +1,2", "-a", "+b", "+c"]);
  });

  test.each(["@@ -1,9 +1 @@\n-a\n", "no hunk at all", "@@ nonsense @@\n", "@@ -1 +1 @@\n-a\n+b\n+c\n"])(
    "marks the file where the patch is not what it says: %j",
    (patch) => {
      expect(parsePatch(patch, file).unreadable).toEqual(expect.any(String));
    },
  );
});
