import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { hang } from "../fakes/model-replies.ts";
import { type ModelServer, questionOf, type Script, startModelServer } from "../fakes/model-server.ts";
import { answeredDefect, readingModel } from "./answers.ts";
import { readReport } from "./read-report.ts";
import { modelEnvironment, type RunningAssay, runAssay, startAssay } from "./run-assay.ts";

/** Far beyond what an interruption takes, and far below what the model may take. */
const generousMs = 5_000;
const unitCount = 6;
const query = 'db.execute("SELECT * FROM t WHERE id = " + request.args["id"])';
let folder: string;
let file: string;

// Files that fill a unit each; the model answers about the first, and hangs about the others.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-interrupt-"));
  file = join(folder, "change.diff");
  const files = Array.from({ length: unitCount }, (_, at) => {
    const code = Array.from(
      { length: 200 },
      (_unused, line) => `+value_${line} = read_${at}(${line}, "text")\n`,
    );
    const head = `diff --git a/f${at}.py b/f${at}.py\nnew file mode 100644\n--- /dev/null\n+++ b/f${at}.py\n`;
    return `${head}@@ -0,0 +1,201 @@\n+${query}\n${code.join("")}`;
  });
  writeFileSync(file, files.join(""));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const firstOnly: Script = (request) =>
  questionOf(request).includes('"f0.py"')
    ? readingModel(() => [answeredDefect({ file: 0, quote: query })])(request)
    : hang();

async function start(script: Script): Promise<RunningAssay & { readonly server: ModelServer }> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const environment = { ...modelEnvironment(server.url), ASSAY_CONCURRENCY: "4" };
  const running = startAssay(["review", "--diff", file, "--format", "json"], { environment });
  onTestFinished(() => {
    running.child.kill("SIGKILL");
  });
  return { ...running, server };
}

/** Waits until the first answer went out and the model hangs over the others. */
async function untilItHangs(server: ModelServer, open: number): Promise<void> {
  while (server.openRequests() < open) await wait(5);
}

it.each(["SIGINT", "SIGTERM"] as const)("%s ends the review with what is known so far", async (signal) => {
  const { child, ended, server } = await start(firstOnly);
  await untilItHangs(server, 4);
  const before = performance.now();
  child.kill(signal);
  const { code, stdout, stderr } = await ended;
  const tookMs = performance.now() - before;
  console.info(`${signal}: the program ended after ${Math.round(tookMs)} ms`);
  const report = readReport(stdout);
  // The defect that was found by then fails the run, whatever was left out.
  expect([report.verdict, report.verdictLine, code]).toEqual(["inconclusive", "Inconclusive.", 1]);
  expect(report.defects.map(({ path, startLine, source }) => [path, startLine, source])).toContainEqual([
    "f0.py",
    1,
    "model",
  ]);
  expect(report.coverage.hunks.reviewed).toBe(1);
  expect(report.coverage.hunks.skipped.every(({ reason }) => reason === "interrupted")).toBe(true);
  expect(stderr).toContain("stopping; what is known so far follows");
  expect(tookMs).toBeLessThan(generousMs);
});

it("a second SIGINT ends the program at once", async () => {
  const { child, ended, server } = await start(() => hang());
  await untilItHangs(server, 4);
  child.kill("SIGINT");
  child.kill("SIGINT");
  const { code } = await ended;
  // Both may arrive as one; what must not happen is that the program waits for the model.
  expect([130, 2]).toContain(code);
});

it("SIGINT while the change is still being read ends the program without reading the rest", async () => {
  const hunks = Array.from({ length: 50_000 }, (_, at) => `@@ -${9 * at + 1} +${9 * at + 1} @@\n-a\n+b\n`);
  const stdin = `diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n${hunks.join("")}`;
  const { child, ended } = startAssay(["review", "--diff", "-"], { stdin });
  // The pipe holds less than the diff: the program has begun once it has taken all of it.
  await once(child.stdin!, "finish");
  const before = performance.now();
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  console.info(`SIGINT while reading: the program ended after ${Math.round(performance.now() - before)} ms`);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("assay: Inconclusive. The change was still being read.");
  expect(performance.now() - before).toBeLessThan(generousMs);
});

it("a cost limit stops the review before it is passed", async () => {
  const prices = join(folder, "prices.json");
  const price = { input: 10, cached: 10, output: 10 };
  writeFileSync(prices, JSON.stringify({ asOf: "2026-01-01", models: { "gpt-test": price } }));
  const server = await startModelServer(readingModel());
  onTestFinished(() => server.close());
  const limit = 0.2;
  const { code, stdout } = await runAssay(
    ["review", "--diff", file, "--format", "json", "--max-cost", String(limit)],
    { environment: { ...modelEnvironment(server.url), ASSAY_PRICES_FILE: prices } },
  );
  const { usage, coverage, verdict } = readReport(stdout);
  expect([verdict, code]).toEqual(["inconclusive", 2]);
  expect(usage.costUsd).toBeLessThanOrEqual(limit);
  expect(usage.calls).toBeGreaterThan(0);
  expect(coverage.hunks.skipped.map(({ reason }) => reason)).toContain("over-budget");
});
