import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import { rulesFor } from "../../../../src/checks/pattern-pack.ts";
import type { Language } from "../../../../src/domain/syntax.ts";

const syntax = createSyntax();
const binary = Array.from({ length: 300_000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join(
  "",
);

// Generous for a busy machine; anything that is not linear takes minutes on these texts.
const limitMs = 60_000;

describe("a hostile text neither crashes nor stalls the parser", () => {
  it.each<[string, Language, string]>([
    ["100,000 nested parentheses", "python", `x = ${"(".repeat(100_000)}1${")".repeat(100_000)}`],
    ["30,000 chained calls of a sink", "javascript", `x = a${".query(b + c)".repeat(30_000)}`],
    ["100,000 nested blocks that never end", "rust", `fn f() {${"{".repeat(100_000)}`],
    ["50,000 functions within functions", "javascript", `${"a => ".repeat(50_000)}1`],
    ["8,000 nested calls that take an expression", "csharp", `${'Regex.IsMatch(a,"a+",'.repeat(8000)}1`],
    ["200,000 arguments of such a call", "python", `re.compile("a+",${"1,".repeat(200_000)})`],
    ["one line of 1 MB", "python", `x = [${"1,".repeat(500_000)}]`],
    ["300 kB of binary", "python", binary],
    ["300 kB of binary as PHP", "php", binary],
  ])("%s", { timeout: limitMs }, async (_what, language, text) => {
    const facts = await syntax.inspect(text, language, { rules: rulesFor(language), detail: "names" });
    expect(facts?.language).toBe(language);
  });
});
