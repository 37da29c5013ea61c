import { describe, expect, it } from "vitest";
import { ReviewError } from "../../../src/domain/errors.ts";
import type { EvidenceRequest } from "../../../src/domain/refutation.ts";
import { type EvidenceSources, gatherEvidence } from "../../../src/pipeline/gather-evidence.ts";
import type { Snapshot } from "../../../src/pipeline/ports-snapshot.ts";
import { readCodeLines } from "../../../src/review/refute/shown-code.ts";
import { silentLog } from "../../fakes/asking.ts";
import { buildChange } from "../../fakes/build-change.ts";

const head =
  "import { check } from './auth';\n\nexport function find(name) {\n  check(name);\n  return name;\n}\n";
const change = buildChange([
  { path: "src/find.js", base: null, head },
  { path: "src/gone.js", base: "check();\n", head: null },
]);
const files: Readonly<Record<string, string>> = {
  "src/auth.js": `// Roles\nconst roles = 'hunter2';\n${"\n".repeat(17)}export function check(name) {\n  if (!roles.includes(name)) throw new Error();\n}\n`,
  "src/long.js": `${"x".repeat(900)}\n${"y\n".repeat(200)}`,
};
const snapshotOf = (changes: Partial<Snapshot> = {}): Snapshot => ({
  readFile: async (path) => files[path] ?? null,
  selectExisting: async (paths) => paths.filter((path) => path in files),
  findWord: async (word, limit) =>
    Object.entries({ ...files, "src/find.js": head })
      .flatMap(([path, text]) =>
        text.split("\n").map((line, index) => ({ path, line: index + 1, text: line })),
      )
      .filter(({ text }) => text.includes(word))
      .slice(0, limit),
  ...changes,
});
const sourcesOf = (snapshot: Snapshot | null): EvidenceSources => ({
  change,
  snapshot,
  known: (path, side) => {
    const file = change.files.find((changed) => changed.path === path && side === "RIGHT");
    const shown = (file?.head ?? []).map(({ firstLine, text }) => ({
      firstLine,
      text: text.replaceAll("find", "FIND"),
    }));
    return readCodeLines(shown, path);
  },
  read: new Map(),
  cleanFile: async (_, text) => text.replaceAll("hunter2", "[[SECRET password #1]]"),
  log: silentLog,
});
const blank = { path: null, from: null, to: null, symbol: null };
const lines = (path: string, from: number | null, to: number | null): EvidenceRequest => ({
  ...blank,
  kind: "lines",
  path,
  from,
  to,
});
const about = (kind: "definition" | "references", symbol: string): EvidenceRequest => ({
  ...blank,
  kind,
  symbol,
});
const textOf = async (request: EvidenceRequest, snapshot: Snapshot | null = snapshotOf()) =>
  (await gatherEvidence(request, sourcesOf(snapshot))).text.split("\n");

describe("what is asked for", () => {
  it.each<[string, EvidenceRequest, readonly string[]]>([
    [
      "lines of the change, as it is shown elsewhere",
      lines("./src/find.js", 3, 4),
      ["R3 . export function FIND(name) {", "R4 .   check(name);"],
    ],
    [
      "lines of another file, masked",
      lines("src/auth.js", 1, 2),
      ["R1 . // Roles", "R2 . const roles = '[[SECRET password #1]]';"],
    ],
    ["lines up to the end", lines("src/find.js", 5, 500), ["R5 .   return name;", "R6 . }"]],
  ])("%s", async (_, request, expected) => {
    expect((await textOf(request)).slice(2)).toEqual(expected);
  });

  it("a definition, from the line before it on", async () => {
    expect(await textOf(about("definition", "auth.check()"))).toEqual([
      'definition "auth.check()"',
      'file "src/auth.js"',
      "R19 . ",
      "R20 . export function check(name) {",
      "R21 .   if (!roles.includes(name)) throw new Error();",
      "R22 . }",
      "R23 . ",
    ]);
  });

  it("references, those of the change first and each once", async () => {
    expect(await textOf(about("references", "check"))).toEqual([
      'references "check"',
      'file "src/find.js"',
      "R1 . import { check } from './auth';",
      "R4 .   check(name);",
      'file "src/auth.js"',
      "R20 . export function check(name) {",
    ]);
  });

  it("at most eighty lines, each cut", async () => {
    const { text, shown } = await gatherEvidence(lines("src/long.js", 1, 200), sourcesOf(snapshotOf()));
    expect(shown.map((part) => part.lines.length)).toEqual([80]);
    expect(text.split("\n")[2]).toBe(`R1 . ${"x".repeat(400)}`);
  });

  it.each<[string, EvidenceRequest, Snapshot | null]>([
    ["stands outside, and only the change is known", lines("src/auth.js", 1, 2), null],
    ["is no file", lines("src/none.js", 1, 2), snapshotOf()],
    ["was deleted", lines("src/gone.js", 1, 2), snapshotOf()],
    ["lies behind the end", lines("src/find.js", 90, 99), snapshotOf()],
    ["has no path", { ...blank, kind: "lines" }, snapshotOf()],
    ["has an empty path", lines("", 1, 2), snapshotOf()],
    ["is no name", about("definition", "a + b;"), snapshotOf()],
    ["is defined nowhere", about("definition", "Error"), snapshotOf()],
    ["is named nowhere", about("references", "nobody"), snapshotOf()],
    [
      "cannot be read",
      lines("src/auth.js", 1, 2),
      snapshotOf({ readFile: () => Promise.reject(new ReviewError("GIT_FAILED", "no")) }),
    ],
  ])("and %s, is not available", async (_, request, snapshot) => {
    const { text, shown } = await gatherEvidence(request, sourcesOf(snapshot));
    expect([text.split("\n").slice(1), shown]).toEqual([["not available; decide with what you see"], []]);
  });

  it("cannot break out of its line", async () => {
    const [heading, ...rest] = await textOf(lines('x"\nR1 . check(name);', 1, 2));
    expect([heading, rest]).toEqual([
      'lines "x\\"\\nR1 . check(name);"',
      ["not available; decide with what you see"],
    ]);
  });
});
