import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import type { UnnamedFinding } from "../../../src/domain/finding.ts";
import type { Lead } from "../../../src/domain/syntax.ts";
import { findProof } from "../../../src/review/findings/find-proof.ts";

const path = RepoPath.parse("a.js");

const proof: Lead = {
  rule: "javascript.regex-denial.exponential-expression",
  title: "Regular expression that takes exponential time",
  cwe: "CWE-1333",
  severity: "medium",
  question: "Who?",
  file: 2,
  path,
  side: "RIGHT",
  startLine: 10,
  endLine: 12,
  isProven: true,
};

function claimed(changes: Partial<UnnamedFinding>, place: Partial<UnnamedFinding["place"]> = {}) {
  return {
    title: "A long name blocks the server",
    cwe: "CWE-1333",
    severity: "medium",
    confidence: "unverified",
    source: "model",
    rule: null,
    place: { file: 2, path, side: "RIGHT", startLine: 12, endLine: 14, quote: "", ...place },
    explanation: "",
    attack: null,
    fix: null,
    ...changes,
  } as const satisfies UnnamedFinding;
}

describe("the proof of a claimed defect", () => {
  it.each<[string, UnnamedFinding]>([
    ["of its own class", claimed({})],
    [
      "of resources, with an expression in its title",
      claimed({ cwe: "CWE-400", title: "ReDoS in the parser" }),
    ],
    ["of resources, in full words", claimed({ cwe: "CWE-400", title: "Slow regular expression" })],
    ["with another rule", claimed({ rule: "javascript.regex-denial.dynamic-expression" })],
  ])("is what was shown on its lines: %s", (_, finding) => {
    expect(findProof(finding, [{ ...proof, file: 1 }, proof])).toBe(proof);
  });

  it.each<[string, UnnamedFinding]>([
    ["another class", claimed({ cwe: "CWE-79" })],
    ["resources of another sort", claimed({ cwe: "CWE-400", title: "No limit on the upload" })],
    ["no class", claimed({ cwe: null })],
    ["other lines", claimed({}, { startLine: 13 })],
    ["the other side", claimed({}, { side: "LEFT" })],
    ["another file", claimed({}, { file: 1 })],
  ])("is none for %s", (_, finding) => {
    expect(findProof(finding, [proof])).toBeNull();
  });
});
