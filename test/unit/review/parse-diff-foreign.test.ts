import { describe, expect, test } from "vitest";
import { parseDiff } from "../../../src/review/diff/parse-diff.ts";
import { gitDiff } from "./diff-outline.ts";

const HUNK = "@@ -1 +1 @@\n-1\n+2\n";
const FILE = gitDiff(HUNK);
const CONTEXT = "*** a.c\n--- b.c\n***************\n*** 1 ****\n! 1\n--- 1 ----\n! 2\n";
const INDENTED = "  --- a/y\n  +++ b/y\n  @@ -1,2 +1,2 @@\n   k\n  -1\n  +2\n";

describe("a header whose lines name different files", () => {
  test.each([
    ["another file", "a/yarn.lock b/yarn.lock\n--- a/src/auth.py\n+++ b/src/auth.py\n", "src/auth.py"],
    ["one with the same end", "a/auth.py b/auth.py\n--- a/src/auth.py\n+++ b/src/auth.py\n", "src/auth.py"],
    ["another new side", "a/x b/x\n--- a/x\n+++ b/y\n", "y"],
    ["another old side", "a/x b/x\n--- a/y\n+++ b/x\n", "x"],
    ["a second old side", "a/x b/x\n--- a/x\n--- a/y\n+++ b/x\n", "x"],
    ["another file that goes", "a/x b/x\n--- a/y\n+++ /dev/null\n", "y"],
    ["another file that comes", "a/x b/x\n--- /dev/null\n+++ b/y\n", "y"],
    ["two files in the git line", "a/y b/x a/z/x\n--- a/y\n+++ /dev/null\n", "y"],
    ["a quoted other file", '"a/\\303\\274" "b/\\303\\274"\n--- a/y\n+++ b/y\n', "y"],
    ["another rename", "a/o b/n\nrename from o\nrename to n\n--- a/y\n+++ b/y\n", "y"],
    ["another git line over a rename", "a/o b/x\nrename from o\nrename to n\n", "n"],
    ["a deeper rename", "a/s/o b/s/n\nrename from o\nrename to n\n--- a/s/o\n+++ b/s/n\n", "s/n"],
  ])("is reported, and the sides are taken: %s", (_, header, path) => {
    const { files, problems } = parseDiff(`${FILE}diff --git ${header}${header.includes("+++") ? HUNK : ""}`);
    expect(files.at(-1)?.path).toBe(path);
    expect(problems).toContainEqual({
      line: 8,
      message: `The lines above the hunks of ${JSON.stringify(path)} name different files.`,
      remedy: expect.any(String),
    });
  });

  test("is reported for a merge", () => {
    const { files, problems } = parseDiff(
      `diff --cc yarn.lock\n--- a/src/auth.py\n+++ b/src/auth.py\n${HUNK}`,
    );
    expect([files.map(({ path }) => path), problems.length]).toEqual([["src/auth.py"], 1]);
  });

  test.each([
    "a/x b/x\n--- a/x\t2026-01-01\n+++ b/x\t2026-01-02\n",
    "x x\n--- x\n+++ x\n",
    "a/x b/x\n--- x\n+++ x\n",
    "before/o after/d/n\nrename from o\nrename to d/n\n--- before/o\n+++ after/d/n\n",
    'a/o p "b/\\303\\274"\ncopy from o p\ncopy to "\\303\\274"\n--- a/o p\t\n+++ "b/\\303\\274"\n',
    "old/x new/x\nnew file mode 100644\n--- /dev/null\n+++ new/x\n",
  ])("is not seen in %j", (header) => {
    expect(parseDiff(`diff --git ${header}${HUNK}`).problems).toEqual([]);
  });
});

describe("a diff that is not unified", () => {
  test.each<[string, string, string, number]>([
    ["a context diff", CONTEXT, "a context diff", 4],
    ["a context diff with the name of a function", CONTEXT.replace("**\n", "** f()\n"), "a context diff", 4],
    ["an indented context diff", CONTEXT.replaceAll(/^/gm, "  "), "a context diff", 4],
    ["an indented unified diff", INDENTED, "an indented diff", 3],
    ["one indented by a tab", INDENTED.replaceAll(/^ {2}/gm, "\t"), "an indented diff", 3],
    ["lines between name and hunk", INDENTED.replace("  @@", "\n\n\n\n  @@"), "an indented diff", 7],
    ["a normal change", "3c3\n< a\n---\n> b\n", "a normal diff", 2],
    ["a normal change of many lines", "3,4c3,5\n< a\n", "a normal diff", 2],
    ["a normal deletion", "3d2\n< a\n", "a normal diff", 2],
    ["a normal addition", "3a4\n> a\n", "a normal diff", 2],
    ["a normal change with carriage returns", "3c3\r\n< a\r\n---\r\n> b\r\n", "a normal diff", 2],
  ])("is reported once before, between and after files: %s", (_, foreign, kind, at) => {
    const { files, problems } = parseDiff(`${foreign}${foreign}${FILE}\n${foreign}${FILE}\n${foreign}`);
    const length = foreign.split("\n").length - 1;
    const message = `The text holds what looks like a change written as ${kind}, which is not read.`;
    const lines = [at, 2 * length + 8 + at, 3 * length + 16 + at];
    expect(files).toHaveLength(2);
    expect(problems).toEqual(
      lines.map((line) => ({ line, message, remedy: expect.stringContaining("unified") })),
    );
  });

  test.each([
    "***************\nA heading\n***************\n",
    "*** Note ***\n--- and dashes\n",
    "> quoted\n< and back\n3c3\nis what diff said\n> later\n",
    "  @@ -1,2 +1,2 @@ is a hunk header\n",
    "  --- a/x\n  +++ b/x\n  and then some @@ signs\n",
    " x.ts | 3 +--\n 1 file changed\n",
  ])("is not seen in %j", (prose) => {
    expect(parseDiff(`${prose}${FILE}-- \n2.40\n\n${prose}`).problems).toEqual([]);
  });

  test("is looked for in linear time", () => {
    const lines = [`${" ".repeat(2_000_000)}x`, `${"1".repeat(2_000_000)}x`, `1c${"1".repeat(2_000_000)}x`];
    const started = performance.now();
    expect(parseDiff(`${lines.join("\n")}\n${"3c3\n".repeat(200_000)}`).problems).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
