import { describe, expect, test } from "vitest";
import { attachTexts } from "../../../src/review/diff/attach-texts.ts";
import { gitDiff, parseOne } from "./diff-outline.ts";

const modified = parseOne(gitDiff("@@ -2,2 +2,2 @@\n-b\n+B\n c\n"));
const added = parseOne(
  "diff --git a/x b/x\nnew file mode 100644\nindex 0000000..2222222\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n",
);
const deleted = parseOne(
  "diff --git a/x b/x\ndeleted file mode 100644\nindex 2222222..0000000\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n",
);
const HUNKS = { base: [{ firstLine: 2, text: "b\nc" }], head: [{ firstLine: 2, text: "B\nc" }] };

describe("attachTexts", () => {
  test("puts whole texts in the place of the excerpts", () => {
    expect(attachTexts(modified, { base: "a\nb\nc\nd\n", head: "a\nB\nc\nd" })).toEqual({
      ...modified,
      base: [{ firstLine: 1, text: "a\nb\nc\nd" }],
      head: [{ firstLine: 1, text: "a\nB\nc\nd" }],
      isComplete: true,
    });
  });

  test.each([
    ["neither text is known", null, null, HUNKS],
    [
      "a line of the base stands elsewhere",
      "b\nc\n",
      "a\nB\nc\n",
      { ...HUNKS, head: [{ firstLine: 1, text: "a\nB\nc" }] },
    ],
    [
      "a line of the head is another",
      "a\nb\nc\n",
      "a\nB \nc\n",
      { ...HUNKS, base: [{ firstLine: 1, text: "a\nb\nc" }] },
    ],
    ["the text is shorter than the hunk", "a\nb\n", "", HUNKS],
  ])("keeps the excerpts of a side where %s", (_, base, head, expected) => {
    expect(attachTexts(modified, { base, head })).toEqual({ ...modified, ...expected, isComplete: false });
  });

  test.each([
    [
      "an added file needs no base",
      added,
      { base: null, head: "a\n" },
      { base: [], head: [{ firstLine: 1, text: "a" }] },
    ],
    [
      "a deleted file needs no head",
      deleted,
      { base: "a", head: null },
      { base: [{ firstLine: 1, text: "a" }], head: [] },
    ],
  ])("knows that %s", (_, file, texts, expected) => {
    expect(attachTexts(file, texts)).toEqual({ ...file, ...expected, isComplete: true });
  });

  test("gives no excerpt for an empty text, and keeps empty lines at the end", () => {
    const mode = parseOne("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n");
    expect(attachTexts(mode, { base: "", head: "" })).toMatchObject({ base: [], head: [], isComplete: true });
    expect(attachTexts(mode, { base: "\n", head: "a\r\n\n" })).toMatchObject({
      base: [{ firstLine: 1, text: "" }],
      head: [{ firstLine: 1, text: "a\r\n" }],
    });
  });
});
