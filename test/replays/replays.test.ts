import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { openReviewTools, type ReviewTools } from "../../src/entrypoints/shared/open-review-tools.ts";
import { compareExpectations } from "./compare-expectations.ts";
import type { Expectation } from "./play-replay.ts";
import { acceptReplay, playFolder } from "./record-pull-request.ts";

const cases = fileURLToPath(new URL("./cases", import.meta.url));
const names = readdirSync(cases);
const readExpectation = (folder: string): Expectation =>
  JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));

let tools: ReviewTools;
beforeAll(async () => {
  tools = await openReviewTools(createLog("error", process.stderr));
});

describe("the replays", () => {
  it.each(names)("%s comes to what was expected", async (name) => {
    const folder = join(cases, name);
    const { expectation } = await playFolder(folder, tools);

    expect(compareExpectations(readExpectation(folder), expectation)).toEqual([]);
  });

  it("say what differs where an expectation does not hold, and take what is accepted", async () => {
    const folder = mkdtempSync(join(tmpdir(), "assay-replay-"));
    try {
      cpSync(join(cases, "unsafe-search"), folder, { recursive: true });
      const expected = readExpectation(folder);
      const [first, ...others] = expected.findings;
      const changed = {
        ...expected,
        verdict: "no-defects",
        findings: [{ ...first, severity: "low" }, ...others],
      };
      writeFileSync(join(folder, "expected.json"), JSON.stringify(changed));
      const { expectation } = await playFolder(folder, tools);

      expect(compareExpectations(readExpectation(folder), expectation)).toEqual([
        'verdict: expected "no-defects", now "defects"',
        `findings.0.severity: expected "low", now ${JSON.stringify(first?.severity)}`,
      ]);
      await acceptReplay(folder, null, tools);
      expect(readExpectation(folder)).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("find an answer by what its question is about when the words of the question have changed", async () => {
    const changed = {
      ...tools,
      template: { ...tools.template, system: `${tools.template.system}\nBe brief.` },
    };
    const folder = join(cases, "unsafe-search");
    const { expectation } = await playFolder(folder, changed);

    expect(compareExpectations(readExpectation(folder), expectation)).toEqual([]);
  });
});
