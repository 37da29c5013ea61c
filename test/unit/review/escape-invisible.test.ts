import { describe, expect, it } from "vitest";
import { escapeInvisible } from "../../../src/review/redact/escape-invisible.ts";

describe("escapeInvisible", () => {
  it.each([
    ["a\u202Eb", "a\\u{202E}b"],
    ["a\u{E0041}b", "a\\u{E0041}b"],
    ["\u001B[31m", "\\u{001B}[31m"],
    ["a\tb\nc", "a\tb\nc"],
    ["a\r\nb\r", "a\r\nb\r"],
    ["a\rb", "a\\u{000D}b"],
    ["\uFEFFa", "\\u{FEFF}a"],
    ["plain é 漢", "plain é 漢"],
    ["a\\u{202E}b", "a\\u{202E}b"],
    ["", ""],
  ])("turns %j into %j", (text, expected) => {
    expect(escapeInvisible(text)).toBe(expected);
  });

  it("changes nothing the second time", () => {
    const once = escapeInvisible("a\u200Bb\u2066c\rd");
    expect(escapeInvisible(once)).toBe(once);
  });
});
