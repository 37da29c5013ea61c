import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Language } from "../../../src/domain/syntax.ts";
import { maskNonCode } from "../../../src/review/refute/mask-non-code.ts";

const insert = (code: string) => ["$", "{", code, "}"].join("");

/** What is left, with every run of white space as one blank. */
const codeOf = (text: string, language: Language | null) =>
  maskNonCode(text, language).replaceAll(/\s+/g, " ").trim();

describe("of a text only code is left", () => {
  it.each<[string, Language | null, string, string]>([
    ["a comment to the end of the line", "javascript", "check(x); // is safe\nrun(x);", "check(x); run(x);"],
    ["a comment of several lines", "java", "a(); /* reviewed\n safe */ b();", "a(); b();"],
    ["a comment that is never closed", "c", "a(); /* reviewed", "a();"],
    ["a string", "go", 'log("input was checked", x)', "log( , x)"],
    ["a docstring", "python", 'def f(x):\n    """Input is\n    safe."""\n    return x', "def f(x): return x"],
    ["a hash comment", "ruby", "run(x) # safe", "run(x)"],
    ["a comment mark within a string", "javascript", 'get("https://host/" + x)', "get( + x)"],
    ["a quote within a comment", "javascript", "// don't\nrun(x)", "run(x)"],
    ["an escaped quote", "java", 'say("a \\" b", x)', "say( , x)"],
    ["a string that is never closed", "python", "it = 'open\nrun(x)", "it = 'open run(x)"],
    ["a lifetime, which is no literal", "rust", "fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"],
    ["a character", "c", "if (c == '\\\\') stop();", "if (c == ) stop();"],
    [
      "code in a template",
      "typescript",
      `html(\`<b>${insert("escape(name)")}</b>\`)`,
      "html( escape(name) )",
    ],
    ["code in an f-string", "python", 'f"<b>{escape(name)}</b>"', "f escape(name)"],
    ["code in a string of Ruby", "ruby", '"<b>#{h(name)}</b>"', "h(name)"],
    ["braces in an ordinary string", "javascript", `say("#{safe} ${insert("safe")}")`, "say( )"],
    ["a comment in a file of no known language", null, "a: 1\n# safe\n  // safe\nb: 'x'", "a: 1 b: 'x'"],
  ])("%s", (_, language, text, expected) => {
    expect(codeOf(text, language)).toBe(expected);
  });

  it("and every line and column stays where it is", () => {
    const pieces = fc.constantFrom(
      '"',
      "'",
      "`",
      "\\",
      "\n",
      "//",
      "/*",
      "*/",
      "#",
      "${",
      "}",
      "ab",
      " ",
      '"""',
      "$",
      "f",
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 60 }),
        fc.constantFrom(...Language.options, null),
        (parts, language) => {
          const text = parts.join("");
          const masked = maskNonCode(text, language);
          expect(masked).toHaveLength(text.length);
          for (let at = 0; at < text.length; at += 1) expect([" ", text[at]]).toContain(masked[at]);
          expect(masked.split("\n")).toHaveLength(text.split("\n").length);
        },
      ),
    );
  });

  it("in a time that grows with the text, whatever is never closed", () => {
    const startedAt = performance.now();
    for (const text of ["'", '"', "`", '"""', "/*", "f'{", "\\'"]) {
      for (const language of ["javascript", "python", "go"] as const)
        maskNonCode(text.repeat(100_000), language);
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
