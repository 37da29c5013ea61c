import { describe, expect, it } from "vitest";
import type { ProposedEdit } from "../../../src/domain/refutation.ts";
import { applyEdit } from "../../../src/review/refute/apply-edit.ts";

const excerpt = { firstLine: 10, text: "ten\neleven\ntwelve SECRET\nthirteen\nfourteen" };
const limits = {
  isShown: (line: number) => line !== 14,
  clean: (text: string) => text.replaceAll("SECRET", "[[SECRET word #1]]").replaceAll("\u202E", "\\u{202E}"),
};
const edit = (from: number, to: number, ...lines: readonly string[]): ProposedEdit => ({
  from,
  to,
  lines: [...lines],
});

describe("an edit", () => {
  it("replaces lines of the file by their numbers", () => {
    expect(applyEdit(edit(10, 11, "a", "b", "c"), excerpt, limits)).toEqual({
      startLine: 10,
      endLine: 11,
      lines: ["a", "b", "c"],
      replaced: ["ten", "eleven"],
      text: "a\nb\nc\ntwelve SECRET\nthirteen\nfourteen",
    });
  });

  it("of one text with line feeds is one of several lines, and keeps the line ends of the file", () => {
    const applied = applyEdit(edit(2, 2, "x\ny\r"), { firstLine: 1, text: "a\r\nb\r\nc" }, limits);
    expect(applied).toEqual({
      startLine: 2,
      endLine: 2,
      lines: ["x", "y"],
      replaced: ["b"],
      text: "a\r\nx\r\ny\r\nc",
    });
  });

  it.each<[string, ProposedEdit]>([
    ["begins before what is known", edit(9, 10, "a")],
    ["ends behind it", edit(14, 15, "a")],
    ["ends before it begins", edit(12, 11, "a")],
    ["has no line numbers", edit(10.5, 11, "a")],
    ["reaches what was not shown", edit(13, 14, "a")],
    ["says nothing", edit(10, 10)],
    ["changes nothing", edit(10, 11, "ten", "eleven")],
    ["changes white space around it only", edit(10, 10, "  ten")],
    ["is too long", edit(10, 10, ...Array.from({ length: 41 }, () => "a"))],
    ["has a line that is too long", edit(10, 10, "a".repeat(401))],
    ["replaces a secret", edit(12, 12, "twelve")],
    ["brings a secret in", edit(10, 10, "SECRET")],
    ["writes a placeholder", edit(10, 10, "[[SECRET word #1]]")],
    ["writes a mask", edit(10, 10, "key = [masked]")],
    ["hides something", edit(10, 10, "a\u202Eb")],
    ["holds half a character", edit(10, 10, "\uD800")],
  ])("is refused that %s", (_, proposed) => {
    expect(applyEdit(proposed, excerpt, limits)).toBeNull();
  });
});
