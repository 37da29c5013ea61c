import { describe, expect, it } from "vitest";
import type { Claim, Place } from "../../../src/domain/finding.ts";
import type { FileFacts, NameFacts } from "../../../src/domain/syntax.ts";
import { groundClaims } from "../../../src/review/claims/ground-claims.ts";
import { buildChange } from "../../fakes/build-change.ts";
import { claimOf, unitOfChange } from "../../fakes/review-unit.ts";

const base = `import os

def load(name):
    check(name)
    return open(name)

${Array.from({ length: 12 }, (_, index) => `value_${index} = ${index}`).join("\n")}

def close(handle):
    handle.flush()
    handle.close()
`;
const head = base
  .replace("    check(name)\n", "")
  .replace("open(name)", 'open("/data/" + name)')
  .replace("    handle.flush()\n", "    # [[SECRET token #1]]\n    send(handle)\n    return open(name)\n");
const change = buildChange(
  [
    { path: "src/load.py", base, head },
    { path: "src/other.py", base: null, head: "token = 'abc'\nrun(token, 1)\n" },
  ],
  "diff",
);

const options = {
  isPlaceholder: (text: string) => /^token = '\[\[SECRET token #1\]\]'$/.test(text),
  mask: (text: string) => text.replaceAll("abc", "***"),
  redact: (text: string) => text.replaceAll("abc", "[[SECRET token #1]]"),
};

const groundOne = (changes: Partial<Claim>, facts: readonly FileFacts[] = [], of = change) =>
  groundClaims([claimOf(changes)], of, facts, options);

/** Side, lines and quote of the place; or why there is none. */
function outcomeOf(changes: Partial<Claim>, facts: readonly FileFacts[] = [], of = change): string {
  const { candidates, dropped } = groundOne(changes, facts, of);
  const place: Place | undefined = candidates[0]?.place;
  return place === undefined
    ? `${dropped[0]?.reason}`
    : `${place.path} ${place.side} ${place.startLine}-${place.endLine} ${JSON.stringify(place.quote)}`;
}

describe("a quote", () => {
  it("gives the place and keeps the claim as it was", () => {
    const claim = claimOf({ quote: 'open("/data/" + name)', lines: [{ start: 99, end: 99 }] });

    expect(groundClaims([claim], change, [], options)).toEqual({
      candidates: [
        {
          claim,
          place: {
            file: 0,
            path: "src/load.py",
            side: "RIGHT",
            startLine: 4,
            endLine: 4,
            quote: '    return open("/data/" + name)',
          },
        },
      ],
      dropped: [],
    });
  });

  const opened = 'src/load.py RIGHT 4-4 "    return open(\\"/data/\\" + name)"';
  it.each([
    ["with other white space", ' return  open( "/data/"+name ) ', opened],
    ["with the number and marker of the prompt", 'R4 +     return open("/data/" + name)', opened],
    ["with a number", '4: return open("/data/" + name)', opened],
    ["with a number and a bar", ' 4 | return open("/data/" + name)', opened],
    ["with the marker of a diff", '+    return open("/data/" + name)', opened],
    [
      "as both sides of a diff",
      '-    check(name)\n-    return open(name)\n+    return open("/data/" + name)',
      opened,
    ],
    [
      "over two lines, numbered",
      'R3   def load(name):\nR4 +     return open("/data/" + name)',
      'src/load.py RIGHT 3-4 "def load(name):\\n    return open(\\"/data/\\" + name)"',
    ],
    ["that is made up", "subprocess.run(name)", "quote-not-found"],
    ["with HTML entities", "open(&quot;/data/&quot; + name)", "quote-not-found"],
    ["that is too short", "os", "no-quote"],
    ["of a numbered bracket", "R22 +     )", "no-quote"],
    ["of punctuation", ") ; } ] (", "no-quote"],
    ["across a gap between hunks", "value_2 = 2 value_11 = 11", "quote-not-found"],
  ])("is looked up %s", (_, quote, expected) => {
    expect(outcomeOf({ quote })).toBe(expected);
  });

  it("is looked up on the claimed side first, then on the other one", () => {
    expect(outcomeOf({ quote: "check(name)", side: "LEFT" })).toBe('src/load.py LEFT 4-4 "    check(name)"');
    expect(outcomeOf({ quote: "check(name)", side: "RIGHT" })).toBe('src/load.py LEFT 4-4 "    check(name)"');
    expect(outcomeOf({ quote: "return open(name)", side: "LEFT" })).toBe(
      'src/load.py LEFT 5-5 "    return open(name)"',
    );
    expect(outcomeOf({ quote: "return open(name)", side: "RIGHT" })).toBe(
      'src/load.py RIGHT 22-22 "    return open(name)"',
    );
  });

  it("that is missing, or in a file that was not shown, gives no place", () => {
    expect(outcomeOf({ quote: null })).toBe("no-quote");
    expect(outcomeOf({ quote: "import os", file: null })).toBe("quote-not-found");
    expect(outcomeOf({ quote: "import os", file: 7 })).toBe("quote-not-found");
  });

  it("of several equal ones is the nearest to the claimed line that a hunk touches", () => {
    const repeated = buildChange([
      {
        path: "a.py",
        base: `${"keep()\n".repeat(40)}`,
        head: `go()\n${"keep()\n".repeat(20)}go()\n${"keep()\n".repeat(20)}go()\n`,
      },
    ]);
    const lineNear = (line: number) => {
      const { candidates } = groundOne({ quote: "go()", lines: [{ start: line, end: line }] }, [], repeated);
      return candidates[0]?.place.startLine;
    };

    expect([1, 10, 15, 30, 33, 900].map(lineNear)).toEqual([1, 1, 22, 22, 43, 43]);
    expect(groundOne({ quote: "go()" }, [], repeated).candidates[0]?.place.startLine).toBe(1);
  });

  it("outside of the changed hunks is not evidence", () => {
    const whole = buildChange([{ path: "src/load.py", base, head }]);

    expect(outcomeOf({ quote: "value_6 = 6" }, [], whole)).toBe("outside-change");
    expect(outcomeOf({ quote: "value_6 = 6", side: null }, [], whole)).toBe("outside-change");
  });

  it("of many lines is cut to ten that begin in the change", () => {
    const long = Array.from({ length: 30 }, (_, index) => `line_${index}()`);
    const tall = buildChange([
      { path: "a.py", base: long.join("\n"), head: long.with(25, "new()").join("\n") },
    ]);
    const { candidates } = groundOne({ quote: long.with(25, "new()").join("\n") }, [], tall);

    expect(candidates[0]?.place).toMatchObject({ startLine: 23, endLine: 30 });
  });
});

describe("a secret", () => {
  it("is masked in the place, and found where the prompt showed a placeholder", () => {
    expect(outcomeOf({ file: 1, quote: "token = 'abc'" })).toBe("src/other.py RIGHT 1-1 \"token = '***'\"");
    expect(outcomeOf({ file: 1, quote: "R2 + run(token, 1)" })).toBe(
      'src/other.py RIGHT 2-2 "run(token, 1)"',
    );
    expect(outcomeOf({ file: 1, quote: "'[[SECRET token #1]]'\nrun(token" })).toBe(
      "src/other.py RIGHT 1-2 \"token = '***'\\nrun(token, 1)\"",
    );
    expect(outcomeOf({ quote: "# [[SECRET token #1]]" })).toBe(
      'src/load.py RIGHT 20-20 "    # [[SECRET token #1]]"',
    );
  });

  it("that is all a quote says is left to the secret check", () => {
    expect(outcomeOf({ file: 1, quote: "token = '[[SECRET token #1]]'" })).toBe("about-placeholder");
  });
});

describe("prose", () => {
  const prose = { side: null, file: null } as const;
  const suggestion = { ...prose, kind: "suggestion" } as const;
  const names = new Map<string, NameFacts>([
    ["load", { importedAt: [], definedAt: [3], usedAt: [9, 20] }],
    ["value_5", { importedAt: [], definedAt: [11], usedAt: [] }],
  ]);
  const facts: FileFacts[] = [
    {
      file: 0,
      side: "RIGHT",
      facts: {
        language: "python",
        scopes: [{ kind: "function", name: "close", startLine: 19, endLine: 23 }],
        names,
        matches: [],
        isWellFormed: true,
      },
    },
  ];

  it.each([
    ["the definition of a name", ["load"], 'src/load.py RIGHT 3-3 "def load(name):"'],
    ["a function that the names do not list", ["close()"], 'src/load.py RIGHT 19-19 "def close(handle):"'],
    ["the text where the tree knows nothing", ["send"], 'src/load.py RIGHT 21-21 "    send(handle)"'],
    ["the base", ["flush"], 'src/load.py LEFT 21-21 "    handle.flush()"'],
    ["the second name", ["nothing_like_it", "run"], 'src/other.py RIGHT 2-2 "run(token, 1)"'],
    ["nowhere", ["nothing_like_it"], "quote-not-found"],
    ["outside of the change", ["value_5"], "outside-change"],
    ["no name at all", ["a ... b"], "no-quote"],
  ])("that names code is located: %s", (_, symbols, expected) => {
    expect(outcomeOf({ ...suggestion, symbols }, facts)).toBe(expected);
  });

  it("that gives only lines, or is a defect without a quote, is not evidence", () => {
    expect(outcomeOf({ ...suggestion, lines: [{ start: 4, end: 4 }] }, facts)).toBe("no-quote");
    expect(outcomeOf({ ...prose, symbols: ["load"] }, facts)).toBe("no-quote");
  });

  it("is looked up in the files of its unit only, when units are given", () => {
    const unit = unitOfChange({ ...change, files: change.files.slice(0, 1) });
    const claim = claimOf({ ...suggestion, quote: "run(token, 1)" });

    expect(groundClaims([claim], change, [], { ...options, units: [unit] }).dropped).toEqual([
      { reason: "quote-not-found", claim, detail: "The quoted code stands nowhere in the file it names." },
    ]);
    expect(groundClaims([claim], change, [], options).candidates).toHaveLength(1);
  });
});

describe("repetitive text", () => {
  it("is searched in linear time", () => {
    const file = `${"a".repeat(100)}\n`.repeat(5_000);
    const hostile = buildChange([{ path: "a.txt", base: null, head: file }]);
    const claims = Array.from({ length: 20 }, () => claimOf({ quote: `b${"a".repeat(1_900)}` }));
    const start = performance.now();

    expect(groundClaims(claims, hostile, [], options).dropped).toHaveLength(20);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
