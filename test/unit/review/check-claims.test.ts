import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../src/adapters/syntax/create-syntax.ts";
import type { Claim } from "../../../src/domain/finding.ts";
import type { Language } from "../../../src/domain/syntax.ts";
import { checkClaims } from "../../../src/review/claims/check-claims.ts";
import { buildChange, type Known } from "../../fakes/build-change.ts";
import { claimOf } from "../../fakes/review-unit.ts";

const syntax = createSyntax();

const python = `import os
import json
import re
LIMIT = 30
SPARE = 31

def read_all(path, mode: str):
    unused_local = 1
    target = "/data/" + path
    if os.path.exists(target):
        return open(target, mode).read(4096)
    LOG.debug("password for %s is %s", path, password)
    LOG.debug("password is not set")
    # TODO: close the file

def typed(path: str) -> str:
    """Reads."""
    try:
        return read_all(path, LIMIT)
    except:
        return ""

def badName(value: str):
    return value  

def tidy(value: str) -> str:
\t    return json.dumps(value)
`;
const javascript = `import { a, b } from "./a.mjs";

/** Starts. */
export function start(some_value) {
  return a(some_value);
}

export function stop() {
  try { a(); } catch { return null; }
}
`;

interface Subject {
  readonly line: number;
  readonly claim: Partial<Claim>;
  readonly text?: string;
  readonly language?: Language | null;
  readonly known?: Known;
}

/** What becomes of one claim about one line: `kept`, or the reason for dropping it and what was looked for. */
async function judge({ line, claim, text = python, language = "python", known = "whole" }: Subject) {
  const change = buildChange([{ path: "src/a.py", base: null, head: text }], known);
  const facts =
    language === null ? null : await syntax.inspect(text, language, { rules: [], detail: "names" });
  const place = {
    file: 0,
    path: change.files[0]!.path,
    side: "RIGHT",
    startLine: line,
    endLine: line,
    quote: text.split("\n")[line - 1] ?? "",
  } as const;
  const { kept, dropped } = checkClaims([{ claim: claimOf({ kind: "suggestion", ...claim }), place }], {
    change: { ...change, files: change.files.map((file) => ({ ...file, isComplete: known === "whole" })) },
    facts: facts === null ? [] : [{ file: 0, side: "RIGHT", facts }],
  });
  return kept.length === 1 ? "kept" : `${dropped[0]?.reason}: ${dropped[0]?.detail}`;
}

const suggest = (title: string, ...symbols: string[]): Partial<Claim> => ({ title, symbols });
const NOTHING = "not-checkable: Nothing in the code decides whether this is so.";

describe("a suggestion about unused code", () => {
  it.each([
    [3, suggest("Unused import", "re"), "kept"],
    [3, suggest("The module is imported but never used", "import re"), "kept"],
    [3, suggest("Unused import"), "kept"],
    [8, suggest("Unused variable", "unused_local"), "kept"],
    [1, suggest("Unused import", "os"), "contradicted-by-code: `os` is used on line 10."],
    [4, suggest("Unused constant", "LIMIT"), "contradicted-by-code: `LIMIT` is used on line 19."],
    [2, suggest("Unused imports", "re", "json"), "contradicted-by-code: `json` is used on line 27."],
    [2, suggest("Unused import", "yaml"), "contradicted-by-code: `yaml` does not stand in the file."],
    [5, suggest("Unused constant", "SPARE"), NOTHING],
    [20, suggest("Unused code"), NOTHING],
  ])("on line %i, %o: %s", async (line, claim, expected) => {
    expect(await judge({ line, claim })).toBe(expected);
  });

  it("proves nothing where the file is not known in whole, is malformed, or has no syntax tree", async () => {
    const claim = suggest("Unused import", "re");

    expect(await judge({ line: 3, claim, known: "diff" })).toBe(NOTHING);
    expect(await judge({ line: 3, claim, text: `${python}\ndef (:\n` })).toBe(NOTHING);
    expect(await judge({ line: 3, claim, language: null })).toBe(NOTHING);
    expect(await judge({ line: 1, claim: suggest("Unused import", "os"), language: null })).toBe(
      "contradicted-by-code: `os` also stands on line 10.",
    );
  });
});

describe("a suggestion about style", () => {
  it.each([
    [23, suggest("camelCase name", "badName"), "kept"],
    [23, suggest("camelCase and snake_case are mixed"), "kept"],
    [
      7,
      suggest("camelCase name", "read_all"),
      "contradicted-by-code: `read_all` is not written in camelCase.",
    ],
    [7, { ...suggest("Unclear names"), category: "naming" as const }, NOTHING],
    [7, suggest("Missing type hints", "read_all"), "kept"],
    [23, suggest("Missing type hints"), "kept"],
    [
      16,
      suggest("Missing type hints"),
      "contradicted-by-code: What the claim speaks of in the header of the function has its types.",
    ],
    [4, suggest("Missing type hints"), NOTHING],
    [7, suggest("Missing docstring"), "kept"],
    [16, suggest("Missing docstring"), "contradicted-by-code: `typed` has a docstring or a comment."],
    [4, suggest("Missing docstring"), NOTHING],
    [27, suggest("Inconsistent indentation"), "kept"],
    [24, suggest("Trailing whitespace"), "kept"],
    [7, suggest("Inconsistent spacing"), NOTHING],
    [4, { ...suggest("Ugly"), category: "formatting" as const }, NOTHING],
  ])("on line %i, %o: %s", async (line, claim, expected) => {
    expect(await judge({ line, claim })).toBe(expected);
  });

  it("is refuted where no identifier has the style and no line the fault", async () => {
    const text = "def read_all(path):\n    return path\n";

    expect(await judge({ line: 1, claim: suggest("Uses camelCase and snake_case"), text })).toBe(
      "contradicted-by-code: No identifier of the file is written in camelCase.",
    );
    expect(await judge({ line: 1, claim: suggest("Uses camelCase"), text, language: null })).toBe(
      "contradicted-by-code: No identifier of the file is written in camelCase.",
    );
    expect(await judge({ line: 1, claim: suggest("Inconsistent indentation and spacing"), text })).toBe(
      "contradicted-by-code: The white space of the file shows no such inconsistency.",
    );
  });
});

describe("a suggestion about statements", () => {
  it.each([
    [
      4,
      suggest("Hard-coded value", "LIMIT"),
      "contradicted-by-code: `LIMIT` is a constant of the module already.",
    ],
    [
      4,
      suggest("Hard-coded value", "settings.interval"),
      "contradicted-by-code: The value is a constant already.",
    ],
    [11, suggest("The magic number 4096 should be a constant"), "kept"],
    [11, suggest("A magic number"), "kept"],
    [9, suggest("Path by concatenation"), "kept"],
    [11, suggest("Path by concatenation"), NOTHING],
    [14, suggest("Open TODO"), "kept"],
    [13, suggest("Open TODO"), NOTHING],
    [7, suggest("Open TODO"), "contradicted-by-code: No such marker stands in the quoted lines."],
    [7, suggest("Missing error handling", "read_all"), "kept"],
    [16, suggest("Missing error handling"), "contradicted-by-code: `typed` does handle errors."],
    [4, suggest("Missing error handling"), NOTHING],
    [16, { ...suggest("Errors are swallowed"), category: "error-handling" as const }, NOTHING],
    [20, suggest("A bare except catches everything"), "kept"],
    [8, suggest("A bare except catches everything"), NOTHING],
    [12, suggest("A password is logged"), "kept"],
    [13, suggest("A password is logged"), "contradicted-by-code: Only fixed text is logged here."],
    [11, suggest("A password is logged"), "contradicted-by-code: The quoted lines log nothing."],
    [11, suggest("The design could be nicer"), NOTHING],
  ])("on line %i, %o: %s", async (line, claim, expected) => {
    expect(await judge({ line, claim })).toBe(expected);
  });

  it("about joined paths is refuted where no path is joined", async () => {
    expect(await judge({ line: 1, claim: suggest("Path by concatenation"), text: "a = b + c\n" })).toBe(
      "contradicted-by-code: No line of the file joins a path with an operator.",
    );
  });
});

describe("a suggestion about JavaScript", () => {
  it.each([
    [1, suggest("Unused import", "b"), "kept"],
    [1, suggest("Unused import", "a"), "contradicted-by-code: `a` is used on line 5."],
    [4, suggest("snake_case parameter", "some_value"), "kept"],
    [4, suggest("Missing documentation"), "contradicted-by-code: `start` has a docstring or a comment."],
    [8, suggest("Missing documentation"), "kept"],
    [8, suggest("Missing error handling"), "contradicted-by-code: `stop` does handle errors."],
    [4, suggest("Missing type hints"), NOTHING],
  ])("on line %i, %o: %s", async (line, claim, expected) => {
    expect(await judge({ line, claim, text: javascript, language: "javascript" })).toBe(expected);
  });
});

describe("a defect", () => {
  const defect = (title: string, ...symbols: string[]): Partial<Claim> => ({
    kind: "defect",
    title,
    symbols,
  });
  it.each([
    [defect("The path reaches the disk", "read_all", "user_input"), "kept"],
    [
      defect("The path reaches the disk", "run_shell()"),
      "contradicted-by-code: `run_shell` stands nowhere in the change.",
    ],
    [defect("The path is used without a check", "secure_path"), "kept"],
    [defect("A hard-coded limit", "LIMIT"), "kept"],
    [defect("The result is unused", "read_all"), "kept"],
    [defect("The admin reaches it", "admin", "../etc"), "kept"],
    [defect("Anything"), "kept"],
  ])("is kept unless it speaks of code that is not there: %o, %s", async (claim, expected) => {
    expect(await judge({ line: 9, claim })).toBe(expected);
  });
});
