import { describe, expect, it } from "vitest";
import type { Model } from "../../src/pipeline/ports.ts";
import { composeDiff } from "../evals/compose-diff.ts";
import { createMemorySource } from "../evals/create-memory-source.ts";
import { refuteAnswer } from "../fakes/refuting.ts";
import { answeredDefect, readAll } from "./answers.ts";
import { reviewInProcess } from "./review-in-process.ts";

const path = "src/names.js";
const guard = "  check(name); // a name is short";
// What stands above the hunk makes several views of it.
const filler = Array.from({ length: 8 }, (_, index) => `  log.step(${index});`);
const code = (body: readonly string[]) =>
  ["// Names.", "export function isName(name, log) {", ...filler, ...body, "}", ""].join("\n");

/** The change adds a test of a name by the expression. */
function sourceWith(expression: string) {
  const files = {
    before: new Map([[path, code(["  return true;"])]]),
    after: new Map([[path, code([guard, `  return ${expression}.test(name);`])]]),
  };
  return createMemorySource({ diff: composeDiff(files.before, files.after), label: "a diff", files });
}

/** One of three views reports the line, without the number of a lead, and the second question cannot settle it. */
function doubtful(quote: string, asked: string[]): Model {
  const usage = { promptTokens: 1_000, completionTokens: 100, cachedTokens: 0 };
  const defect = answeredDefect({
    title: "ReDoS by a long name",
    cwe: "CWE-400",
    line: 3,
    quote,
    lead: null,
  });
  return {
    name: "double",
    async complete(prompt) {
      asked.push(prompt.user);
      const found = prompt.unit.endsWith("-bare") ? [defect] : [];
      const answer =
        prompt.id === "find-defects"
          ? readAll(prompt.user, found)
          : refuteAnswer({ verdict: "uncertain", control: "check(name);" });
      return { text: JSON.stringify(answer), finish: "stop", model: "double", usage };
    },
  };
}

async function review(expression: string) {
  const asked: string[] = [];
  const model = doubtful(`return ${expression}.test(name);`, asked);
  const { result } = await reviewInProcess(
    sourceWith(expression),
    model,
    {},
    { depth: "thorough", unitTokens: 2_000 },
  );
  const { defects, coverage, dropped, unreported } = result;
  return {
    asked,
    told: defects.map(({ rule, confidence }) => [rule, confidence]),
    states: coverage.files.flatMap(({ hunks }) => hunks.map(({ state }) => state)),
    dropped,
    ...(unreported === undefined ? {} : { unreported }),
  };
}

describe("a slow regular expression in a change", () => {
  it("is asked about, and bears out the only view that reports it", async () => {
    const { asked, ...reviewed } = await review("/^(\\w+\\s?)*$/");
    expect(asked[0]).toContain("CWE-1333, Regular expression that takes exponential time");
    expect(asked[0]).toContain("Who controls the text that it is put to");
    expect(reviewed).toEqual({
      told: [["javascript.regex-denial.exponential-expression", "unverified"]],
      states: ["reviewed"],
      dropped: [],
    });
  });

  it("is not asked about where it is fast, and one view is then too little", async () => {
    const { asked, ...reviewed } = await review("/^(\\w+\\s)*$/");
    expect(asked[0]).not.toContain("Regular expression that takes");
    expect(reviewed).toEqual({
      told: [],
      states: ["reviewed"],
      dropped: [{ reason: "not-repeated", count: 1 }],
    });
  });
});
