import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import type { Claim } from "../../../../src/domain/finding.ts";
import type { FileFacts } from "../../../../src/domain/syntax.ts";
import { groundClaims } from "../../../../src/review/claims/ground-claims.ts";
import { detectLanguage } from "../../../../src/review/select/detect-language.ts";
import { buildChange, type FileSpec } from "../../../fakes/build-change.ts";
import { claimOf, unitOfChange } from "../../../fakes/review-unit.ts";

const syntax = createSyntax();

/** Place or reason of a claim in prose that points at no code. */
async function locate(claim: Partial<Claim>, specs: readonly FileSpec[]): Promise<string> {
  const change = buildChange(specs);
  const facts: FileFacts[] = [];
  for (const [file, { path, head }] of specs.entries()) {
    const language = detectLanguage(change.files[file]?.path ?? change.files[0]!.path);
    const known =
      language === null ? null : await syntax.inspect(head ?? "", language, { rules: [], detail: "names" });
    if (known !== null && path !== "unparsed.py") facts.push({ file, side: "RIGHT", facts: known });
  }
  const prose = claimOf({ kind: "suggestion", side: null, file: null, ...claim });
  const { candidates, dropped } = groundClaims([prose], change, facts, {
    isPlaceholder: () => false,
    mask: (text) => text,
    units: [unitOfChange(change)],
  });
  const place = candidates[0]?.place;
  return place === undefined ? `${dropped[0]?.reason}` : `${place.path}:${place.startLine}`;
}

const tidy = 'def tidy(value: str) -> str:\n    """Returns it."""\n    return value\n';
const bare = "import os\n\n\ndef first(value):\n    return value\n\n\ndef second(value):\n    return value\n";
const added = (path: string, head: string): FileSpec => ({ path, base: null, head });

describe("a claim about the code as a whole", () => {
  it.each<[string, Partial<Claim>, readonly FileSpec[], string]>([
    [
      "gets the first line that bears it out",
      { title: "Missing docstrings" },
      [added("a.py", bare)],
      "a.py:4",
    ],
    [
      "is looked up in all files",
      { title: "Missing docstrings" },
      [added("a.py", tidy), added("b.md", "text"), added("c.py", bare)],
      "c.py:4",
    ],
    ["may be about imports", { title: "Unused imports" }, [added("a.py", bare)], "a.py:1"],
    ["may be about type hints", { title: "Functions lack type hints" }, [added("a.py", bare)], "a.py:4"],
    [
      "is contradicted where no file bears it out",
      { title: "Missing docstrings" },
      [added("a.py", tidy)],
      "contradicted-by-code",
    ],
    [
      "is contradicted about style",
      { title: "Mixed camelCase and snake_case" },
      [added("a.py", bare)],
      "contradicted-by-code",
    ],
    [
      "is not judged where a file of another language is all there is",
      { title: "Missing docstrings" },
      [added("a.md", "text")],
      "no-quote",
    ],
    [
      "is not judged where a file could not be parsed",
      { title: "Missing docstrings" },
      [added("unparsed.py", bare)],
      "no-quote",
    ],
    [
      "is not judged in a text with errors",
      { title: "Missing docstrings" },
      [added("a.py", "def (:\n")],
      "no-quote",
    ],
    [
      "needs a statement that lines can bear out",
      { title: "Unclear structure" },
      [added("a.py", bare)],
      "no-quote",
    ],
    [
      "needs a place for what only a place decides",
      { title: "A TODO is open" },
      [added("a.py", bare)],
      "no-quote",
    ],
    [
      "that says `most` is not judged where few lines bear it out",
      { title: "Most functions lack docstrings" },
      [added("a.py", `${tidy}\n\n${tidy}\n\n${tidy}\n\n${bare}\n\n${tidy}`)],
      "no-quote",
    ],
    [
      "is left out where only lines outside of the change bear it out",
      { title: "Missing docstrings" },
      [
        {
          path: "a.py",
          base: `${bare}${"\n".repeat(9)}${tidy}`,
          head: `${bare}${"\n".repeat(9)}${tidy}\n\nLIMIT = 1\n`,
        },
      ],
      "outside-change",
    ],
  ])("%s", async (_what, claim, specs, expected) => {
    expect(await locate(claim, specs)).toBe(expected);
  });
});
