import { describe, expect, it } from "vitest";
import { findInvisibleText } from "../../../src/checks/find-invisible-text.ts";
import { changeOfLines } from "./change-of-lines.ts";

const addedTo = (path: string, ...lines: readonly string[]) =>
  findInvisibleText(changeOfLines({ path, lines: [" first", ...lines.map((line) => `+${line}`)] }));

describe("findInvisibleText", () => {
  it("reports code that reads in another order than it runs", () => {
    expect(addedTo("src/a.ts", 'if (role != "user\u202E \u2066// admin\u2069") {')).toEqual([
      {
        title: "Text that reads in another order than it runs",
        cwe: "CWE-1007",
        severity: "high",
        confidence: "certain",
        source: "check",
        rule: "invisible.bidirectional",
        place: {
          file: 0,
          path: "src/a.ts",
          side: "RIGHT",
          startLine: 2,
          endLine: 2,
          quote: 'if (role != "user\\u{202E} \\u{2066}// admin\\u{2069}") {',
        },
        explanation:
          "Bidirectional control characters make the code look different from what a compiler reads (CVE-2021-42574). Found \\u{202E} (direction override), \\u{2066} (direction isolate), \\u{2069} (direction isolate) on line 2.",
        attack: "An author hides a change of behaviour: a reviewer sees harmless code, and other code runs.",
        fix: "Remove the characters, or write them as escapes inside string literals.",
      },
    ]);
  });

  it.each([
    ["zero-width space", "a\u200Bb", "invisible.hidden", "medium"],
    ["zero-width joiner in a name", "ad\u200Dmin", "invisible.hidden", "medium"],
    ["joiner between a Latin and an Arabic letter", "a\u200D\u0645", "invisible.hidden", "medium"],
    ["joiner between an Arabic and a Latin letter", "\u0645\u200Da", "invisible.hidden", "medium"],
    ["joiner after an emoji and before a letter", "\u{1F468}\u200Da", "invisible.hidden", "medium"],
    ["word joiner", "a\u2060b", "invisible.hidden", "medium"],
    ["invisible plus", "a\u2064b", "invisible.hidden", "medium"],
    ["byte order mark inside a line", "a\uFEFFb", "invisible.hidden", "medium"],
    ["byte order mark on a later line", "\uFEFFa", "invisible.hidden", "medium"],
    ["soft hyphen", "pass\u00ADword", "invisible.hidden", "medium"],
    ["Hangul filler", "const \u3164 = 1", "invisible.hidden", "medium"],
    ["halfwidth Hangul filler", "x\uFFA0", "invisible.hidden", "medium"],
    ["choseong filler", "x\u115F", "invisible.hidden", "medium"],
    ["variation selector after a letter", "a\uFE0F", "invisible.hidden", "medium"],
    ["supplementary variation selector", "a\u{E0101}", "invisible.hidden", "medium"],
    ["left-to-right mark", "a\u200Eb", "invisible.bidirectional", "high"],
    ["Arabic letter mark", "a\u061Cb", "invisible.bidirectional", "high"],
    ["embedding", "a\u202Ab", "invisible.bidirectional", "high"],
    ["tag characters", "ok\u{E0069}\u{E0067}\u{E006E}", "invisible.tag", "high"],
    ["tag characters behind a flag", "\u{1F3F4}\u{E0069}\u{E0067}\u{E007F}", "invisible.tag", "high"],
    ["escape of a terminal", "\u001B[2K", "invisible.control", "medium"],
    ["lone carriage return", "safe()\rrm()", "invisible.control", "medium"],
    ["null", "a\u0000b", "invisible.control", "medium"],
    ["backspace", "a\bb", "invisible.control", "medium"],
    ["C1 control", "a\u009Bb", "invisible.control", "medium"],
    ["line separator", "// a\u2028run()", "invisible.control", "medium"],
  ])("finds a %s", (_, line, rule, severity) => {
    expect(addedTo("a.js", line).map((finding) => [finding.rule, finding.severity])).toEqual([
      [rule, severity],
    ]);
  });

  it.each([
    ["plain text", "const a = 1;\t// tab"],
    ["a carriage return at the end", "const a = 1;\r"],
    ["an emoji with its presentation selector", "// \u2764\uFE0F and \u263A\uFE0E"],
    ["a family", "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}"],
    ["an emoji with skin tone and role", "\u{1F469}\u{1F3FD}\u200D\u{1F4BB} \u{1F9D1}\u200D\u2695\uFE0F"],
    ["a keycap", "1\uFE0F\u20E3"],
    ["the flag of Scotland", "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"],
    ["Persian with a non-joiner", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"],
    ["Devanagari with a joiner", "\u0915\u094D\u200D\u0937"],
    ["accents and Chinese", "é 漢字 — “quoted”"],
  ])("has nothing against %s", (_, line) => {
    expect(addedTo("a.js", line)).toEqual([]);
  });

  it("has nothing against a byte order mark at the start of a file", () => {
    expect(findInvisibleText(changeOfLines({ path: "a.cs", lines: ["+\uFEFFusing System;"] }))).toEqual([]);
  });

  it("looks at added lines only", () => {
    const change = changeOfLines({ path: "a.js", lines: [" a\u200Bb", "-c\u202Ed", "+e"] });
    expect(findInvisibleText(change)).toEqual([]);
  });

  it("reports marks of direction in prose and translations less severely", () => {
    expect(addedTo("docs/ar.md", "a\u200Fb")[0]?.severity).toBe("medium");
    expect(addedTo("src/locales/ar.json", "a\u200Fb")[0]?.severity).toBe("medium");
  });

  it("gives one finding for a file, by its gravest character, and lists ten lines", () => {
    const lines = Array.from({ length: 12 }, (_, index) => (index === 11 ? "a\u202Eb" : "a\u200Bb"));
    const findings = addedTo("a.py", ...lines);
    expect(findings.map(({ rule, explanation }) => [rule, explanation.slice(-77)])).toEqual([
      [
        "invisible.bidirectional",
        expect.stringContaining("on lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more."),
      ],
    ]);
  });

  it("reports the name of a file, at the start of its first hunk", () => {
    const change = changeOfLines({ path: "src/in\u200Bdex.ts", firstLine: 30, lines: [" x", "+y"] });
    expect(findInvisibleText(change)).toMatchObject([
      {
        title: "Invisible characters in a file name",
        rule: "invisible.hidden",
        place: { side: "RIGHT", startLine: 30, endLine: 30, quote: "src/in\\u{200B}dex.ts" },
      },
    ]);
  });

  it("keeps the quote short on a line of nothing else", () => {
    const [finding] = addedTo("a.js", "\u200B".repeat(200_000));
    expect(finding?.place.quote.length).toBeLessThan(410);
  });
});
