import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { openTelemetry } from "../../src/adapters/telemetry/open-telemetry.ts";
import { parseTraceSettings, type TraceSettingsReading } from "../../src/config/trace-settings.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import { openTraces } from "../../src/entrypoints/shared/open-traces.ts";
import { drawTree, startTraceReceiver } from "../fakes/trace-receiver.ts";
import { openAppScene, unsafeLine, unsafeQuery } from "./github/open-app-scene.ts";
import { verdicts } from "./github/show-conversation.ts";
import { cleanModel, reviewInProcess } from "./review-in-process.ts";
import { runAssay } from "./run-assay.ts";

const silent = createLog("silent", { write: () => undefined });
const diff = "diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-const a = 1;\n+const a = 2;\n";
const source = () => createDiffSource({ text: diff, label: "a diff" });

function settingsOf(url: string) {
  const reading: TraceSettingsReading = parseTraceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  if (reading.kind === "invalid" || reading.settings === null) throw new Error("no address");
  return reading.settings;
}

describe("the trace of a review of a pull request", () => {
  it("is one tree of the stages, with its calls below them, and says ids and figures only", async () => {
    await using receiver = await startTraceReceiver();
    const traces = await openTraces(settingsOf(receiver.url), silent);
    await using scene = await openAppScene({ traces });
    const pull = await scene.repository.openPullRequest({
      branch: "feature",
      files: { "src/find.js": unsafeQuery },
      author: scene.github.account("alice"),
    });
    await scene.app.idle();
    await traces.close();

    expect(verdicts(pull)).toEqual(["1 security defect is detected in the code."]);
    expect(drawTree(receiver.spans)).toEqual([
      "review 1",
      "  admit 1",
      "  ask 1",
      "    call 2",
      "  check 1",
      "  fetch 2",
      "  ground 1",
      "  name 1",
      "  publish 1",
      "  refute 1",
      "  render 1",
      "  split 1",
    ]);
    expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(receiver.services).toEqual(new Set(["assay"]));
    const [review] = receiver.spans.filter(({ name }) => name === "review");
    expect(review?.attributes).toEqual({
      "assay.review.id": expect.stringMatching(/^review:\d+#\d+@1$/),
      "assay.repository.id": expect.any(Number),
      "assay.pull_request.number": pull.number,
      "assay.outcome": "defects",
      "assay.model.calls": 2,
      "gen_ai.request.model": expect.any(String),
      "gen_ai.usage.input_tokens": expect.any(Number),
      "gen_ai.usage.output_tokens": expect.any(Number),
      "gen_ai.usage.cache_read.input_tokens": expect.any(Number),
      "assay.cost.usd": expect.any(Number),
    });
    const sent = receiver.bodies.join("\n");
    for (const word of [
      "src/find.js",
      "find.js",
      unsafeLine.trim(),
      "alice",
      "octo-org",
      "SELECT",
      "feature",
    ])
      expect(sent).not.toContain(word);
  });

  it("keeps reviews that run at the same time apart", async () => {
    await using receiver = await startTraceReceiver();
    const { trace, close } = openTelemetry({ ...settingsOf(receiver.url), log: silent });
    await Promise.all(
      [1, 2].map((pullRequest) =>
        trace.stage("review", { pullRequest }, () =>
          reviewInProcess(source(), cleanModel, { trace }).then(() => undefined),
        ),
      ),
    );
    await close();

    const roots = receiver.spans.filter(({ name }) => name === "review");
    expect(roots.map(({ attributes }) => attributes["assay.pull_request.number"]).toSorted()).toEqual([1, 2]);
    for (const root of roots) {
      const own = receiver.spans.filter(({ traceId }) => traceId === root.traceId);
      expect(own.filter(({ name }) => name === "ask")).toHaveLength(1);
      expect(own.filter(({ name, parentSpanId }) => name !== "review" && parentSpanId === "")).toEqual([]);
    }
  });

  it("shows a stage that broke off by the code of its error, never by its message", async () => {
    await using receiver = await startTraceReceiver();
    const { trace, close } = openTelemetry({ ...settingsOf(receiver.url), log: silent });
    const broken = trace.stage("fetch", {}, () =>
      Promise.reject(new ReviewError("GITHUB_NOT_FOUND", "the canary of src/a.ts")),
    );
    await expect(broken).rejects.toThrow("the canary");
    await close();

    expect(receiver.spans).toMatchObject([
      { name: "fetch", status: 2, attributes: { "error.type": "GITHUB_NOT_FOUND" } },
    ]);
    expect(receiver.bodies.join("")).not.toContain("canary");
  });
});

describe("somebody who should take traces", () => {
  it("delays and fails no review by being silent, and holds up the end for two seconds at most", async () => {
    await using receiver = await startTraceReceiver({ hangs: true });
    const { trace, close } = openTelemetry({ ...settingsOf(receiver.url), log: silent });
    const before = performance.now();
    const { result } = await reviewInProcess(source(), cleanModel);
    const alone = performance.now() - before;
    const watched = await reviewInProcess(source(), cleanModel, { trace });
    const together = performance.now() - before - alone;
    const beforeEnd = performance.now();
    await close();

    expect(watched.result).toEqual(result);
    // A look at the clock of a busy machine; what hangs would take two seconds.
    expect(together).toBeLessThan(alone + 1_500);
    expect(performance.now() - beforeEnd).toBeLessThan(3_500);
    expect(receiver.spans.length).toBeGreaterThan(0);
  });

  it("is told about once in the log when it is not there", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    const lines: string[] = [];
    const log = createLog("info", { write: (line: string) => void lines.push(JSON.parse(line).msg) });
    const { trace, close } = openTelemetry({ ...settingsOf(`http://127.0.0.1:${port}`), log });

    expect((await reviewInProcess(source(), cleanModel, { trace })).result.coverage.files).toHaveLength(1);
    await close();
    expect(lines[0]).toBe("traces could not be sent");
    expect(lines.filter((line) => line === "traces could not be sent")).toHaveLength(1);
  });
});

describe("the command line", () => {
  /** Says which packages of OpenTelemetry a process asks for. */
  const watch = `import { registerHooks } from "node:module";
    registerHooks({ resolve(name, context, next) {
      if (name.startsWith("@opentelemetry/")) process.stderr.write("LOADED " + name + "\\n");
      return next(name, context);
    } });`;
  const withWatch = {
    NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --import=data:text/javascript,${encodeURIComponent(watch)}`,
  };
  const review = ["review", "--diff", "-", "--format", "json"];

  it("sends the trace of a review where the standard variable says", async () => {
    await using receiver = await startTraceReceiver();
    const environment = {
      ...withWatch,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=blue",
    };
    const { code, stderr } = await runAssay(review, { stdin: diff, environment });

    expect(code).toBe(2);
    expect(stderr).toContain("LOADED @opentelemetry/sdk-trace");
    expect(drawTree(receiver.spans).map((line) => line.trim().replace(/ \d+$/, ""))).toEqual([
      "review",
      "ask",
      "check",
      "fetch",
      "ground",
      "name",
      "refute",
      "split",
    ]);
    expect(receiver.headers[0]).toMatchObject({ "x-tenant": "blue" });
  });

  it("does not even load the packages where nobody asked for traces", async () => {
    const { code, stderr } = await runAssay(review, { stdin: diff, environment: withWatch });

    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.not.stringContaining("LOADED") });
  });
});
