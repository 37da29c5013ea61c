import { describe, expect, test } from "vitest";
import { parseDiff } from "../../../src/review/diff/parse-diff.ts";
import { gitDiff, outlineHunks } from "./diff-outline.ts";

const NEXT = gitDiff("@@ -1 +1 @@\n-1\n+2\n", "next.ts");
const OTHER_LINES = "a hunk has other lines than its header announces";

describe("a diff that is not what it says", () => {
  test.each<[string, string, string, readonly string[]]>([
    ["more lines than counted", "@@ -1 +1 @@\n-a\n+b\n+c\n", OTHER_LINES, ["-1,1 +1,1", "-a", "+b"]],
    ["more lines after a blank one", "@@ -1 +1 @@\n-a\n+b\n\n+c\n", OTHER_LINES, ["-1,1 +1,1", "-a", "+b"]],
    ["fewer lines than counted", "@@ -1,5 +1,5 @@\n a\n", OTHER_LINES, ["-1,1 +1,1", " a"]],
    ["a sign that cannot be", "@@ -1,2 +1,2 @@\n a\n*b\n", OTHER_LINES, ["-1,1 +1,1", " a"]],
    ["lines on the wrong side", "@@ -1,2 +1 @@\n+a\n+b\n", OTHER_LINES, ["-0,0 +1,1", "+a"]],
    ["a header without numbers", "@@ -x +y @@\n-a\n", "a hunk header cannot be read", []],
    ["numbers beyond any file", "@@ -99999999999 +1 @@\n-a\n+b\n", "a hunk header cannot be read", []],
    ["line nought", "@@ -0,1 +1 @@\n-a\n+b\n", "a hunk header cannot be read", []],
    [
      "hunks out of order",
      "@@ -9 +9 @@\n-a\n+b\n@@ -1 +1 @@\n-c\n+d\n",
      "hunks overlap or are out of order",
      ["-9,1 +9,1", "-a", "+b"],
    ],
    ["no hunk at all", "", "the diff names the file and holds none of its lines", []],
  ])("is marked for %s, and the next file is read", (_, body, reason, hunks) => {
    const { files, problems } = parseDiff(gitDiff(body) + NEXT);
    expect(files.map((file) => [file.path, file.unreadable, outlineHunks(file)])).toEqual([
      ["x.ts", reason, hunks],
      ["next.ts", null, ["-1,1 +1,1", "-1", "+2"]],
    ]);
    expect(problems).toEqual([
      {
        line: expect.any(Number),
        message: `The diff of "x.ts" cannot be read in full: ${reason}.`,
        remedy: expect.stringContaining("again"),
      },
    ]);
  });

  test("is marked where it breaks off", () => {
    const { files, problems } = parseDiff(gitDiff("@@ -1,3 +1,3 @@\n a\n-b\n"));
    expect(files[0]?.unreadable).toBe("the diff breaks off in the middle of a hunk");
    expect(problems.map((problem) => problem.line)).toEqual([5]);
  });

  test("goes on with the hunks after one that lies", () => {
    const { files } = parseDiff(gitDiff("@@ -1 +1 @@\n-a\n+b\n+c\n@@ -7 +8 @@\n-d\n+e\n"));
    expect(files.map(outlineHunks)).toEqual([["-1,1 +1,1", "-a", "+b", "-7,1 +8,1", "-d", "+e"]]);
  });

  test.each([
    ["diff --git \nindex 1..2\n", "the diff does not tell the name of the file"],
    ["diff --git a/x\n", "the diff does not tell the name of the file"],
    [
      `diff --git a/${"n".repeat(5_000)} b/${"n".repeat(5_000)}\n`,
      "the name of the file is longer than a path can be",
    ],
    ["diff --git a/x b/x\nindex 1111111..2222222\n", "the diff names the file and holds none of its lines"],
    ["* Unmerged path x\n", "the file has merge conflicts that are not resolved"],
  ])("gives a file with a reason for %j", (text, reason) => {
    const { files, problems } = parseDiff(text);
    expect(files.map((file) => file.unreadable)).toEqual([reason]);
    expect(files[0]?.path.length).toBeLessThanOrEqual(4_096);
    expect(problems).toHaveLength(1);
  });

  test.each([
    ["@@ -1 +1 @@\n-a\n+b\n", "A hunk stands in the diff without the name of a file above it."],
    ["Only in new: x.ts\n", "The diff names a file that only one side has, without its content."],
  ])("tells what it could not give to any file: %j", (text, message) => {
    expect(parseDiff(text)).toEqual({
      files: [],
      problems: [{ line: 1, message, remedy: expect.any(String) }],
    });
  });

  test("does not join the halves of a change of type that do not fit", () => {
    const deleted =
      "diff --git a/x b/x\ndeleted file mode 100644\nindex 1111111..0000000\n--- a/x\n+++ /dev/null\n@@ -5 +0,0 @@\n-one\n";
    const added =
      "diff --git a/x b/x\nnew file mode 120000\nindex 0000000..2222222\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+t\n";
    expect(parseDiff(deleted + added).files.map((file) => file.status)).toEqual(["deleted", "added"]);
  });
});
