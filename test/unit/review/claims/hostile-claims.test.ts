import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import type { SuggestionCategory } from "../../../../src/domain/finding.ts";
import type { Language } from "../../../../src/domain/syntax.ts";
import { checkClaims } from "../../../../src/review/claims/check-claims.ts";
import { buildChange } from "../../../fakes/build-change.ts";
import { claimOf } from "../../../fakes/review-unit.ts";

const syntax = createSyntax();
// Generous for a busy machine; anything that is not linear takes minutes on these texts.
const limitMs = 60_000;

const texts: readonly (readonly [string, Language, string])[] = [
  ["a line of paths", "python", `x = ${'"pathpath/" + pathpath '.repeat(10_000)}+ 1\n`],
  ["one long word", "python", `x = ${"pathmaskurl".repeat(20_000)}\n`],
  ["many spaces", "python", `def f(a):\n    LOG.info("${" ".repeat(200_000)}"${" ".repeat(200_000)})\n`],
  ["many functions of one name", "javascript", "function f(a) { f(a); }\n".repeat(5_000)],
  ["many handlers", "python", "try:\n    f()\nexcept A:\n    pass\n".repeat(5_000)],
  ["many imports", "python", "import a\n".repeat(10_000)],
  ["nothing but comments", "javascript", "/* TODO */ ".repeat(20_000)],
];

const claims: readonly (readonly [SuggestionCategory, string])[] = [
  ["unused-code", "Unused import `a`, unused function `f`, unused parameter `a`"],
  ["naming", "`f` uses camelCase instead of snake_case"],
  ["documentation", "Missing docstring"],
  ["type-hints", "Missing type hints"],
  ["formatting", "Inconsistent indentation and spacing"],
  ["constants", "The magic number 4096 is hard-coded"],
  ["file-handling", "Path is concatenated"],
  ["todo", "Open TODO"],
  ["error-handling", "Errors are silently swallowed"],
  ["error-handling", "Missing error handling"],
  ["logging", "A password is logged"],
  ["other", "`f` is never invoked"],
];

describe("claims about a hostile text", () => {
  it.each(texts)("%s are checked in time", { timeout: limitMs }, async (_what, language, text) => {
    const change = buildChange([{ path: "src/a", base: null, head: text }]);
    const facts = await syntax.inspect(text, language, { rules: [], detail: "names" });
    if (facts === null) throw new Error("no facts");
    const candidates = claims.map(([category, title]) => ({
      claim: claimOf({ kind: "suggestion", category, title, symbols: ["f", "a"] }),
      place: {
        file: 0,
        path: change.files[0]!.path,
        side: "RIGHT",
        startLine: 1,
        endLine: 2,
        quote: "",
      } as const,
    }));

    const { kept, dropped } = checkClaims(candidates, { change, facts: [{ file: 0, side: "RIGHT", facts }] });

    expect(kept.length + dropped.length).toBe(claims.length);
  });
});
