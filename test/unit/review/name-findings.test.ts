import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import type { UnnamedFinding } from "../../../src/domain/finding.ts";
import { nameFindings } from "../../../src/review/findings/name-findings.ts";

const unnamed = (
  quote: string,
  startLine: number,
  changes: Partial<UnnamedFinding> = {},
): UnnamedFinding => ({
  title: "t",
  cwe: "CWE-78",
  severity: "high",
  confidence: "unverified",
  source: "model",
  rule: null,
  place: { file: 0, path: RepoPath.parse("a.py"), side: "RIGHT", startLine, endLine: startLine, quote },
  explanation: "",
  attack: null,
  fix: null,
  ...changes,
});
const printsOf = (...findings: UnnamedFinding[]) => nameFindings(findings).map((named) => named.fingerprint);

describe("naming", () => {
  it("gives identity and nothing else", () => {
    const finding = unnamed("run(x)", 3);
    const fingerprint = createHash("sha256").update('["CWE-78","a.py","run(x)"]#0').digest("hex");

    expect(nameFindings([finding])).toEqual([
      { ...finding, id: `A-${fingerprint.slice(0, 8)}`, fingerprint, status: "new" },
    ]);
  });

  it("survives moved, re-indented and re-titled code", () => {
    expect(printsOf(unnamed("  run( x );\n", 90, { title: "other", severity: "low" }))).toEqual(
      printsOf(unnamed("run(x)", 3)),
    );
  });

  it.each([
    ["rule", unnamed("run(x)", 3, { rule: "r" })],
    ["CWE", unnamed("run(x)", 3, { cwe: null })],
    ["quote", unnamed("run(y)", 3)],
    [
      "path",
      unnamed("run(x)", 3, { place: { ...unnamed("run(x)", 3).place, path: RepoPath.parse("b.py") } }),
    ],
  ])("tells findings apart by their %s", (_, other) => {
    expect(printsOf(other)).not.toEqual(printsOf(unnamed("run(x)", 3)));
  });

  it("counts equal findings in the order of their lines, the base before the head", () => {
    const [first, second, third] = printsOf(unnamed("a", 1), unnamed("a", 2), unnamed("a", 3));
    const removed = unnamed("a", 9, { place: { ...unnamed("a", 9).place, side: "LEFT" } });

    expect(new Set([first, second, third]).size).toBe(3);
    expect(printsOf(unnamed("a", 30), unnamed("a", 10), removed)).toEqual([third, second, first]);
  });

  it("gives different ids where the first eight digits are the same", () => {
    const inFile = (name: string) =>
      unnamed("x", 1, { rule: "demo.rule", place: { ...unnamed("x", 1).place, path: RepoPath.parse(name) } });
    const named = nameFindings([inFile("src/f66257.py"), inFile("src/f115118.py")]);

    expect(named.map(({ fingerprint }) => fingerprint.slice(0, 8))).toEqual(["985356cc", "985356cc"]);
    expect(named.map(({ id, fingerprint }) => id === `A-${fingerprint.slice(8, 16)}`)).toEqual([false, true]);
    expect(new Set(named.map(({ id }) => id)).size).toBe(2);
  });
});
