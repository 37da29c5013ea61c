import { describe, expect, test } from "vitest";
import { createDiffSource } from "../../../src/adapters/git/create-diff-source.ts";
import { loadChange } from "../../../src/pipeline/load-change.ts";
import type { ChangeSource } from "../../../src/pipeline/ports.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const DIFF = `diff --git a/x b/x\nindex ${A}..${B} 100644\n--- a/x\n+++ b/x\n@@ -2 +2 @@\n-old\n+new\n`;
const { signal } = new AbortController();

function createSource(texts: Readonly<Record<string, string>>): ChangeSource {
  return {
    readDiff: () => Promise.resolve({ text: DIFF, base: A, head: "not a commit", label: "test" }),
    readBlobs: (names) =>
      Promise.resolve(new Map(names.flatMap((name) => (name in texts ? [[name, texts[name]!]] : [])))),
    openSnapshot: () => null,
    readAttributes: (paths) =>
      Promise.resolve(new Map(paths.map((path) => [path, new Map([["linguist-generated", "set"]])]))),
  };
}

describe("loadChange", () => {
  test("puts diff, whole texts and attributes together", async () => {
    const loaded = await loadChange(createSource({ [A]: "1\nold\n", [B]: "1\nnew\n" }), signal);
    expect(loaded).toMatchObject({
      change: {
        base: A,
        head: null,
        label: "test",
        files: [
          {
            path: "x",
            base: [{ firstLine: 1, text: "1\nold" }],
            head: [{ firstLine: 1, text: "1\nnew" }],
            isComplete: true,
          },
        ],
      },
      attributes: new Map([["x", new Map([["linguist-generated", "set"]])]]),
      problems: [],
    });
  });

  test("keeps to the hunks where a text is missing", async () => {
    const { change, problems } = await loadChange(createSource({ [A]: "1\nold\n" }), signal);
    expect(change.files[0]).toMatchObject({ head: [{ firstLine: 2, text: "new" }], isComplete: false });
    expect(problems).toEqual([]);
  });

  test("says where a text is not the one of the diff", async () => {
    const { change, problems } = await loadChange(createSource({ [A]: "1\nold\n", [B]: "new\n" }), signal);
    expect(change.files[0]).toMatchObject({ head: [{ firstLine: 2, text: "new" }], isComplete: false });
    expect(problems.map((problem) => problem.message)).toEqual([
      'The stored text of "x" is not the one that the diff was made of.',
    ]);
  });

  test("reads a diff of which nothing else is known", async () => {
    const { change, attributes } = await loadChange(
      createDiffSource({ text: DIFF, label: "change.diff" }),
      signal,
    );
    expect(change).toMatchObject({
      base: null,
      head: null,
      label: "change.diff",
      files: [{ path: "x", isComplete: false }],
    });
    expect(attributes).toEqual(new Map());
  });

  test("takes an empty diff for an empty change", async () => {
    expect((await loadChange(createDiffSource({ text: "\n", label: "-" }), signal)).change.files).toEqual([]);
  });

  test("refuses a text that is no diff", async () => {
    await expect(loadChange(createDiffSource({ text: "hello\n", label: "-" }), signal)).rejects.toMatchObject(
      {
        code: "DIFF_UNREADABLE",
        remedy: expect.stringContaining("git diff"),
      },
    );
  });
});
