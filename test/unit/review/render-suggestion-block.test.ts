import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import type { Finding, FindingEdit } from "../../../src/domain/finding.ts";
import { renderComment } from "../../../src/review/render/render-comment.ts";
import { renderSuggestionBlock } from "../../../src/review/render/render-suggestion-block.ts";

const path = RepoPath.parse("a.js");
const edit = (...lines: readonly string[]): FindingEdit => ({ startLine: 4, endLine: 5, lines });
const place = { path, side: "RIGHT", startLine: 4, line: 5 } as const;

describe("a repair as a suggestion", () => {
  it("replaces the lines of the comment", () => {
    expect(renderSuggestionBlock(edit("  a();", "", "  // b"), place)).toBe(
      "```suggestion\n  a();\n\n  // b\n```",
    );
  });

  it("has a fence that no line of it can end", () => {
    const block = renderSuggestionBlock(edit("```", "x = `````;"), place);
    expect(block).toBe("``````suggestion\n```\nx = `````;\n``````");
  });

  it.each([
    ["stands on another line", { ...place, line: 6 }, edit("a")],
    ["covers one of its lines only", { ...place, startLine: null }, edit("a")],
    ["stands on removed code", { ...place, side: "LEFT" as const }, edit("a")],
  ])("is none where the comment %s", (_, where, proposed) => {
    expect(renderSuggestionBlock(proposed, where)).toBeNull();
  });

  it.each([
    "/merge",
    "  /dismiss A-1a2b3c4d",
    "!deploy now",
    "@octocat",
    "bors r+",
    "Fixes #1",
    "closes owner/repo#2",
  ])("is none where a line of it reads %s", (line) => {
    expect(renderSuggestionBlock(edit("a();", line), place)).toBeNull();
  });

  it.each([
    ["an order of characters that is not what is read", 'if (role != "user\u202e") {'],
    ["a tag character", "a();\u{e0041}"],
    ["half a character", "a('\ud83d');"],
    ["a second line", "a();\n/merge"],
    ["a bare carriage return", "a();\r/merge"],
  ])("is none where a line of it holds %s", (_, line) => {
    expect(renderSuggestionBlock(edit(line), place)).toBeNull();
  });

  it("takes the place of the fix in the comment; elsewhere the same lines are shown as code", () => {
    const finding: Finding = {
      id: "A-1a2b3c4d",
      fingerprint: "f",
      title: "Command injection",
      cwe: "CWE-78",
      severity: "high",
      confidence: "confirmed",
      source: "model",
      rule: null,
      place: { file: 0, path, side: "RIGHT", startLine: 4, endLine: 5, quote: "run(x);\nrun(y);" },
      explanation: "x is run.",
      attack: null,
      fix: "stop();",
      edit: edit("stop();"),
      status: "new",
    };
    const whole = (text: string) => text;
    expect(renderComment(finding, place, whole)).toContain(
      "x is run.\n\n```suggestion\nstop();\n```\n\n<sub>",
    );
    expect(renderComment(finding, { ...place, line: 6 }, whole)).toContain(
      "**Fix.** Replaces lines 4-5:\n\n```diff\n+ stop();\n```\n\n<sub>",
    );
    const mask = (text: string) => text.replaceAll("stop", "[masked]");
    expect(renderComment({ ...finding, fix: mask("stop();") }, place, mask)).toContain(
      "**Fix.** Replaces lines 4-5:\n\n```diff\n+ [masked]();\n```\n\n<sub>",
    );
  });
});
