import { describe, expect, it } from "vitest";
import type { TextSpan } from "../../../../src/domain/syntax.ts";
import { maskTexts } from "../../../../src/review/claims/checks/mask-texts.ts";

const span = (startLine: number, startColumn: number, endLine: number, endColumn: number): TextSpan => ({
  kind: "string",
  startLine,
  startColumn,
  endLine,
  endColumn,
});

const mask = (text: string, ...spans: readonly TextSpan[]) =>
  [...maskTexts(new Map(text.split("\n").map((line, index) => [index + 1, line])), spans).values()].join(
    "\n",
  );

describe("a text without what stands in strings and comments", () => {
  it.each<[string, readonly TextSpan[], string]>([
    ['a = "bc" + "d"', [span(1, 5, 1, 7), span(1, 12, 1, 13)], 'a = "  " + " "'],
    ['a = """b\ncd\ne""" + f', [span(1, 7, 3, 1)], 'a = """ \n  \n """ + f'],
    ["abc", [span(1, 2, 1, 99)], "ab "],
    ["abc", [span(1, 0, 1, 2), span(1, 1, 1, 3)], "   "],
    ["abc", [span(7, 0, 8, 1)], "abc"],
    ["abc", [], "abc"],
  ])("%j keeps every column", (text, spans, expected) => {
    expect(mask(text, ...spans)).toBe(expected);
    expect(mask(text, ...spans).length).toBe(text.length);
  });
});
