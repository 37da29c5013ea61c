import { expect, test } from "vitest";
import {
  composeFileDiff,
  type FileSides,
  selectContent,
} from "../../../../src/adapters/github/compose-file-diff.ts";
import type { Blob } from "../../../../src/adapters/github/fetch-blobs.ts";
import type { ListedFile } from "../../../../src/adapters/github/fetch-listed-files.ts";
import { parseDiff } from "../../../../src/review/diff/parse-diff.ts";

const sha = (digit: string) => digit.repeat(40);
const blob = (digit: string, text: string | null, isBinary = false): Blob => ({
  oid: sha(digit),
  byteSize: text?.length ?? 0,
  isBinary,
  text,
});
const row: ListedFile = {
  position: 0,
  path: "a.ts",
  previousPath: null,
  status: "modified",
  blob: sha("b"),
  additions: 1,
  deletions: 1,
  patch: "@@ -1 +1 @@\n-one\n+two",
  isCurrent: true,
};
const sides: FileSides = { base: blob("a", "one\n"), head: blob("b", "two\n") };
const unknown: FileSides = { base: null, head: null };

interface Row {
  readonly name: string;
  readonly file: Partial<ListedFile>;
  readonly sides: FileSides;
  readonly kind: string;
}

test.each<Row>([
  { name: "a patch with the counts that GitHub tells", file: {}, sides, kind: "listed" },
  { name: "the same without any text", file: {}, sides: unknown, kind: "listed" },
  { name: "a patch with fewer lines than counted", file: { additions: 2 }, sides, kind: "composed" },
  { name: "the same without any text", file: { additions: 2 }, sides: unknown, kind: "unreadable" },
  {
    name: "a patch with a line that is none of a hunk",
    file: { patch: "@@ -1 +1 @@\n-one\n+two\ndiff --git a/x b/x" },
    sides,
    kind: "composed",
  },
  { name: "no patch", file: { patch: null }, sides, kind: "composed" },
  { name: "no patch and no text", file: { patch: null }, sides: unknown, kind: "unreadable" },
  {
    name: "no patch and one text",
    file: { patch: null },
    sides: { ...sides, base: null },
    kind: "unreadable",
  },
  {
    name: "no patch and binary content",
    file: { patch: null },
    sides: { ...sides, base: blob("a", null, true) },
    kind: "binary",
  },
  {
    name: "no patch and the same blob",
    file: { patch: null },
    sides: { ...sides, base: blob("b", "two\n") },
    kind: "same",
  },
  {
    name: "other bytes that read alike",
    file: { patch: null },
    sides: { ...sides, base: blob("a", "two\n") },
    kind: "unreadable",
  },
  { name: "a changed type", file: { status: "changed" }, sides, kind: "composed" },
  {
    name: "an empty new file",
    file: { patch: null, status: "added" },
    sides: { base: null, head: blob("b", "") },
    kind: "same",
  },
  { name: "a blob of another commit", file: { blob: sha("c") }, sides, kind: "unreadable" },
  { name: "a row of another commit for the same blob", file: { isCurrent: false }, sides, kind: "listed" },
  {
    name: "a row of another commit for a file that is not there",
    file: { isCurrent: false },
    sides: unknown,
    kind: "unreadable",
  },
  {
    name: "a removal listed for another commit",
    file: { isCurrent: false, status: "removed" },
    sides,
    kind: "unreadable",
  },
  {
    name: "a submodule",
    file: { patch: `@@ -1 +1 @@\n-Subproject commit ${sha("1")}\n+Subproject commit ${sha("2")}` },
    sides: unknown,
    kind: "submodule",
  },
  {
    name: "a file that looks like one",
    file: { patch: `@@ -1 +1 @@\n-Subproject commit ${sha("1")}\n+Subproject commit ${sha("2")}` },
    sides,
    kind: "listed",
  },
])("$name is $kind", ({ file, sides: known, kind }) => {
  expect(selectContent({ ...row, ...file }, known).kind).toBe(kind);
});

test.each([
  "plain.ts",
  "with space.ts",
  "a b/b b/x",
  'quo"te',
  "back\\slash",
  "line\nfeed",
  "tab\t",
  "\u0001\u007f",
  "日本語\u202e.ts",
  "dev/null",
  "\\303\\274",
  '"',
])("the name %j comes back as it is, alone and beside another", (path) => {
  const text = [
    composeFileDiff({ ...row, path }, sides, selectContent({ ...row, path }, sides)),
    composeFileDiff({ ...row, path, previousPath: "x y", status: "renamed" }, sides, { kind: "same" }),
    composeFileDiff({ ...row, path, status: "added" }, unknown, { kind: "unreadable" }),
  ].join("");
  const { files } = parseDiff(text);
  expect(files.map((file) => [file.path, file.previousPath, file.status, file.unreadable === null])).toEqual([
    [path, null, "modified", true],
    [path, "x y", "renamed", false],
    [path, null, "added", false],
  ]);
});
