import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../src/adapters/syntax/create-syntax.ts";
import { patternPack } from "../../../src/checks/pattern-pack.ts";
import type { ChangedFile, ChangeSet, Excerpt } from "../../../src/domain/change-set.ts";
import { inspectChange, inspectNames } from "../../../src/pipeline/inspect-change.ts";
import type { Syntax, SyntaxDetail } from "../../../src/pipeline/ports.ts";
import { changeOfLines } from "../checks/change-of-lines.ts";

const syntax = createSyntax();
const deps = { syntax, rules: patternPack };

/** A Python file with the given texts at the head and, in its diff, one added line. */
function changeWith(head: readonly Excerpt[], rest: Partial<ChangedFile> = {}): ChangeSet {
  const change = changeOfLines({ path: "a.py", lines: ["+x = 1"] });
  return { ...change, files: change.files.map((file) => ({ ...file, base: [], head, ...rest })) };
}

const parts = [
  { firstLine: 5, text: "def f():\n  pass" },
  { firstLine: 20, text: "f()\nos.system(f)" },
];

describe("inspectChange", () => {
  it("merges the excerpts of a side, with lines of the file, and collects no names", async () => {
    expect(await inspectChange(changeWith(parts), deps, [0])).toEqual([
      {
        file: 0,
        side: "RIGHT",
        facts: {
          language: "python",
          scopes: [{ kind: "function", name: "f", startLine: 5, endLine: 6 }],
          names: new Map(),
          matches: [{ rule: "python.command-injection.shell", startLine: 21, endLine: 21 }],
          isWellFormed: false,
        },
      },
    ]);
  });

  it("finds in a thousand excerpts what stands in each of them, and nothing across two", async () => {
    const open = { firstLine: 0, text: "def f(a):\n  os.system(a" };
    const closed = { firstLine: 0, text: "  a)\n  os.system(a)" };
    const excerpts = Array.from({ length: 1000 }, (_, at) => ({
      ...(at % 2 === 0 ? closed : open),
      firstLine: 10 * at + 1,
    }));
    const [entry] = await inspectChange(changeWith(excerpts), deps, [0]);
    const { scopes, matches } = entry!.facts;
    const isWithin = ({ startLine, endLine }: { startLine: number; endLine: number }) =>
      startLine % 10 <= 2 && endLine - startLine <= 1;
    expect(scopes.filter((scope) => !isWithin(scope))).toEqual([]);
    expect(matches.filter((match) => !isWithin(match))).toEqual([]);
    const lines = new Set(matches.map(({ startLine }) => startLine));
    expect(excerpts.filter(({ firstLine }, at) => at % 2 === 0 && !lines.has(firstLine + 1))).toEqual([]);
  });

  it("asks for no more than leads and units need", async () => {
    const asked: [SyntaxDetail, string][] = [];
    const asking: Syntax = {
      inspect: async (_text, _language, { rules, detail }) => {
        asked.push([detail, [...new Set(rules.map(({ on }) => on))].toSorted().join(" ")]);
        return null;
      },
    };
    const change = changeOfLines(
      { path: "changed.py", lines: ["-x = 1", "+x = 2"] },
      { path: "extended.py", lines: [" x = 1", "+x = 2"] },
    );
    const files = [...change.files, { ...change.files[0]!, status: "deleted" as const, head: [] }];
    await inspectChange({ ...change, files }, { ...deps, syntax: asking }, [0, 1, 2]);
    expect(asked).toEqual([
      ["matches", "removed"],
      ["outline", "added claimed removed"],
      ["outline", "added claimed removed"],
    ]);
  });

  it("skips binary files and positions outside the change", async () => {
    expect(await inspectChange(changeWith(parts, { kind: "binary" }), deps, [0, 7])).toEqual([]);
  });
});

describe("inspectNames", () => {
  it("merges the names of all excerpts, and proves nothing about the rest", async () => {
    const facts = await inspectNames(changeWith(parts), syntax, [0]);
    expect(facts).toEqual([
      {
        file: 0,
        side: "RIGHT",
        facts: {
          language: "python",
          scopes: [{ kind: "function", name: "f", startLine: 5, endLine: 6 }],
          names: new Map([
            ["f", { definedAt: [5], importedAt: [], usedAt: [20, 21] }],
            ["os", { definedAt: [], importedAt: [], usedAt: [21] }],
            ["system", { definedAt: [], importedAt: [], usedAt: [21] }],
          ]),
          matches: [],
          isWellFormed: false,
        },
      },
    ]);
  });

  it("trusts a whole text that the parser understood", async () => {
    const change = changeWith([{ firstLine: 1, text: "x = 1" }], { isComplete: true });
    const facts = await inspectNames(change, syntax, [0]);
    expect(facts.map(({ side, facts: { isWellFormed } }) => [side, isWellFormed])).toEqual([["RIGHT", true]]);
  });
});
