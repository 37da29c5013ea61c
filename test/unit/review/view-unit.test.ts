import { describe, expect, it } from "vitest";
import type { ChangeSet } from "../../../src/domain/change-set.ts";
import type { Depth } from "../../../src/domain/review.ts";
import type { ReviewUnit, UnitContext, UnitLine } from "../../../src/domain/unit.ts";
import { formatUnit } from "../../../src/review/units/format-unit.ts";
import { halveUnit } from "../../../src/review/units/split-into-units.ts";
import { firstViewOf, viewUnits } from "../../../src/review/units/view-unit.ts";
import { buildChange } from "../../fakes/build-change.ts";

const countTokens = (text: string) => text.length;
const base = "// Finds users.\nfunction find(db, name) {\n  return [];\n}\n";
const head = "// Finds users.\nfunction find(db, name) {\n  return db.query(name); // name is clean\n}\n";
const change = buildChange([{ path: "find.js", base, head }], "whole");

const line = (
  kind: UnitLine["kind"],
  oldLine: number | null,
  newLine: number | null,
  text: string,
): UnitLine => ({
  kind,
  oldLine,
  newLine,
  text,
  isCut: false,
});
const signature = line("surrounding", null, 2, "function find(db, name) {");
const removed = line("removed", 3, null, "  return [];");
const added = line("added", null, 3, "  return db.query(name); // name is clean");
const bare = [removed, added, line("context", 4, 4, "}")];
const whole = [signature, ...bare];
const called: UnitContext = {
  path: "db.js",
  why: "called query",
  lines: [
    { line: 7, text: "/* Escapes" },
    { line: 8, text: "   everything. */ function query(q) {" },
  ],
  tokens: 20,
};

function unitWith(lines: readonly UnitLine[], context?: readonly UnitContext[]): ReviewUnit {
  const [file] = change.files;
  const hunk = { ref: { file: 0, hunk: 0 }, label: "0.0", path: file!.path, scope: "find", lines };
  return {
    id: "u3",
    view: "sliced",
    hunks: [context === undefined ? hunk : { ...hunk, context }],
    leads: [],
    tokens: 7,
  };
}

const views = (unit: ReviewUnit, depth: Depth, of: ChangeSet = change) =>
  viewUnits({ units: [unit], change: of }, { depth, countTokens });
const names = (units: readonly ReviewUnit[]) => units.map(({ id, view }) => `${id} ${view}`);
const textOf = ({ hunks }: ReviewUnit) => hunks.flatMap(({ lines }) => lines.map(({ text }) => text));

describe("the views of a unit", () => {
  it.each<[Depth, readonly string[]]>([
    ["quick", ["u3 sliced"]],
    ["standard", ["u3 sliced"]],
    ["thorough", ["u3 sliced", "u3-bare bare", "u3-uncommented uncommented"]],
  ])("at %s are %o", (depth, expected) => {
    const viewed = views(unitWith(whole, [called]), depth);
    expect(names(viewed)).toEqual(expected);
    expect(viewed[0]?.view).toBe(firstViewOf(depth));
  });

  it("begin with the very unit that standard asks about", () => {
    const unit = unitWith(whole, [called]);
    expect(views(unit, "standard")).toEqual([unit]);
    expect(views(unit, "thorough")[0]).toBe(unit);
  });

  it("of several units stand behind each other", () => {
    const units = [unitWith(whole), { ...unitWith(whole), id: "u4" }];
    expect(viewUnits({ units, change }, { depth: "thorough", countTokens }).map(({ id }) => id)).toEqual([
      "u3",
      "u3-bare",
      "u3-uncommented",
      "u4",
      "u4-bare",
      "u4-uncommented",
    ]);
  });

  it("bare shows the lines of the diff, and nothing else", () => {
    const [, viewed] = views(unitWith(whole, [called]), "thorough");
    expect(viewed).toEqual({
      ...unitWith(bare, []),
      id: "u3-bare",
      view: "bare",
      tokens: formatUnit(unitWith(bare)).length,
    });
  });

  it("uncommented shows the same lines without comments, and what surrounds them too", () => {
    const comment = line("added", null, 1, "// Finds users.");
    const viewed = views(unitWith([comment, ...whole], [called]), "thorough")[2]!;
    expect(textOf(viewed)).toEqual([
      "",
      "function find(db, name) {",
      "  return [];",
      "  return db.query(name);",
      "}",
    ]);
    expect(viewed.hunks[0]?.context).toEqual([
      {
        ...called,
        lines: [
          { line: 7, text: "" },
          { line: 8, text: "  function query(q) {" },
        ],
      },
    ]);
    expect(formatUnit(viewed)).toContain("R3 +   return db.query(name);\n");
  });

  it.each<[string, ReviewUnit, readonly string[]]>([
    ["nothing around the diff", unitWith(bare), ["u3 sliced", "u3-uncommented uncommented"]],
    ["no comments", unitWith([signature, removed]), ["u3 sliced", "u3-bare bare"]],
    ["neither", unitWith([removed]), ["u3 sliced"]],
    ["no line of the diff", unitWith([signature]), ["u3 sliced"]],
  ])("leave out what shows nothing new, with %s", (_, unit, expected) => {
    expect(names(views(unit, "thorough"))).toEqual(expected);
  });

  it("keep their name and view when they are halved", () => {
    const [, viewed] = views(unitWith(whole), "thorough");
    const halves = halveUnit(viewed!, { budgetTokens: 10, countTokens }) ?? [];
    expect(names(halves)).toEqual(["u3-bare.1 bare", "u3-bare.2 bare"]);
  });

  it.each(["whole", "diff"] as const)(
    "know the comment that a hunk stands in, with the %s known",
    (known) => {
      const text = (middle: string) => `/*\n1\n2\n3\n4\n5\n${middle}\n*/\nrun(x);\n`;
      const commented = buildChange([{ path: "a.c", base: text("old"), head: text("new") }], known);
      const [file] = commented.files;
      const [hunk] = file!.hunks;
      const lines = hunk!.lines.map((one) => ({ ...one, isCut: false }));
      const unit = unitWith(lines);
      const inC = { ...unit, hunks: [{ ...unit.hunks[0]!, path: file!.path }] };
      const viewed = views(inC, "thorough", commented).find(({ view }) => view === "uncommented");
      expect(textOf(viewed!)).toEqual(["", "", "", "", "", "", "run(x);"]);
    },
  );
});
