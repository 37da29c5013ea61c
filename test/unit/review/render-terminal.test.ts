import { describe, expect, test } from "vitest";
import type { ReviewResult } from "../../../src/domain/review.ts";
import { renderTerminal } from "../../../src/review/render/render-terminal.ts";
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
  patternFinding,
} from "../../fakes/review-results.ts";

const options = { color: false, width: 80, failOn: "high" } as const;
const results: readonly (readonly [string, ReviewResult])[] = [
  ["a clean change", cleanResult],
  ["defects on both sides", defectsResult],
  ["no model", noModelResult],
  ["an interruption", interruptedResult],
  ["failures", failuresResult],
  ["hostile texts", hostileResult],
];

describe("a review in a terminal", () => {
  test.each(results)("with %s reads well", (_name, result) => {
    expect(`\n${renderTerminal(result, options)}`).toMatchSnapshot();
  });

  test.each(results)("with %s says the same in colour", (_name, result) => {
    const plain = renderTerminal(result, options);
    const colored = renderTerminal(result, { ...options, color: true });
    expect(plain).not.toContain("\u001b");
    expect(colored).toContain("\u001b[1;3");
    expect(colored.replaceAll(/\u001b\[[\d;]+m/g, "")).toBe(plain);
  });

  test("names what was fixed and dismissed", () => {
    const fixed = aFinding({ id: "A-1", title: "Old one", status: "fixed" });
    const dismissed = aFinding({ id: "A-2", title: "Not one", status: "dismissed" });
    const lines = renderTerminal({ ...cleanResult, defects: [fixed, dismissed] }, options).split("\n");
    expect(lines.slice(0, 8)).toEqual([
      "No security defects are detected in the code.",
      "Reviewed 2 of 2 files and 3 of 3 hunks at 0123abc",
      "",
      "Fixed since the last review",
      "  · Old one (A-1)",
      "",
      "Dismissed",
      "  · Not one (A-2)",
    ]);
  });

  test("says rule and question of equal patterns once, and each place in a line or two", () => {
    const at = (startLine: number, quote: string, side: "LEFT" | "RIGHT" = "RIGHT") =>
      aPlace({ startLine, endLine: startLine, quote, side });
    const defects = [
      { ...patternFinding, id: "A-1", place: at(9, "\tagent({ verify: false });") },
      { ...patternFinding, id: "A-2", place: at(10, `agent(${"x".repeat(90)});`) },
      { ...patternFinding, id: "A-3", place: at(11, "agent({\n  verify: false,\n});") },
      { ...patternFinding, id: "A-4", place: at(12, "agent(safe);", "LEFT") },
      { ...patternFinding, id: "A-5", rule: null, place: at(13, "") },
    ].map((finding) => ({ ...finding, explanation: "The rule matched. To decide: Who answers here?" }));
    const text = renderTerminal({ ...noModelResult, defects }, options);
    expect(text.slice(text.indexOf("MATCHED"), text.indexOf("Not reviewed")).split("\n")).toEqual([
      `MATCHED BY A RULE, NOT EXAMINED BY A MODEL ${"─".repeat(37)}`,
      "Only the pattern of the code was compared: whether it can be attacked was not",
      "examined.",
      "",
      "■ Certificate check switched off",
      "  medium · CWE-295 · rule javascript.tls.reject-unauthorized",
      "  Who answers here?",
      "    src/orders.ts:9  agent({ verify: false });  A-1",
      "    src/orders.ts:10 A-2",
      `    │ agent(${"x".repeat(66)} …`,
      "    src/orders.ts:11  agent({ …  A-3",
      "    src/orders.ts:12 (removed by this change) A-4",
      "    │ agent(safe);",
      "",
      "■ Certificate check switched off",
      "  medium · CWE-295",
      "  Who answers here?",
      "    src/orders.ts:13    A-5",
      "",
      "",
    ]);
  });

  test("shows the first lines of a long quote and the first rows of a long line", () => {
    const quote = ["x".repeat(900), ...Array.from({ length: 14 }, (_, index) => `line ${index}`)].join("\n");
    const finding = aFinding({ place: aPlace({ startLine: 1, endLine: 15, quote }) });
    const text = renderTerminal({ ...cleanResult, defects: [finding] }, options);
    const gutter = text.split("\n").filter((line) => line.includes("│"));
    expect(gutter.map((line) => line.slice(0, 10))).toEqual([
      "   1  │ xx",
      ...Array.from({ length: 3 }, () => "      │ xx"),
      "      │ …",
      ...Array.from({ length: 11 }, (_, index) => `  ${String(index + 2).padStart(2)}  │ li`),
    ]);
    expect(text).toContain("… 3 more lines");
  });

  test("names ten files for a reason and counts the rest", () => {
    const whole = { state: "skipped", reason: "vendored" } as const;
    const files = Array.from({ length: 12 }, (_, index) => ({
      path: path(`v/${index}.c`),
      hunks: [],
      whole,
    }));
    const text = renderTerminal({ ...cleanResult, coverage: { files } }, options);
    expect(text).toContain("    v/9.c\n    and 2 more files\n");
  });

  test.each([
    ["high", "low", "No defect is of severity high or above (fail-on: high)."],
    ["never", "critical", "Defects do not fail this run (fail-on: never)."],
    ["low", "low", null],
    ["critical", "critical", null],
  ] as const)("with fail-on %s and a defect that is %s explains %s", (failOn, severity, sentence) => {
    const text = renderTerminal(
      { ...cleanResult, defects: [aFinding({ severity })] },
      { ...options, failOn },
    );
    if (sentence === null) expect(text).not.toContain("fail-on");
    else expect(text.endsWith(`\n${sentence}\n`)).toBe(true);
  });

  test.each([1, 40, 72, 500])("at a width of %i keeps within 40 to 100 columns", (width) => {
    const long = "word ".repeat(80);
    const result = {
      ...cleanResult,
      defects: [aFinding({ title: long, explanation: long, attack: long, fix: long })],
      notices: [{ kind: "x", text: long }],
    };
    const widths = renderTerminal(result, { ...options, width })
      .split("\n")
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(Math.min(100, Math.max(49, width)));
  });
});
