import fc from "fast-check";
import { expect, test } from "vitest";
import { diffTexts } from "../../../../src/adapters/github/diff-texts.ts";
import { attachTexts } from "../../../../src/review/diff/attach-texts.ts";
import { parseDiff } from "../../../../src/review/diff/parse-diff.ts";

test.each<{
  readonly name: string;
  readonly base: string;
  readonly head: string;
  readonly patch: string | null;
}>([
  { name: "equal texts", base: "a\n", head: "a\n", patch: null },
  { name: "a new text", base: "", head: "a\nb\n", patch: "@@ -0,0 +1,2 @@\n+a\n+b" },
  { name: "a text that goes", base: "a\n", head: "", patch: "@@ -1,1 +0,0 @@\n-a" },
  {
    name: "an edit in the middle",
    base: "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
    head: "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
    patch: "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8",
  },
  {
    name: "an insertion between equal lines",
    base: "a\na\n",
    head: "a\na\na\n",
    patch: "@@ -1,2 +1,3 @@\n a\n a\n+a",
  },
  {
    name: "a line feed that goes",
    base: "a\nb\n",
    head: "a\nb",
    patch: "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file",
  },
  { name: "a carriage return that comes", base: "a\n", head: "a\r\n", patch: "@@ -1,1 +1,1 @@\n-a\n+a\r" },
])("$name", ({ base, head, patch }) => {
  expect(diffTexts(base, head)?.patch ?? null).toBe(patch);
});

const line = fc.constantFrom(
  "a",
  "b",
  "",
  " ",
  "-- x",
  "++ y",
  "@@ -1 +1 @@",
  "diff --git a/x b/x",
  "\\ z",
  "\r",
  "\u2028",
);
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, isClosed]) => lines.join("\n") + (isClosed && lines.length > 0 ? "\n" : ""));

test("what is composed is read as one hunk that fits both texts", () => {
  fc.assert(
    fc.property(text, text, (base, head) => {
      const diff = diffTexts(base, head);
      fc.pre(diff !== null);
      expect(diffTexts(base, base)).toBe(null);
      const whole = `diff --git a/f b/f\n--- a/f\n+++ b/f\n${diff.patch}\n`;
      const { files, problems } = parseDiff(whole);
      expect(problems).toEqual([]);
      expect(files.map(({ hunks }) => hunks.length)).toEqual([1]);
      expect(files.map((file) => attachTexts(file, { base, head }).isComplete)).toEqual([true]);
      const kinds = files.flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines.map(({ kind }) => kind)));
      expect(kinds.filter((kind) => kind === "added").length).toBe(diff.additions);
      expect(kinds.filter((kind) => kind === "removed").length).toBe(diff.deletions);
    }),
    { numRuns: 2_000 },
  );
});

test("a megabyte of lines takes no longer than reading it", () => {
  const base = "x\n".repeat(500_000);
  const diff = diffTexts(base, `y\n${base}`);
  expect([diff?.additions, diff?.deletions]).toEqual([1, 0]);
});
