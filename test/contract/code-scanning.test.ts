import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allRuleDescriptions } from "../../src/checks/all-rules.ts";
import { renderSarif } from "../../src/review/render/render-sarif.ts";
import { answeredDefect, readingModel } from "../app/answers.ts";
import { modelEnvironment } from "../app/run-assay.ts";
import { runInProcess } from "../app/run-in-process.ts";
import { type ModelServer, startModelServer } from "../fakes/model-server.ts";
import {
  aFinding,
  aPlace,
  cleanResult,
  defectsResult,
  failuresResult,
  hostileResult,
  interruptedResult,
  noModelResult,
  path,
  removedCheck,
} from "../fakes/review-results.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { checkCodeScanning } from "./check-code-scanning.ts";

const query = 'rows = database.execute("SELECT * FROM t WHERE id = " + request.args["id"])';

describe("what GitHub's code scanning wants", () => {
  it.each([
    ["clean", cleanResult],
    ["defects", defectsResult],
    ["no model", noModelResult],
    ["interrupted", interruptedResult],
    ["failures", failuresResult],
    ["hostile", hostileResult],
    ["removed code", { ...cleanResult, defects: [removedCheck] }],
    [
      "a path above the root",
      { ...cleanResult, defects: [aFinding({ place: aPlace({ path: path("../x") }) })] },
    ],
  ])("is in the SARIF of a review: %s", (_name, result) => {
    expect(checkCodeScanning(renderSarif(result, allRuleDescriptions))).toEqual([]);
  });

  it("is kept by a review with more findings than are shown, worst first, and it says how many are missing", () => {
    const number = (index: number) => index.toString(16).padStart(8, "0");
    const defects = Array.from({ length: 6_000 }, (_, index) =>
      aFinding({
        id: `A-${number(index)}`,
        fingerprint: number(index).repeat(8),
        severity: index % 2 === 0 ? "low" : "critical",
        explanation: `${number(index * 7_919)} ${"long ".repeat(2_000)}`,
      }),
    );
    const text = renderSarif({ ...cleanResult, defects }, allRuleDescriptions);
    const [run] = JSON.parse(text).runs;

    expect(checkCodeScanning(text)).toEqual([]);
    expect(run.results.filter(({ level }: { level: string }) => level === "error")).toHaveLength(3_000);
    expect(run.invocations[0].toolExecutionNotifications.at(-1).message.text).toBe("Left out: 1000 results.");
  });

  it("is missed by a file that breaks a rule, and the checker says which", () => {
    const log = JSON.parse(renderSarif(defectsResult, allRuleDescriptions));
    const [run] = log.runs;
    delete run.results[0].partialFingerprints.primaryLocationLineHash;
    run.results[0].locations[0].physicalLocation.artifactLocation.uri = "file:///etc/passwd";
    run.tool.driver.rules[0].properties.tags = Array.from({ length: 21 }, (_, index) => `tag ${index}`);
    run.results.push(run.results[1]);

    expect(checkCodeScanning(JSON.stringify(log))).toEqual([
      "two results would be one alert",
      expect.stringMatching(/^rule .*: not tagged as security$/),
      expect.stringMatching(/^rule .*: tags$/),
      "result 0: no fingerprint that GitHub reads",
      'result 0: the address "file:///etc/passwd" is not relative',
    ]);
  });

  it("is told of the version of the program that package.json names", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

    expect(JSON.parse(renderSarif(cleanResult, [])).runs[0].tool.driver.semanticVersion).toBe(version);
  });
});

describe("an alert", () => {
  let repository: TemporaryRepository;
  let server: ModelServer;

  beforeAll(async () => {
    repository = createRepository();
    server = await startModelServer(
      readingModel((question) => {
        const line = question.split("\n").find((text) => text.includes("database.execute"));
        const number = Number(/^R(\d+) /.exec(line ?? "")?.[1]);
        const quote = /\+ +(\S.*)$/.exec(line ?? "")?.[1] ?? "";
        return line === undefined ? [] : [answeredDefect({ quote, line: number })];
      }),
    );
  });
  afterAll(async () => {
    await server.close();
    repository.remove();
  });

  const review = async () => {
    const { stdout } = await runInProcess(["review", "main...HEAD", "--format", "sarif"], {
      directory: repository.directory,
      environment: modelEnvironment(server.url),
    });
    expect(checkCodeScanning(stdout)).toEqual([]);
    const results: readonly {
      readonly ruleId: string;
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly locations: readonly {
        readonly physicalLocation: { readonly region: { startLine: number } };
      }[];
    }[] = JSON.parse(stdout).runs[0].results;
    return results.map(({ ruleId, partialFingerprints, locations }) => ({
      ruleId,
      hash: partialFingerprints["primaryLocationLineHash"],
      line: locations[0]?.physicalLocation.region.startLine,
    }));
  };

  it("stays the same when its lines move or are indented anew, and closes when its line is gone", async () => {
    const { write, commit, git } = repository;
    write("app.py", "import database\n");
    commit("root");
    git("checkout", "--quiet", "-b", "feature");
    write("app.py", `import database\n${query}\n`);
    commit("defect");
    const [first] = await review();
    write("app.py", `import database\n\nLIMIT = 3\n\n\ndef find(request):\n    ${query}\n`);
    commit("moved and indented");
    const [moved] = await review();
    write("app.py", "import database\n\nLIMIT = 3\n");
    commit("repaired");
    const repaired = await review();

    expect(first).toEqual({
      ruleId: "assay/cwe-89",
      hash: expect.stringMatching(/^[0-9a-f]{8}:1$/),
      line: 2,
    });
    expect(moved).toEqual({ ...first, line: 7 });
    expect(repaired).toEqual([]);
  });
});
