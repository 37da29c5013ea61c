import { describe, expect, it } from "vitest";
import { EvalMistake, parseEvalOptions } from "../../evals/eval-options.ts";
import { listLooks } from "../../evals/list-looks.ts";
import { sampleCase } from "./sample-case.ts";

const caller = { folder: "/here", ownCases: "/project/cases", now: new Date("2026-11-21T10:11:12Z") };
const parse = (...args: readonly string[]) => parseEvalOptions(args, caller);

describe("the options of an evaluation", () => {
  it("have defaults", () => {
    expect(parse()).toEqual({
      casePaths: ["/project/cases"],
      filters: [],
      forms: ["first", "as-new"],
      reviewers: [{ kind: "assay", depth: "standard", name: "assay-standard" }],
      samples: 1,
      framings: [],
      half: null,
      concurrency: null,
      outFolder: "/here/.assay/eval/2026-11-21T10-11-12",
      isResumed: false,
      replayFolder: null,
    });
  });

  it("name reviewers by depth, and paths from where the person stands", () => {
    const options = parse(
      "--reviewer",
      "both",
      "--depth",
      "quick,thorough",
      "--cases",
      "a",
      "--replay",
      "old",
    );

    expect(options?.reviewers.map(({ name }) => name)).toEqual(["assay-quick", "assay-thorough", "plain"]);
    expect([options?.casePaths, options?.replayFolder, options?.outFolder]).toEqual([
      ["/here/a"],
      "/here/old",
      "/here/old",
    ]);
  });

  it("may ask for help", () => {
    expect(parse("--help")).toBeNull();
  });

  it.each([
    ["--fast"],
    ["--depth", "deep"],
    ["--form", "new"],
    ["--reviewer", "me"],
    ["--framing", "polite"],
    ["--half", "3"],
    ["--samples", "0"],
    ["--concurrency", "1.5"],
  ])("are refused: %s %s", (...args) => {
    expect(() => parse(...args)).toThrow(EvalMistake);
  });
});

describe("the looks", () => {
  const plan = { ...parse("--reviewer", "both", "--samples", "2", "--framing", "all")!, cases: [sampleCase] };
  const half = (number: 1 | 2) => listLooks({ ...plan, half: number });

  it("are every change, by every reviewer, as often as wanted, and introductions in every framing", () => {
    expect(listLooks(plan)).toHaveLength((4 + 2 * 10) * 2 * 2);
  });

  it("come in two halves, of which none holds a change and its twin", () => {
    const twinsIn = (number: 1 | 2) => {
      const names = half(number).map(({ input, reviewer }) => `${input.form} ${input.side} ${reviewer.name}`);
      return names.filter(
        (name) => names.includes(name.replace("introduce", "fix")) && name.includes("introduce"),
      );
    };

    expect([twinsIn(1), twinsIn(2)]).toEqual([[], []]);
    expect([...half(1), ...half(2)]).toEqual(listLooks(plan));
  });
});
