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
    expect(places).toEqual([
      "1 depth",
      "2 fail_on",
      "4 triggers.draft",
      "5 triggers.branches",
      "6 max-cost-usd",
    ]);
  });

  it("says what a value must be, and asks for keys that were nearly right", () => {
    const text = [
      "fail_on: high",
      "depth: deep",
      "include: src",
      "exclude: [1]",
      'language: "1"',
      "suggestions: yes please",
      "max-cost-usd: 0",
      "triggers: [a]",
      "notes:",
      "  - paths: []",
    ].join("\n");
    const reading = parseReviewPolicy(text);
    const told = reading.kind === "invalid" ? reading.problems : [];
    expect(
      told.map(({ line, key, message }) => `${line} ${key}: ${message.replace(/; did.*/, "…")}`),
    ).toEqual([
      "1 fail_on: this key does not exist…",
      "2 depth: must be one of quick, standard, thorough",
      "3 include: must be a list, such as [a, b]",
      "4 exclude.0: must be text",
      "5 language: must begin with a letter, and hold 2 to 41 letters, blanks and dashes",
      "6 suggestions: must be true or false",
      "7 max-cost-usd: must be above 0",
      "8 triggers: must be a map of keys and values",
      "10 notes.0.paths: must not be empty",
      "10 notes.0.note: must be text",
    ]);
    expect(told[0]?.message).toMatch(
      /^this key does not exist; did you mean `fail-on`\? known keys here: depth, /,
    );
  });

  it("names the keys that exist", () => {
    const reading = parseReviewPolicy("triggers:\n  draft: true\n");
    expect(reading.kind === "invalid" && reading.problems[0]?.message).toContain("drafts");
  });

  it("says in which line it is nested too deeply", () => {
    const message = "lists or maps are nested more than 20 deep; no key needs that";
    expect(parseReviewPolicy(`depth: quick\nexclude: ${"{a: ".repeat(21)}`)).toEqual({
      kind: "invalid",
      problems: [{ line: 2, key: "", message }],
    });
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
