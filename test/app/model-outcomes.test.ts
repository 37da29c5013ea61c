import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnsweredDefect } from "../../src/domain/answer.ts";
import type { Report } from "../../src/domain/report.ts";
import {
  apiError,
  brokenGzip,
  completion,
  drip,
  hang,
  html,
  hugeBody,
  json,
  raw,
  redirect,
  refusing,
  reset,
} from "../fakes/model-replies.ts";
import { always, questionOf, type Reply, type Script, startModelServer } from "../fakes/model-server.ts";
import { answeredDefect, readAll, readingModel } from "./answers.ts";
import { readReport } from "./read-report.ts";
import { type AssayRun, modelEnvironment, runAssay } from "./run-assay.ts";
import { runInProcess } from "./run-in-process.ts";

const guard = "    require_permission(request.user, 'export')";
const query = '    return database.execute("SELECT * FROM t WHERE id = " + request.args["id"])';
const diff = `diff --git a/export.py b/export.py
--- a/export.py
+++ b/export.py
@@ -10,5 +10,5 @@ import database
 def export(request):
-${guard}
     fields = request.args
+${query}
     audit(request.user, fields)
     return write(fields)
`;

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-outcomes-"));
  file = join(folder, "change.diff");
  writeFileSync(file, diff);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the real program against a model double of its own. */
async function review(
  script: Script,
  environment: Readonly<Record<string, string>> = {},
  format = "json",
): Promise<AssayRun> {
  await using server = await startModelServer(script);
  return await runAssay(["review", "--diff", file, "--format", format], {
    environment: { ...modelEnvironment(server.url), ...environment },
  });
}

async function answerWith(...defects: readonly AnsweredDefect[]): Promise<Report & { code: number | null }> {
  const { code, stdout, stderr } = await review(readingModel(() => defects));
  expect(stderr).toBe("");
  return { ...readReport(stdout), code };
}

const placesOf = ({ defects }: Report) =>
  defects.map(({ source, side, startLine, endLine, quote }) => ({ source, side, startLine, endLine, quote }));

describe.concurrent("an answer", () => {
  it("with a true quote is published at the line where the code stands, whatever line it names", async () => {
    const report = await answerWith(answeredDefect({ quote: query.trim(), line: 4_711 }));
    expect(placesOf(report)).toEqual([
      { source: "model", side: "RIGHT", startLine: 12, endLine: 12, quote: query },
    ]);
    expect([report.verdict, report.code]).toEqual(["defects", 1]);
  });

  it("about a check that the change removes is published on the left side", async () => {
    const cwe = "CWE-862";
    const title = "Permission check removed from the export";
    const report = await answerWith(answeredDefect({ quote: guard.trim(), side: "L", line: 1, cwe, title }));
    expect(placesOf(report)).toEqual([
      { source: "model", side: "LEFT", startLine: 11, endLine: 11, quote: guard },
    ]);
    expect([report.verdict, report.code]).toEqual(["defects", 1]);
  });

  it("with an invented quote is dropped and counted", async () => {
    const report = await answerWith(answeredDefect({ quote: "os.system(request.args['command'])" }));
    expect([report.defects, report.dropped]).toEqual([[], [{ reason: "quote-not-found", count: 1 }]]);
  });

  it("that does not list a hunk leaves it unreviewed", async () => {
    const { code, stdout } = await review(always(completion({ reviewed: [], defects: [], suggestions: [] })));
    expect([code, reasonsOf(readReport(stdout))]).toEqual([2, ["answer-incomplete"]]);
  });

  it("that breaks off keeps what it had said, and the rest is not reviewed", async () => {
    const answer = JSON.stringify({
      defects: [answeredDefect({ quote: query.trim(), line: 12 })],
      reviewed: ["0.0"],
    });
    const { code, stdout } = await review(always(completion(answer.slice(0, -12), { finish: "length" })));
    const report = readReport(stdout);
    expect(
      report.defects.map(({ source, confidence, startLine }) => [source, confidence, startLine]),
    ).toEqual([
      ["check", "pattern", 11],
      ["model", "unverified", 12],
    ]);
    expect([report.verdict, code, reasonsOf(report)]).toEqual(["defects", 1, ["answer-truncated"]]);
  });
});

const reasonsOf = ({ coverage: { hunks } }: Report) => hunks.failed.map(({ reason }) => reason);
const clean: Reply = (response, request) =>
  completion(readAll(questionOf(request)), { usage: null })(response, request);

type Fault = readonly [title: string, reply: Reply, reason: string];

/** Those that the real program meets; some wait for deadlines or between tries. */
const faultsOfProgram: readonly Fault[] = [
  ["a hang", hang(), "model-timeout"],
  ["one byte at a time", drip(200), "model-timeout"],
  ["status 500", apiError(500, {}), "model-error"],
  ["a connection that is reset", reset("before"), "model-error"],
  ["500 MB", hugeBody(500_000_000, false), "model-error"],
  ["500 MB as announced", hugeBody(500_000_000, true), "model-error"],
  ["a refusal", completion(null, { refusal: "I will not." }), "provider-declined"],
  ["HTML with status 200", html(200), "model-error"],
  ["a key that is refused", apiError(401, { code: "invalid_api_key" }), "configuration"],
];

const faults: readonly Fault[] = [
  [
    "a rate limit with a long wait",
    apiError(429, { code: "rate_limit_exceeded" }, { "retry-after": "3600" }),
    "model-error",
  ],
  ["no credit", apiError(429, { type: "insufficient_quota", code: "insufficient_quota" }), "model-error"],
  [
    "an outage with a long wait",
    apiError(503, { code: "slow_down" }, { "retry-after": "3600" }),
    "model-error",
  ],
  ["a context that is too small", apiError(400, { code: "context_length_exceeded" }), "prompt-truncated"],
  ["cyber_policy", apiError(400, { code: "cyber_policy" }), "provider-declined"],
  ["a filter on the prompt", apiError(400, { code: "content_filter" }), "provider-declined"],
  ["a filter on the answer", completion("", { finish: "content_filter" }), "provider-declined"],
  ["a right that is missing", apiError(403, {}), "configuration"],
  ["a model that nobody knows", apiError(404, { code: "model_not_found" }), "configuration"],
  ["a redirect", redirect("http://127.0.0.1:9/v1/chat/completions"), "configuration"],
  ["a request that is refused", apiError(400, {}), "model-error"],
  ["every format refused", refusing(["json_schema", "json_object"], apiError(400, {})), "model-error"],
  ["an answer cut before it began", completion(null, { finish: "length" }), "answer-truncated"],
  ["garbage", completion("%%% ~~~ \u0000 ###"), "answer-unreadable"],
  ["a refusal in words", completion("I cannot help with that."), "provider-declined"],
  ["an apology", completion("I am sorry, it seems fine to me."), "answer-unreadable"],
  ["a sentence of praise", completion("Looks good to me!"), "answer-unreadable"],
  ["an answer without text", completion(""), "model-error"],
  ["{} with status 200", json(200, {}), "model-error"],
  ["an error with status 200", json(200, { error: { message: "boom" } }), "model-error"],
  ["no choices", json(200, { choices: [] }), "model-error"],
  ["a wrong content type", raw(200, "ok", { "content-type": "application/octet-stream" }), "model-error"],
  ["garbage that claims to be gzip", brokenGzip(), "model-error"],
];

function expectNoVerdict({ code, stdout, stderr }: AssayRun, reason: string): void {
  const report = readReport(stdout);
  expect([report.verdict, code, reasonsOf(report)]).toEqual(["inconclusive", 2, [reason]]);
  // Only that it waits and why, a few times.
  const lines = stderr.split("\n");
  expect(lines.filter((line) => !/^assay: the model(?:'s endpoint at| does not answer) /.test(line))).toEqual(
    [""],
  );
  expect(lines.length).toBeLessThan(8);
  expect(report.coverage.hunks.failed[0]?.detail).toMatch(/\w{3}/);
}

describe("an endpoint that fails", () => {
  it.each(faults)("never looks like a review without defects: %s", async (_title, reply, reason) => {
    await using server = await startModelServer(always(reply));
    const environment = modelEnvironment(server.url);
    const args = ["review", "--diff", file, "--format", "json"];
    expectNoVerdict(await runInProcess(args, { environment, directory: folder }), reason);
  });
});

describe.concurrent("an endpoint that fails the real program", () => {
  it.each(faultsOfProgram)("never looks like a review without defects: %s", async (_title, reply, reason) => {
    expectNoVerdict(await review(always(reply), { ASSAY_MODEL_TIMEOUT_MS: "1000" }), reason);
  });

  it("says why on the terminal, in words", async () => {
    const reply = apiError(401, { code: "invalid_api_key" });
    const { code, stdout } = await review(always(reply), {}, "terminal");
    expect(code).toBe(2);
    expect(stdout).toMatch(/^Inconclusive\.\n/);
    expect(stdout).toContain("Check the key, the base URL and the model name.");
  });

  it("only now and then costs a second try", async () => {
    const { code, stdout } = await review(({ index }) => (index === 0 ? apiError(503, {}) : clean));
    const { verdict, usage } = readReport(stdout);
    expect([verdict, usage.calls, code]).toEqual(["no-defects", 2, 0]);
  });
});
