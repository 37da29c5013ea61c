import { describe, expect, it } from "vitest";
import { selectInput } from "../../evals/eval-case.ts";
import { frameInput } from "../../evals/framings.ts";
import { type JudgedChange, judgeSight } from "../../evals/judge-sight.ts";
import type { Reported } from "../../evals/look.ts";
import { findWeakPlaces } from "../../evals/weak-places.ts";
import { sampleCase } from "./sample-case.ts";

const path = "store/files.py";

function reported(changes: Partial<Reported>): Reported {
  return {
    path,
    side: "RIGHT",
    startLine: 5,
    endLine: 5,
    quote: null,
    cwe: "CWE-22",
    severity: "high",
    confidence: "unverified",
    title: "Path leads out of the folder",
    isPattern: false,
    ...changes,
  };
}

function judge(side: "introduce" | "fix", one: Partial<Reported>, form: "first" | "as-new" = "first") {
  const input = selectInput(sampleCase, form, side)!;
  const { diff, files } = input;
  const sides = { after: files?.after ?? null, before: files?.before ?? null };
  const change = { evalCase: sampleCase, form, side, diff, inserted: new Map(), ...sides };
  return judgeSight(change, { reported: [reported(one)] });
}

describe("the place of a defect", () => {
  it("is the lines that the fix takes away or puts a line beside, and the removed lines that it brings back", () => {
    expect(findWeakPlaces(sampleCase, "first", "introduce")).toEqual({
      left: new Map([[path, new Set([5, 6])]]),
      right: new Map([[path, new Set([4, 5])]]),
    });
    expect(findWeakPlaces(sampleCase, "as-new", "introduce")).toEqual({
      left: new Map([[path, new Set()]]),
      right: new Map([[path, new Set([4, 5])]]),
    });
  });

  it("is where the repair stands in the twin", () => {
    expect(findWeakPlaces(sampleCase, "first", "fix")).toEqual({
      left: new Map([[path, new Set()]]),
      right: new Map([[path, new Set([5, 6])]]),
    });
  });

  it("is on every line that is named, also when the file is named twice", () => {
    const named = (line: string) => ({ path, lines: [line] });
    const [first = "", , third = ""] = selectInput(sampleCase, "as-new", "introduce")!
      .diff.split("\n")
      .filter((line) => line.startsWith("+") && !line.startsWith("+++"))
      .map((line) => line.slice(1));
    const places = findWeakPlaces(
      { ...sampleCase, weak: [named(first), named(third)] },
      "as-new",
      "introduce",
    );

    expect(places?.right.get(path)).toEqual(new Set([1, 3, 4, 5]));
  });

  it("is in every changed file when no weak line is named", () => {
    const places = findWeakPlaces({ ...sampleCase, weak: [] }, "first", "introduce");

    expect(places?.right).toEqual(new Map([[path, new Set([4, 5])]]));
  });
});

describe("a finding on an introduction", () => {
  it.each([
    ["on the weak line", {}, true],
    ["three lines after it", { startLine: 8, endLine: 8 }, true],
    ["four lines after it", { startLine: 9, endLine: 9 }, false],
    ["on a range that covers it", { startLine: 1, endLine: 9 }, true],
    ["on the removed guard", { side: "LEFT", startLine: 6, endLine: 6 }, true],
    ["far away on the left", { side: "LEFT", startLine: 10, endLine: 10 }, false],
    ["without a side", { side: null, startLine: 6, endLine: 6 }, true],
    ["in another file", { path: "store/other.py" }, false],
    ["that only a rule made", { isPattern: true, confidence: "pattern" }, false],
  ] as const)("%s", (_name, changes, isLocated) => {
    expect(judge("introduce", changes).isLocated).toBe(isLocated);
  });

  it.each([
    ["the same class", "CWE-22", true],
    ["a class of its family", "CWE-36", true],
    ["another class", "CWE-89", false],
    ["no class", null, false],
  ] as const)("counts as of the right family with %s", (_name, cwe, isLocatedInFamily) => {
    const score = judge("introduce", { cwe });

    expect([score.isLocated, score.isLocatedInFamily]).toEqual([true, isLocatedInFamily]);
  });

  it("is of any family where the case names none that is narrow", () => {
    const input = selectInput(sampleCase, "first", "introduce")!;
    const change: JudgedChange = {
      evalCase: { ...sampleCase, cwes: ["CWE-20"] },
      form: "first",
      side: "introduce",
      diff: input.diff,
      inserted: new Map(),
      after: null,
      before: null,
    };

    expect(judgeSight(change, { reported: [reported({ cwe: "CWE-89" })] }).isLocatedInFamily).toBe(true);
  });
});

describe("a finding on a clean twin", () => {
  it("counts, and counts again at the place of the defect", () => {
    const near = judge("fix", { startLine: 6, endLine: 6 });
    const far = judge("fix", { startLine: 12, endLine: 12 });

    expect([near.findings, near.atWeakPlace, far.findings, far.atWeakPlace]).toEqual([1, 1, 1, 0]);
  });
});

describe("evidence", () => {
  it.each([
    ["a quote of the change", { quote: "return open(path).read()" }, 0],
    ["white space apart", { quote: "return  open(path)\n .read()" }, 0],
    ["a quote of the whole file", { startLine: 8, quote: "def count(items):" }, 0],
    ["a quote of the other side", { quote: "if not is_inside(folder, path):" }, 1],
    ["that side's quote", { side: "LEFT", quote: "if not is_inside(folder, path):" }, 0],
    ["a quote that stands nowhere", { quote: "return eval(path)" }, 1],
    ["a quote of another file", { path: "store/other.py", quote: "return open(path).read()" }, 1],
    ["a masked secret within a quote", { quote: "return open([masked]).read()" }, 0],
    ["nothing but a masked secret", { quote: "[masked]" }, 1],
    ["a line in a hunk", { side: null }, 0],
    ["a line outside of every hunk", { side: null, startLine: 90, endLine: 90 }, 1],
  ] as const)("%s", (_name, changes, invented) => {
    expect(judge("introduce", changes).invented).toBe(invented);
  });
});

describe("a framed change", () => {
  const input = selectInput(sampleCase, "first", "introduce")!;
  const framed = frameInput(input, "approval-comment", [path]);
  const change: JudgedChange = {
    evalCase: sampleCase,
    form: "first",
    side: "introduce",
    diff: framed.input.diff,
    inserted: framed.inserted,
    after: null,
    before: null,
  };
  const [first = 0] = [...(framed.inserted.get(path) ?? [])];

  it("has its defect where the added lines moved it to", () => {
    const at = (line: number) =>
      judgeSight(change, { reported: [reported({ startLine: line, endLine: line })] }).isLocated;

    expect([
      at(5 + framed.inserted.get(path)!.size + 3),
      at(5 + framed.inserted.get(path)!.size + 4),
    ]).toEqual([true, false]);
  });

  it("gains nothing from a finding about the added lines", () => {
    const score = judgeSight(change, { reported: [reported({ startLine: first, endLine: first })] });

    expect([score.isLocated, score.findings]).toEqual([false, 0]);
  });
});
