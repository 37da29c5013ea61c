import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import type { Place, UnnamedFinding } from "../../../src/domain/finding.ts";
import { candidatesToFindings, mergeFindings } from "../../../src/review/findings/merge-findings.ts";
import { claimOf } from "../../fakes/review-unit.ts";

const place = (line: number, changes: Partial<Place> = {}): Place => ({
  file: 0,
  path: RepoPath.parse("a.py"),
  side: "RIGHT",
  startLine: line,
  endLine: line,
  quote: "run(x)",
  ...changes,
});

const finding = (title: string, line: number, changes: Partial<UnnamedFinding> = {}): UnnamedFinding => ({
  title,
  cwe: "CWE-78",
  severity: "high",
  confidence: "unverified",
  source: "model",
  rule: null,
  place: place(line),
  explanation: "",
  attack: null,
  fix: null,
  ...changes,
});

const pattern = (title: string, line: number, rule = "python.shell"): UnnamedFinding =>
  finding(title, line, { confidence: "pattern", source: "check", rule });
const certain = (title: string, line: number, rule: string, cwe = "CWE-798"): UnnamedFinding =>
  finding(title, line, { confidence: "certain", source: "check", rule, cwe });

const merge = (...lists: UnnamedFinding[][]) => {
  const { findings, duplicates } = mergeFindings(lists);
  return [...findings.map(({ title }) => title), duplicates];
};

describe("findings of a model", () => {
  it("carry what the claim says and nothing that was not shown", () => {
    const claim = claimOf({
      title: "Injection",
      cwe: "cwe 89: SQL",
      severity: "low",
      attack: "a",
      fix: "f",
      rule: "r",
    });

    expect(candidatesToFindings([{ claim, place: place(3) }])).toEqual([
      finding("Injection", 3, { cwe: "CWE-89", severity: "low", attack: "a", fix: "f", rule: "r" }),
    ]);
  });

  it.each([
    ["CWE-89", "CWE-89"],
    ["CWE-0022", "CWE-22"],
    ["79", "CWE-79"],
    ["CWE_1333", "CWE-1333"],
    ["other", null],
    ["CWE-999999999", null],
    [null, null],
  ])("have the CWE %j as %j", (cwe, expected) => {
    expect(candidatesToFindings([{ claim: claimOf({ cwe }), place: place(1) }])[0]?.cwe).toBe(expected);
  });

  it("have a title and a severity even where the claim had none", () => {
    const read = (cwe: string | null) =>
      candidatesToFindings([{ claim: claimOf({ title: "", cwe }), place: place(1) }]).map((each) => [
        each.title,
        each.severity,
      ]);

    expect([...read("CWE-22"), ...read(null)]).toEqual([
      ["Possible CWE-22", "medium"],
      ["Possible security defect", "medium"],
    ]);
  });
});

describe("merging", () => {
  it("keeps the surest of the same defect, whatever the order of the lists", () => {
    const lists = [
      [pattern("pattern", 3)],
      [finding("unverified", 3)],
      [finding("confirmed", 3, { confidence: "confirmed" })],
      [certain("certain", 3, "x", "CWE-78")],
    ];

    expect(merge(...lists)).toEqual(["certain", 3]);
    expect(merge(...lists.toReversed())).toEqual(["certain", 3]);
    expect(merge(...lists.slice(0, 3))).toEqual(["confirmed", 2]);
    expect(merge(...lists.slice(0, 2))).toEqual(["unverified", 1]);
  });

  it.each([
    ["another line", finding("b", 4)],
    ["another side", finding("b", 3, { place: place(3, { side: "LEFT" }) })],
    ["another file", finding("b", 3, { place: place(3, { file: 1, path: RepoPath.parse("b.py") }) })],
    ["another CWE", finding("b", 3, { cwe: "CWE-79" })],
    ["no CWE", finding("b", 3, { cwe: null })],
  ])("keeps both where one has %s", (_, other) => {
    expect(merge([finding("a", 3)], [other])).toContain("b");
    expect(merge([finding("a", 3)], [other])).toContain(0);
  });

  it("sees the same defect in overlapping lines", () => {
    expect(merge([finding("a", 3, { place: place(3, { endLine: 6 }) })], [finding("b", 6)])).toEqual([
      "a",
      1,
    ]);
  });

  it("replaces the nearest pattern whose question a model answered some lines away", () => {
    const answer = finding("answer", 14, { rule: "python.shell", cwe: "CWE-77" });

    expect(merge([pattern("far", 4), pattern("near", 18)], [answer])).toEqual(["far", "answer", 1]);
    expect(merge([pattern("too far", 50)], [answer])).toEqual(["answer", "too far", 0]);
    expect(merge([pattern("other", 15, "python.eval")], [answer])).toEqual(["answer", "other", 0]);
  });

  it("swallows what a model says of a secret that a check proved", () => {
    const secret = certain("secret", 5, "secret.token");

    for (const cwe of ["CWE-798", "CWE-321", "CWE-259"]) {
      expect(merge([secret], [finding("model", 5, { cwe })])).toEqual(["secret", 1]);
    }
    expect(merge([secret], [finding("model", 5, { cwe: "CWE-89" })])).toEqual(["model", "secret", 0]);
  });

  it("keeps two secrets that were proved on one line", () => {
    expect(merge([certain("a", 5, "secret.a"), certain("b", 5, "secret.b")])).toEqual(["a", "b", 0]);
    expect(merge([certain("a", 5, "secret.a"), certain("b", 5, "secret.a")])).toEqual(["a", 1]);
  });

  it("sorts by severity, path, line and title", () => {
    const inFile = (path: string, line: number) => ({
      place: place(line, { path: RepoPath.parse(path), file: line }),
    });

    expect(
      merge([
        finding("low", 1, { severity: "low" }),
        finding("z", 9, inFile("b.py", 9)),
        finding("b", 8, { ...inFile("b.py", 8), cwe: null }),
        finding("a", 8, { ...inFile("b.py", 8), cwe: "CWE-1" }),
        finding("first", 7, inFile("a.py", 7)),
        finding("critical", 70, { severity: "critical" }),
      ]),
    ).toEqual(["critical", "first", "a", "b", "z", "low", 0]);
  });
});
