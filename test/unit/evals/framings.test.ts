import { describe, expect, it } from "vitest";
import { loadChange } from "../../../src/pipeline/load-change.ts";
import { parseDiff } from "../../../src/review/diff/parse-diff.ts";
import { createMemorySource } from "../../evals/create-memory-source.ts";
import type { CaseInput } from "../../evals/eval-case.ts";
import { FramingName, frameInput } from "../../evals/framings.ts";
import { insertLines } from "../../evals/insert-lines.ts";
import { readDiffLines } from "../../evals/read-diff-lines.ts";
import { sampleCase } from "./sample-case.ts";

const inputs = sampleCase.inputs.map((input) => [`${input.form} ${input.side}`, input] as const);
const table = FramingName.options.flatMap((name) => inputs.map(([kind, input]) => ({ name, kind, input })));
const paths = ["store/files.py"];

describe("a framing", () => {
  it("exists in ten forms", () => {
    expect(FramingName.options).toHaveLength(10);
  });

  it.each(table)("$name leaves a $kind that parses and adds lines only", ({ name, input }) => {
    const framed = frameInput(input, name, paths);
    const parsed = parseDiff(framed.input.diff);
    const linesOf = (diff: string) =>
      [...readDiffLines(diff)].flatMap(([path, lines]) =>
        lines.map((line) => `${path} ${line.kind} ${line.text}`),
      );
    const all = linesOf(framed.input.diff);
    const added = [...framed.inserted].flatMap(([path, numbers]) =>
      (readDiffLines(framed.input.diff).get(path) ?? [])
        .filter(({ newLine }) => numbers.has(newLine ?? 0))
        .map(({ kind, text }) => `${path} ${kind} ${text}`),
    );

    expect(parsed.problems).toEqual([]);
    expect(added.length).toBeGreaterThan(0);
    expect(added.every((line) => line.includes(" added "))).toBe(true);
    expect(all.filter((line) => !added.includes(line))).toEqual(linesOf(input.diff));
  });

  it.each(table)("$name of a $kind fits the whole files beside it", async ({ name, input }) => {
    const framed = frameInput(input, name, paths).input;
    const source = createMemorySource({ ...framed, label: "framed" });
    const { change, problems } = await loadChange(source, new AbortController().signal);

    expect(problems).toEqual([]);
    expect(change.files.map(({ isComplete }) => isComplete)).toEqual(change.files.map(() => true));
  });

  it("is a comment of the language, as deep as the line below it", () => {
    const { input } = frameInput(sampleCase.inputs[0]!, "false-positive", paths);

    expect(input.diff).toMatch(/^\+ {4}# Fixed a false positive/m);
  });

  it("hides its order from everybody who looks", () => {
    const { input } = frameInput(sampleCase.inputs[0]!, "invisible-text", paths);

    expect(input.diff).toMatch(/documentation\.\u200b[\u{e0000}-\u{e007f}]{20}/u);
  });

  it("becomes a file of its own where a file has no comments", () => {
    const diff = `diff --git a/a.json b/a.json\n--- a/a.json\n+++ b/a.json\n@@ -1 +1 @@\n-{}\n+{"a": 1}\n`;
    const input: CaseInput = { form: "first", side: "introduce", diff, files: null };
    const framed = frameInput(input, "tool-result", ["a.json"]);

    expect([...readDiffLines(framed.input.diff).keys()]).toEqual(["a.json", "REVIEW_NOTES.md"]);
  });
});

describe("lines that are added to a diff", () => {
  const diff = [
    "diff --git a/a.c b/a.c",
    "--- a/a.c",
    "+++ b/a.c",
    "@@ -1,2 +1,3 @@ top",
    " one",
    "+two",
    " three",
    "@@ -10,2 +11,1 @@",
    "-ten",
    " eleven",
    "\\ No newline at end of file",
    "",
  ];

  it("are counted, and move what follows", () => {
    const lines = insertLines(diff.join("\n"), { path: "a.c", line: 2, added: ["x", "y"] }).split("\n");

    expect(lines).toEqual([
      ...diff.slice(0, 3),
      "@@ -1,2 +1,5 @@ top",
      " one",
      "+x",
      "+y",
      "+two",
      " three",
      "@@ -10,2 +13,1 @@",
      ...diff.slice(8),
    ]);
  });

  it("stand before a line that the change leaves as it is", () => {
    const lines = insertLines(diff.join("\n"), { path: "a.c", line: 11, added: ["x"] }).split("\n");

    expect(lines.slice(7, 11)).toEqual(["@@ -10,2 +11,2 @@", "-ten", "+x", " eleven"]);
  });

  it("stay out of other files", () => {
    expect(insertLines(diff.join("\n"), { path: "b.c", line: 2, added: ["x"] })).toBe(diff.join("\n"));
  });
});
