import { describe, expect, test } from "vitest";
import { renderQuoteBlock } from "../../../src/review/render/render-code-block.ts";
import { aPlace, path } from "../../fakes/review-results.ts";

describe("a quoted block", () => {
  test("numbers its lines and names the language", () => {
    const place = aPlace({ path: path("a.PY"), startLine: 9, endLine: 10, quote: "\tx = 1\r\ny = 2" });
    expect(renderQuoteBlock(place)).toBe("```python\n 9 |     x = 1\n10 | y = 2\n```");
  });

  test("shows removed lines as such", () => {
    const place = aPlace({ side: "LEFT", startLine: 3, endLine: 3, quote: "check();" });
    expect(renderQuoteBlock(place)).toBe("```diff\n- 3 | check();\n```");
  });

  test("has a fence that no line inside can close", () => {
    const place = aPlace({ path: path("a.md"), startLine: 1, endLine: 2, quote: "````\n@x ```" });
    expect(renderQuoteBlock(place)).toBe("`````\n1 | ````\n2 | @x ```\n`````");
  });

  test("leaves out what is too long, and says so", () => {
    const quote = Array.from({ length: 23 }, (_, index) => `line ${index}`).join("\n");
    const lines = renderQuoteBlock(aPlace({ startLine: 1, endLine: 23, quote })).split("\n");
    expect(lines.slice(-3)).toEqual(["20 | line 19", "… 3 more lines", "```"]);
    const wide = renderQuoteBlock(aPlace({ startLine: 1, endLine: 1, quote: "x".repeat(2_000) }));
    expect(wide.split("\n")[1]).toBe(`1 | ${"x".repeat(396)} …`);
  });

  test.each(["constructor", "a.toString", "Makefile", "a."])("has no language for %s", (name) => {
    expect(renderQuoteBlock(aPlace({ path: path(name), quote: "x" }))).toBe("```\n42 | x\n```");
  });
});
