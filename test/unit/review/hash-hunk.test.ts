import { expect, test } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import type { UnitHunk } from "../../../src/domain/unit.ts";
import { createHunkHasher } from "../../../src/review/units/hash-hunk.ts";

const hunk: UnitHunk = {
  ref: { file: 0, hunk: 0 },
  label: "0.0",
  path: RepoPath.parse("src/a.ts"),
  scope: "load",
  lines: [
    { kind: "surrounding", oldLine: null, newLine: 1, text: "function load() {", isCut: false },
    { kind: "added", oldLine: null, newLine: 2, text: "  run(input);", isCut: false },
    { kind: "removed", oldLine: 2, newLine: null, text: "  run(clean(input));", isCut: false },
  ],
};
const [first, second, third] = hunk.lines;
const guard: UnitHunk = { ...hunk, ref: { file: 0, hunk: 1 }, label: "0.1", scope: "allow" };
const hashAmong = (one: UnitHunk, others: readonly UnitHunk[]) => createHunkHasher([one, ...others])(one.ref);
const hashHunk = (one: UnitHunk) => hashAmong(one, []);

test("a hunk that only moved has the same hash", () => {
  const lines = hunk.lines.map((line) => ({
    ...line,
    oldLine: line.oldLine === null ? null : line.oldLine + 9,
    newLine: line.newLine === null ? null : line.newLine + 7,
  }));
  expect(hashHunk({ ...hunk, ref: { file: 4, hunk: 2 }, label: "4.2", lines })).toBe(hashHunk(hunk));
  expect(hashHunk(hunk)).toMatch(/^[0-9a-f]{32}$/);
});

test.each<readonly [string, UnitHunk]>([
  ["path", { ...hunk, path: RepoPath.parse("src/b.ts") }],
  ["scope", { ...hunk, scope: null }],
  ["text of a line", { ...hunk, lines: [first!, { ...second!, text: " run(input);" }, third!] }],
  ["kind of a line", { ...hunk, lines: [first!, { ...second!, kind: "context" }, third!] }],
  ["surroundings", { ...hunk, lines: [second!, third!] }],
  ["order of the lines", { ...hunk, lines: [first!, third!, second!] }],
  [
    "border between two lines",
    { ...hunk, lines: [{ ...first!, text: `${first!.text}\n` }, second!, third!] },
  ],
  ["completeness of a line", { ...hunk, lines: [first!, { ...second!, isCut: true }, third!] }],
])("another %s gives another hash", (_name, other) => {
  expect(hashHunk(other)).not.toBe(hashHunk(hunk));
});

test.each<readonly [string, readonly UnitHunk[]]>([
  ["vanishes", []],
  ["changes", [{ ...guard, lines: [first!] }]],
  ["gets company", [guard, { ...guard, ref: { file: 0, hunk: 2 } }]],
])("a hunk has another hash when another hunk of its file %s", (_name, others) => {
  expect(hashAmong(hunk, others)).not.toBe(hashAmong(hunk, [guard]));
});

test("what other files hold does not matter", () => {
  const elsewhere = { ...guard, path: RepoPath.parse("src/b.ts"), ref: { file: 1, hunk: 0 } };
  expect(hashAmong(hunk, [elsewhere])).toBe(hashHunk(hunk));
});

test("two hunks of a file have two hashes, and an unknown one has none", () => {
  const hash = createHunkHasher([hunk, guard]);
  expect(hash(guard.ref)).not.toBe(hash(hunk.ref));
  expect(hash({ file: 9, hunk: 0 })).toBeNull();
});
