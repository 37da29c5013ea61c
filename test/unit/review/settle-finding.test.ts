import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import type { Agreement, FindingEdit, Severity, UnnamedFinding } from "../../../src/domain/finding.ts";
import type { Refutation } from "../../../src/domain/refutation.ts";
import { leaveUnverified, settleFinding } from "../../../src/review/refute/settle-finding.ts";

const place = {
  file: 0,
  path: RepoPath.parse("a.js"),
  side: "RIGHT",
  startLine: 3,
  endLine: 3,
  quote: "run(x)",
} as const;
const finding = (severity: Severity, explanation = "x is run."): UnnamedFinding => ({
  title: "Command",
  cwe: "CWE-78",
  severity,
  confidence: "unverified",
  source: "model",
  rule: null,
  place,
  explanation,
  attack: "Send x.",
  fix: "Do not.",
});
const settle = (
  from: UnnamedFinding,
  refutation: Refutation,
  edit: FindingEdit | null,
  agreement: Agreement = { said: 1, looks: 1 },
) => settleFinding({ finding: from, agreement }, refutation, edit);
const rating = { impact: "code-execution", reach: "unauthenticated-remote", conditions: "none" } as const;
const confirmed: Refutation = { kind: "confirmed", rating, path: null, attack: null, edit: null };
const keep = (from: UnnamedFinding, changes: Partial<UnnamedFinding>) => ({
  kind: "kept",
  finding: { ...from, ...changes },
});

describe("a finding", () => {
  it("that is confirmed has the severity of the rubric, and keeps its words where the answer has none", () => {
    const low = finding("low");
    expect(settle(low, confirmed, null)).toEqual(
      keep(low, { confidence: "confirmed", severity: "critical" }),
    );
  });

  it("that is confirmed says what the second answer showed, with the repair that was proved", () => {
    const edit = { startLine: 3, endLine: 3, lines: ["check(x);", "run(x);"] };
    const refutation: Refutation = { ...confirmed, path: "From q to run.", attack: "Sends a semicolon." };
    expect(settle(finding("high"), refutation, edit)).toEqual(
      keep(finding("high"), {
        confidence: "confirmed",
        severity: "critical",
        explanation: "From q to run.",
        attack: "Sends a semicolon.",
        fix: "check(x);\nrun(x);",
        edit,
      }),
    );
  });

  it("that is confirmed without typed facts is not critical by feeling", () => {
    const answered = settle(finding("critical"), { ...confirmed, rating: null }, null);
    expect(answered).toEqual(keep(finding("critical"), { confidence: "confirmed", severity: "high" }));
  });

  it("that stays uncertain is shown as unverified, with the line that speaks against it", () => {
    const explanation = 'x is run. A second question could not settle whether this prevents it: "check(x);"';
    const refutation: Refutation = { kind: "uncertain", rating, control: "  check(x);\n" };
    expect(settle(finding("low"), refutation, null)).toEqual(
      keep(finding("low"), { severity: "high", explanation }),
    );
  });

  it.each(["high", "medium", "low"] as const)("of severity %s that is refuted is dropped", (severity) => {
    expect(settle(finding(severity), { kind: "refuted", control: "check(x);" }, null)).toEqual({
      kind: "refuted",
      detail: 'This prevents it: "check(x);"',
    });
  });

  it("called critical that is refuted is shown as low", () => {
    const explanation = `A second question answered that this prevents it: "${"c".repeat(200)} …"`;
    const refutation: Refutation = { kind: "refuted", control: "c".repeat(900) };
    const critical = finding("critical", "");
    expect(settle(critical, refutation, null)).toEqual(keep(critical, { severity: "low", explanation }));
  });

  it.each([
    ["critical", "high"],
    ["high", "high"],
    ["low", "low"],
  ] as const)("called %s about which nothing was proved is %s", (before, severity) => {
    expect(settle(finding(before), { kind: "undecided", detail: "" }, null)).toEqual(
      keep(finding(before), { severity }),
    );
    expect(leaveUnverified(finding(before))).toEqual({ ...finding(before), severity });
  });

  it.each<[Severity, Agreement, string]>([
    ["high", { said: 1, looks: 3 }, "not-repeated"],
    ["low", { said: 1, looks: 3 }, "not-repeated"],
    ["high", { said: 2, looks: 3 }, "kept"],
    ["high", { said: 3, looks: 3 }, "kept"],
    ["high", { said: 1, looks: 2 }, "kept"],
    ["high", { said: 1, looks: 1 }, "kept"],
    ["critical", { said: 1, looks: 3 }, "kept"],
  ])("called %s that is not settled, with agreement %o, is %s", (severity, agreement, kind) => {
    const refutation: Refutation = { kind: "uncertain", rating, control: "check(x);" };
    expect(settle(finding(severity), refutation, null, agreement).kind).toBe(kind);
  });

  it("that only one look saw stays when it is confirmed, or when nothing was proved", () => {
    const alone = { said: 1, looks: 3 };
    const nothing: Refutation = { kind: "undecided", detail: "" };
    expect([confirmed, nothing].map((one) => settle(finding("high"), one, null, alone).kind)).toEqual([
      "kept",
      "kept",
    ]);
  });

  it("that is dropped because one look of three saw it says so, with the line in doubt", () => {
    const refutation: Refutation = { kind: "uncertain", rating, control: "check(x);" };
    expect(settle(finding("high"), refutation, null, { said: 1, looks: 3 })).toEqual({
      kind: "not-repeated",
      detail: 'Only 1 of 3 looks saw it, and it is not settled whether this prevents it: "check(x);"',
    });
  });
});
