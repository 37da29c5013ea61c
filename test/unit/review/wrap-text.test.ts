import { describe, expect, test } from "vitest";
import { cutToWidth, measureWidth, wrapPhrases, wrapText } from "../../../src/review/render/wrap-text.ts";

describe("the width of a text", () => {
  test.each([
    ["", 0],
    ["abc", 3],
    ["注入", 4],
    ["한", 2],
    ["e\u0301", 1],
    ["🔒", 2],
    ["é — ü", 5],
  ])("%j takes %i columns", (text, width) => {
    expect(measureWidth(text)).toBe(width);
  });
});

describe("wrapping", () => {
  test.each<[string, string, number, readonly string[]]>([
    ["breaks at spaces", "one two three", 7, ["one two", "three"]],
    ["fills a line to its last column", "abc def", 7, ["abc def"]],
    ["cuts a word that is too long", "ab cdefghij k", 4, ["ab", "cdef", "ghij", "k"]],
    ["keeps an empty text as one empty line", "", 10, [""]],
    ["collapses runs of spaces", "a   b", 10, ["a b"]],
    ["counts wide characters double", "注入 攻撃", 5, ["注入", "攻撃"]],
    ["survives a width of zero", "ab", 0, ["a", "b"]],
  ])("%s", (_title, text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines);
  });

  test("of phrases breaks between them, inside one only where it does not fit", () => {
    expect(wrapPhrases(["3 calls", "2 min 5 s", "one very long phrase"], 19)).toEqual([
      "3 calls · 2 min 5 s",
      "one very long",
      "phrase",
    ]);
  });

  test("never cuts inside a character", () => {
    expect(cutToWidth("🔒🔒a", 2)).toEqual(["🔒", "🔒", "a"]);
  });
});
