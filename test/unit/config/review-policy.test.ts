import { describe, expect, it } from "vitest";
import { defaultPolicy, parseReviewPolicy } from "../../../src/config/review-policy.ts";

describe("reading .github/assay.yml", () => {
  it("takes an empty file as the defaults", () => {
    expect(parseReviewPolicy("")).toEqual({ kind: "valid", policy: defaultPolicy, set: [], enforced: [] });
    expect(parseReviewPolicy("# nothing\n")).toEqual({
      kind: "valid",
      policy: defaultPolicy,
      set: [],
      enforced: [],
    });
  });

  it("takes every key", () => {
    const text = [
      "depth: thorough",
      "fail-on: never",
      "comment-from: medium",
      "suggestions: false",
      "language: German",
      'include: ["src/**"]',
      'exclude: ["src/gen/**"]',
      "max-cost-usd: 1.5",
      "triggers:",
      "  drafts: true",
      "  branches: [main]",
      "notes:",
      "  - paths: [src/api/**]",
      "    note: All handlers run behind the session check.",
    ].join("\n");
    const reading = parseReviewPolicy(text);
    expect(reading).toEqual({
      kind: "valid",
      policy: {
        ...defaultPolicy,
        depth: "thorough",
        "fail-on": "never",
        "comment-from": "medium",
        suggestions: false,
        language: "German",
        include: ["src/**"],
        exclude: ["src/gen/**"],
        "max-cost-usd": 1.5,
        triggers: { ...defaultPolicy.triggers, drafts: true, branches: ["main"] },
        notes: [{ paths: ["src/api/**"], note: "All handlers run behind the session check." }],
      },
      set: [
        "depth",
        "fail-on",
        "comment-from",
        "suggestions",
        "language",
        "include",
        "exclude",
        "max-cost-usd",
        "triggers.drafts",
        "triggers.branches",
        "notes",
      ],
      enforced: [],
    });
  });

  it("reports every mistake at once with its line", () => {
    const reading = parseReviewPolicy(
      "depth: deep\nfail_on: high\ntriggers:\n  draft: true\n  branches: main\nmax-cost-usd: -1\n",
    );
    const places =
      reading.kind === "invalid" ? reading.problems.map(({ line, key }) => `${line} ${key}`) : [];
    expect(places.toSorted()).toEqual([
      "1 depth",
      "2 fail_on",
      "4 triggers.draft",
      "5 triggers.branches",
      "6 max-cost-usd",
    ]);
  });

  it("names the keys that exist", () => {
    const reading = parseReviewPolicy("triggers:\n  draft: true\n");
    expect(reading.kind === "invalid" && reading.problems[0]?.message).toContain("drafts");
  });

  it.each([
    ["a list instead of keys", "- a\n- b\n"],
    ["a scalar", "hello"],
    ["broken YAML", "depth: [\n"],
    ["a duplicate key", "depth: quick\ndepth: standard\n"],
    [
      "an alias bomb",
      `a: &a [1,1,1]\n${Array.from({ length: 20 }, (_, n) => `b${n}: &b${n} [*a,*a,*a,*a]`).join("\n")}\n`,
    ],
    ["deep nesting", "[".repeat(20_000)],
    ["a prototype key", "__proto__:\n  depth: quick\n"],
    ["a custom tag", "depth: !!js/function 'x'\n"],
    ["a text that is too long", `# ${"x".repeat(40_000)}\n`],
  ])("refuses %s without throwing", (_, text) => {
    const reading = parseReviewPolicy(text);
    expect(reading.kind).toBe("invalid");
    expect(reading.kind === "invalid" && reading.problems.length).toBeGreaterThan(0);
  });
});
