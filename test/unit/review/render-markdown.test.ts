import { describe, expect, test } from "vitest";
import { renderMarkdown } from "../../../src/review/render/render-markdown.ts";
import {
  aFinding,
  aPlace,
  cleanResult,
  defectsResult,
  failuresResult,
  hostileResult,
  interruptedResult,
  noModelResult,
  path,
} from "../../fakes/review-results.ts";

describe("a review in Markdown", () => {
  test.each([
    ["a clean change", cleanResult],
    ["defects on both sides", defectsResult],
    ["no model", noModelResult],
    ["an interruption", interruptedResult],
    ["failures", failuresResult],
    ["hostile texts", hostileResult],
  ])("with %s reads well", (_name, result) => {
    expect(`\n${renderMarkdown(result)}`).toMatchSnapshot();
  });

  test("names what was fixed and dismissed, folded", () => {
    const fixed = aFinding({ title: "Old one", status: "fixed" });
    const dismissed = aFinding({ title: "", status: "dismissed" });
    expect(renderMarkdown({ ...cleanResult, defects: [fixed, dismissed] })).toContain(
      [
        "<details><summary>Fixed or dismissed since the last review: 2</summary>",
        "",
        "- fixed · **Old one** · `src/orders.ts:42-43`",
        "- dismissed · **(no title)** · `src/orders.ts:42-43`",
        "",
        "</details>",
      ].join("\n"),
    );
  });

  test("links a weakness by its number only", () => {
    const place = aPlace({ quote: "x" });
    const links = ["CWE-79", "CWE-79)", "cwe-79", "79", null].map(
      (cwe) =>
        renderMarkdown({ ...cleanResult, defects: [aFinding({ cwe, place })] }).match(/\]\([^)]*\)/g) ?? [],
    );
    expect(links).toEqual([["](https://cwe.mitre.org/data/definitions/79.html)"], [], [], [], []]);
  });

  test("names ten files for a reason and counts the rest", () => {
    const whole = { state: "skipped", reason: "vendored" } as const;
    const files = Array.from({ length: 11 }, (_, index) => ({
      path: path(`v/${index}.c`),
      hunks: [],
      whole,
    }));
    expect(renderMarkdown({ ...cleanResult, coverage: { files } })).toContain(
      "  - `v/9.c`\n  - and 1 more file\n\n</details>",
    );
  });

  test("that is too long keeps its verdict and counts the defects that it leaves out", () => {
    const defects = Array.from({ length: 40 }, (_, index) =>
      aFinding({ id: `A-${index}`, explanation: "🔒 long ".repeat(400) }),
    );
    const text = renderMarkdown({ ...defectsResult, defects }, { maxLength: 20_000 });
    expect(text.length).toBeLessThanOrEqual(20_000);
    expect(text.startsWith("## 40 security defects are detected in the code.\n")).toBe(true);
    const shown = text.split("### 🟥 Critical").length - 1;
    expect(text).toContain(
      `Left out: ${40 - shown} defects, because the review is too long for one comment.`,
    );
    expect(text.trimEnd().endsWith("</sub>")).toBe(true);
    expect(text.isWellFormed()).toBe(true);
  });

  test("that has too many suggestions says that details are missing", () => {
    const [suggestion] = defectsResult.suggestions;
    const suggestions = Array.from({ length: 500 }, () => suggestion!);
    const text = renderMarkdown({ ...cleanResult, suggestions }, { maxLength: 10_000 });
    expect(text).toContain("Some details are left out: the review is too long for one comment.");
  });
});
