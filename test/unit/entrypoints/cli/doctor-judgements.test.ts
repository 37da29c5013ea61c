import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { RegisteredHook } from "../../../../src/adapters/github/create-app-reader.ts";
import { parseAppManifest } from "../../../../src/config/app-manifest.ts";
import {
  type CheckResult,
  exitCodeOfChecks,
  ok,
  problem,
  problemOfError,
  warning,
} from "../../../../src/entrypoints/cli/doctor/check-result.ts";
import { settleInTime } from "../../../../src/entrypoints/cli/doctor/doctor-scene.ts";
import { judgeClock, judgeHook } from "../../../../src/entrypoints/cli/doctor/judge-app.ts";
import { judgeContext, judgePrice } from "../../../../src/entrypoints/cli/doctor/judge-model.ts";
import { serializeChecks } from "../../../../src/entrypoints/cli/doctor/render-checks.ts";

const github = "https://api.github.com";
const hook = (url: string, changes: Partial<RegisteredHook> = {}): RegisteredHook => ({
  url,
  contentType: "json",
  checksCertificate: true,
  hasSecret: true,
  ...changes,
});

describe("the judgement about a webhook address", () => {
  it.each([
    ["https://assay.example.com/api/github/webhooks", github, "ok"],
    ["https://example.com/behind/a/proxy/api/github/webhooks", github, "ok"],
    ["https://127.0.0.1/api/github/webhooks", github, "problem"],
    ["https://192.168.1.4/api/github/webhooks", github, "problem"],
    ["https://assay.internal/api/github/webhooks", github, "problem"],
    ["https://assay.internal/api/github/webhooks", "https://github.internal/api/v3", "ok"],
    ["http://assay.example.com/api/github/webhooks", github, "warning"],
    ["https://assay.example.com/", github, "problem"],
    ["no address", github, "problem"],
  ])("takes %s of an App at %s for %s", (url, apiUrl, state) => {
    expect(judgeHook(hook(url), null, apiUrl).state).toBe(state);
  });

  it("warns where GitHub does not look at the certificate", () => {
    const url = "https://assay.example.com/api/github/webhooks";

    expect(judgeHook(hook(url, { checksCertificate: false }), null, github)).toEqual({
      state: "warning",
      found: `${url}, without looking at the certificate`,
      remedy: "Enable SSL verification under “Webhook” of the App (its settings).",
    });
  });
});

describe("the judgement about the clock", () => {
  it.each([
    [0, "ok"],
    [-19_999, "ok"],
    [20_000, "warning"],
    [-59_999, "warning"],
    [60_000, "problem"],
    [-3_600_000, "problem"],
  ])("takes a skew of %i ms for %s", (skewMs, state) => {
    expect(judgeClock(1_000_000_000_000 + skewMs, 1_000_000_000_000).state).toBe(state);
  });

  it("cannot be made without GitHub's time", () => {
    expect(judgeClock(0, null).state).toBe("warning");
  });
});

describe("the judgement about the context length", () => {
  it.each([
    [4_096, "problem"],
    [8_192, "warning"],
    [16_384, "ok"],
    [null, "warning"],
  ])("takes %s tokens for %s", (tokens, state) => {
    expect(judgeContext(tokens).state).toBe(state);
  });
});

describe("the judgement about a price", () => {
  const isPriced = false;

  it.each([
    ["http://127.0.0.1:11434/v1", [], "ok"],
    ["https://models.example.com/v1", [], "warning"],
    ["http://127.0.0.1:11434/v1", ["ASSAY_MAX_COST_USD"], "problem"],
  ])("that is not known at %s with the limits %j is %s", (baseUrl, limits, state) => {
    expect(judgePrice({ name: "m", baseUrl }, isPriced, limits).state).toBe(state);
  });
});

describe("the exit code of the doctor", () => {
  const checks = (...verdicts: readonly ReturnType<typeof ok>[]): readonly CheckResult[] =>
    verdicts.map((verdict) => ({ name: "store", ...verdict }));

  it.each([
    [[ok("a"), warning("b", "c")], 0],
    [[problem("a", "b", 75)], 75],
    [[problem("a", "b", 75), problem("a", "b", 73)], 73],
    [[problem("a", "b", 69), problem("a", "b")], 78],
    [[problem("a", "b"), problemOfError(new TypeError("x"))], 70],
  ])("of %j is %i", (verdicts, code) => {
    expect(exitCodeOfChecks(checks(...verdicts))).toBe(code);
  });
});

describe("a check", () => {
  it("ends in time, and aborts what it waited for", async () => {
    let isAborted = false;
    const settled = await settleInTime(20, async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      isAborted = true;
    });

    expect([settled, isAborted]).toMatchObject([
      { kind: "failed", verdict: { state: "problem", found: "no answer within 0.02 s", exitCode: 75 } },
      true,
    ]);
  });
});

describe("docs/local-models.md", () => {
  it("shows JSON as it is printed", () => {
    const text = readFileSync(new URL("../../../../docs/local-models.md", import.meta.url), "utf8");
    const [, block = ""] = /```json\n([\s\S]*?)```/.exec(text) ?? [];

    expect(block.trim()).toBe(serializeChecks([{ name: "model-context", ...judgeContext(4_096) }]));
  });
});

describe("app.yml", () => {
  it("can be read, and anything else cannot", () => {
    const text = readFileSync(new URL("../../../../app.yml", import.meta.url), "utf8");

    expect(parseAppManifest(text)).toMatchObject({ permissions: { contents: "read" } });
    expect(parseAppManifest(text)?.events).toContain("pull_request");
    expect([parseAppManifest("{"), parseAppManifest("name: x")]).toEqual([null, null]);
  });
});
