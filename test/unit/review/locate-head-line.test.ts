import { describe, expect, test } from "vitest";
import type { ChangedFile, DiffLine } from "../../../src/domain/change-set.ts";
import { locateHeadLine } from "../../../src/review/findings/locate-head-line.ts";
import { path } from "../../fakes/review-results.ts";

const context = (oldLine: number, newLine: number): DiffLine => ({
  kind: "context",
  text: "c",
  oldLine,
  newLine,
});
const removed = (oldLine: number): DiffLine => ({ kind: "removed", text: "r", oldLine, newLine: null });
const added = (newLine: number): DiffLine => ({ kind: "added", text: "a", oldLine: null, newLine });

const file: ChangedFile = {
  path: path("a.ts"),
  previousPath: null,
  status: "modified",
  kind: "text",
  oldMode: null,
  newMode: null,
  oldBlob: null,
  newBlob: null,
  hunks: [
    {
      index: 0,
      oldStart: 10,
      oldLines: 4,
      newStart: 10,
      newLines: 3,
      lines: [context(10, 10), removed(11), removed(12), added(11), context(13, 12)],
    },
    {
      index: 1,
      oldStart: 30,
      oldLines: 2,
      newStart: 29,
      newLines: 1,
      lines: [context(30, 29), removed(31)],
    },
  ],
  base: [],
  head: [],
  isComplete: false,
  unreadable: null,
};

describe("the head line nearest to a base line", () => {
  test.each([
    ["before every hunk is the same", 5, 5],
    ["of a context line is its other side", 13, 12],
    ["of a removed line is what took its place", 11, 11],
    ["between hunks is shifted", 20, 19],
    ["of the last removed line is the line before", 31, 29],
    ["after every hunk is shifted by all of them", 40, 38],
  ])("%s", (_title, baseLine, headLine) => {
    expect(locateHeadLine(file, baseLine)).toBe(headLine);
  });

  test("of a file that is gone does not exist", () => {
    expect(locateHeadLine({ ...file, status: "deleted" }, 11)).toBeNull();
  });

  test("of a hunk that leaves nothing is at least 1", () => {
    const hunk = { index: 0, oldStart: 1, oldLines: 1, newStart: 0, newLines: 0, lines: [removed(1)] };
    expect(locateHeadLine({ ...file, hunks: [hunk] }, 1)).toBe(1);
  });
});
