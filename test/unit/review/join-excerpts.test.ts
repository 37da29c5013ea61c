import { describe, expect, it } from "vitest";
import { findPart, joinExcerpts, lineOfFile } from "../../../src/review/diff/join-excerpts.ts";

const excerpts = [
  { firstLine: 5, text: "a\nb" },
  { firstLine: 20, text: "" },
  { firstLine: 30, text: "c\n" },
];

describe("joinExcerpts", () => {
  it.each([
    ["all of them where they fit", 100, ["a\nb\n\n\n\nc\n"]],
    ["as many as fit", 8, ["a\nb\n\n", "c\n"]],
    ["none where there is no room", 0, ["a\nb", "", "c\n"]],
  ])("joins %s", (_what, characters, texts) => {
    expect(joinExcerpts(excerpts, characters).map(({ text }) => text)).toEqual(texts);
  });

  it("gives nothing for nothing", () => {
    expect(joinExcerpts([], 100)).toEqual([]);
  });

  it("knows the line of the file for every line, and of none for those between", () => {
    const [joined] = joinExcerpts(excerpts, 100);
    const lines = Array.from({ length: 10 }, (_, at) => {
      const part = findPart(joined!, at);
      return part === null ? null : lineOfFile(part, at);
    });
    expect(lines).toEqual([null, 5, 6, null, 20, null, 30, 31, null, null]);
  });
});
