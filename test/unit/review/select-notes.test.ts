import { expect, test } from "vitest";
import { compileNotes, selectNotes } from "../../../src/review/units/select-notes.ts";
import { unitOf } from "../../fakes/review-unit.ts";

const notes = compileNotes([
  { paths: ["src/file1.*"], note: "One." },
  { paths: ["**/*.py"], note: "Python." },
  { paths: ["docs/**"], note: "Docs." },
  { paths: ["src/file2.py", "nowhere"], note: "One." },
]);

test.each<readonly [string, readonly string[], readonly string[]]>([
  ["its one file", ["0.0"], ["Python."]],
  ["all of its files, each note once", ["1.0", "2.0", "2.1"], ["One.", "Python."]],
  ["no file at all", [], []],
])("a unit gets the notes about %s", (_name, labels, expected) => {
  expect(selectNotes(notes, unitOf(labels))).toEqual(expected);
});
