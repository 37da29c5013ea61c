import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import { claimsFromAnswer } from "../../../src/review/answer/claims-from-answer.ts";
import { renderMarkdownExplanation } from "../../../src/review/render/render-markdown-defect.ts";
import { renderTerminalDefect } from "../../../src/review/render/render-terminal-defect.ts";
import { createTerminalStyle } from "../../../src/review/render/style-terminal.ts";
import { answeredDefect } from "../../app/answers.ts";
import { aFinding } from "../../fakes/review-results.ts";
import { unitOf } from "../../fakes/review-unit.ts";

const lines = ["    if name in known:", "", "        show(name)"];
const edit = { startLine: 18, endLine: 19, lines, replaced: ["    # any name", "    show(name)"] };
const repaired = aFinding({ attack: null, explanation: "x", fix: lines.join("\n"), edit });
const { edit: _, ...unproved } = repaired;

const markdown = (finding: Finding) => renderMarkdownExplanation(finding).slice(1).join("\n\n");
const terminal = (finding: Finding, width = 60) => {
  const rows = renderTerminalDefect(finding, { style: createTerminalStyle(false), width });
  return rows.slice(rows.findIndex((row) => row.startsWith("  Fix")));
};

describe("a proposed repair", () => {
  it("is shown in Markdown with its indentation and what it replaces", () => {
    expect(markdown(repaired)).toBe(
      [
        "**Fix.** Replaces lines 18-19:",
        "",
        "```diff",
        "-     # any name",
        "-     show(name)",
        "+     if name in known:",
        "+",
        "+         show(name)",
        "```",
      ].join("\n"),
    );
  });

  it("is shown so on a terminal, too", () => {
    expect(terminal(repaired)).toEqual([
      "  Fix     Replaces lines 18-19:",
      "  -│     # any name",
      "  -│     show(name)",
      "  +│     if name in known:",
      "  +│",
      "  +│         show(name)",
    ]);
    expect(terminal({ ...unproved, fix: `a\n  ${"b".repeat(40)}` }, 40)).toEqual([
      "  Fix",
      "  +│ a",
      `  +│   ${"b".repeat(33)}`,
      "   │ bbbbbbb",
    ]);
  });

  it("that nobody applied keeps the indentation of its first line, and names no lines", () => {
    const fix = `\n \n${lines.join("\n")}\n\n`;
    expect(markdown({ ...unproved, fix })).toBe(
      "**Fix.**\n\n```diff\n+     if name in known:\n+\n+         show(name)\n```",
    );
  });

  it("is read out of an answer with its indentation", () => {
    const fixes = ["\n    a()\n      b()\n", "  Check it.  ", " \n "].map((fix) => answeredDefect({ fix }));
    const claims = claimsFromAnswer(
      { reviewed: [], defects: fixes, suggestions: [], isComplete: true },
      unitOf(["0.0"]),
    );
    expect(claims.map(({ fix }) => fix)).toEqual(["    a()\n      b()", "Check it.", null]);
  });

  it("of an earlier review names no lines: they may have moved", () => {
    expect(terminal({ ...repaired, status: "still-present" })[0]).toBe("  Fix");
  });

  it("in one line of prose is prose", () => {
    const prose = { ...unproved, fix: " Check it first. " };
    expect(markdown(prose)).toBe("**Fix.** Check it first.");
    expect(terminal(prose)).toEqual(["  Fix     Check it first."]);
    expect(terminal({ ...prose, fix: null })).not.toContain("Fix");
  });
});
