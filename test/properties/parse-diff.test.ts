import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChangedFile, DiffLine, Excerpt } from "../../src/domain/change-set.ts";
import { attachTexts } from "../../src/review/diff/attach-texts.ts";
import { parseDiff } from "../../src/review/diff/parse-diff.ts";
import { diffTreePairs } from "../git/diff-tree-pairs.ts";
import { type Entry, type TreePair, treePair } from "../git/random-trees.ts";

const trees = Number(process.env["ASSAY_DIFF_TREES"] ?? (process.env["CI"] ? 20_000 : 2_000));
const seed = Number(process.env["ASSAY_DIFF_SEED"] ?? Date.now() % 2_147_483_647);
const BATCH = 500;

// What settings and habits of people do to a diff; each batch of trees takes the next.
const OPTIONS: readonly (readonly string[])[] = [
  [],
  ["--no-prefix"],
  ["-U0", "--src-prefix=i/", "--dst-prefix=w/"],
  ["-C", "--find-copies-harder"],
  ["-U1", "--src-prefix=before/", "--dst-prefix=after/", "--minimal"],
  ["--no-renames", "--patience", "--inter-hunk-context=3"],
];

/** The text that git compares: for a submodule a line of its own making. */
function textOf(entry: Entry | undefined): string {
  if (entry === undefined) return "";
  return entry.mode === "160000" ? `Subproject commit ${entry.content}\n` : entry.content;
}

function linesOf(entry: Entry | undefined): string[] {
  const lines = textOf(entry).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function textAt(excerpts: readonly Excerpt[], line: number): string | undefined {
  const held = excerpts.find(
    ({ firstLine, text }) => line >= firstLine && line < firstLine + text.split("\n").length,
  );
  return held?.text.split("\n")[line - held.firstLine];
}

function checkLine(
  file: ChangedFile,
  line: DiffLine,
  base: readonly string[],
  head: readonly string[],
): void {
  expect({ kind: line.kind, old: line.oldLine === null, new: line.newLine === null }).toEqual({
    kind: line.kind,
    old: line.kind === "added",
    new: line.kind === "removed",
  });
  if (line.oldLine !== null) {
    expect(base[line.oldLine - 1]).toBe(line.text);
    expect(textAt(file.base, line.oldLine)).toBe(line.text);
  }
  if (line.newLine !== null) {
    expect(head[line.newLine - 1]).toBe(line.text);
    expect(textAt(file.head, line.newLine)).toBe(line.text);
  }
}

/** The head as the hunks make it out of the base: equal to the real one only if no change was missed. */
function applyHunks(file: ChangedFile, base: readonly string[]): string[] {
  const head: string[] = [];
  let next = 0;
  for (const hunk of file.hunks) {
    const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    head.push(...base.slice(next, start));
    head.push(...hunk.lines.filter((line) => line.kind !== "removed").map((line) => line.text));
    next = start + hunk.oldLines;
  }
  return [...head, ...base.slice(next)];
}

function typeOf(entry: Entry): string {
  return entry.mode.slice(0, 3);
}

function possibleStatuses(file: ChangedFile, pair: TreePair): readonly string[] {
  // Of several files made out of one that is gone, git calls one renamed and the others copied.
  if (file.previousPath !== null)
    return pair.head.has(file.previousPath) ? ["copied"] : ["renamed", "copied"];
  return [expectedStatus(file, pair)];
}

function expectedStatus(file: ChangedFile, pair: TreePair): string {
  const before = pair.base.get(file.path);
  const after = pair.head.get(file.path);
  if (before === undefined) return "added";
  if (after === undefined) return "deleted";
  if (typeOf(before) !== typeOf(after)) return "type-changed";
  return before.content === after.content ? "mode-changed" : "modified";
}

function expectedKind(before: Entry | undefined, after: Entry | undefined): string {
  const type = (after ?? before)?.mode;
  if (type === "120000") return "symlink";
  if (type === "160000") return "submodule";
  // Git does not look into a file of which it shows nothing.
  if (before?.content === after?.content) return "text";
  const texts = [before, after].filter((entry) => entry?.mode.startsWith("100"));
  return texts.some((entry) => textOf(entry).includes("\0")) ? "binary" : "text";
}

function checkFile(file: ChangedFile, pair: TreePair): void {
  const before = pair.base.get(file.previousPath ?? file.path);
  const after = pair.head.get(file.path);
  expect(possibleStatuses(file, pair)).toContain(file.status);
  expect(file).toMatchObject({
    kind: expectedKind(before, after),
    oldMode: before?.mode ?? null,
    newMode: after?.mode ?? null,
    unreadable: null,
  });
  const isText = [before, after].every((entry) => !textOf(entry).includes("\0"));
  if (!isText) return;
  const [base, head] = [linesOf(before), linesOf(after)];
  for (const hunk of file.hunks) for (const line of hunk.lines) checkLine(file, line, base, head);
  expect(applyHunks(file, base)).toEqual(head);
  const texts = { base: textOf(before), head: textOf(after) };
  expect(attachTexts(file, texts).isComplete).toBe(true);
}

function checkPair(pair: TreePair, diff: string): void {
  const { files, problems } = parseDiff(diff);
  expect(problems).toEqual([]);
  const paths = new Set([...pair.base.keys(), ...pair.head.keys()]);
  const changed = [...paths].filter((path) => {
    const [before, after] = [pair.base.get(path), pair.head.get(path)];
    return before?.mode !== after?.mode || before?.content !== after?.content;
  });
  // A copy leaves its source as it was.
  const named = files.flatMap((file) => [
    file.path,
    ...(file.status === "renamed" ? [file.previousPath] : []),
  ]);
  expect(named.toSorted()).toEqual(changed.toSorted());
  for (const file of files) checkFile(file, pair);
}

describe("parseDiff", () => {
  test(`puts every line of the diffs of ${trees} random trees where git has it`, { timeout: 600_000 }, () => {
    for (let start = 0; start < trees; start += BATCH) {
      const pairs = fc.sample(treePair, { numRuns: Math.min(BATCH, trees - start), seed: seed + start });
      const diffs = diffTreePairs(pairs, OPTIONS[(start / BATCH) % OPTIONS.length]);
      expect(diffs).toHaveLength(pairs.length);
      for (const [index, pair] of pairs.entries()) {
        try {
          checkPair(pair, diffs[index]!);
        } catch (error) {
          const at = `ASSAY_DIFF_SEED=${seed}, tree ${start + index}`;
          throw new Error(`${at}:\n${JSON.stringify(diffs[index])}`, { cause: error });
        }
      }
    }
  });

  test("never throws, and keeps its promises, whatever is done to a diff", () => {
    const diffs = diffTreePairs(fc.sample(treePair, { numRuns: 100, seed })).filter((diff) => diff !== "");
    const cut = fc.tuple(
      fc.nat(),
      fc.nat({ max: 20 }),
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom("\n", "\n@@ -1 +1 @@\n", "\n-", "\n+", "\n--- a\n+++ b\n", "9", " "),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...diffs), fc.array(cut, { maxLength: 5 }), (diff, cuts) => {
        let text = diff;
        for (const [at, length, added] of cuts) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + added + text.slice(start + length);
        }
        for (const file of parseDiff(text).files) checkShape(file);
      }),
      { numRuns: 5_000, seed },
    );
  });

  test("never throws on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
        expect(parseDiff(text)).toBeDefined();
      }),
      { numRuns: 1_000, seed },
    );
  });
});

/** What holds for every file, readable or not: counts agree with lines, and lines are numbered without gaps. */
function checkShape(file: ChangedFile): void {
  for (const hunk of file.hunks) {
    const old = hunk.lines.flatMap((line) => line.oldLine ?? []);
    const head = hunk.lines.flatMap((line) => line.newLine ?? []);
    expect(old).toEqual(Array.from({ length: hunk.oldLines }, (_, index) => hunk.oldStart + index));
    expect(head).toEqual(Array.from({ length: hunk.newLines }, (_, index) => hunk.newStart + index));
  }
}
