import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../src/config/settings.ts";

const model = {
  apiKey: "k",
  baseUrl: "https://api.openai.com/v1",
  allowsPrivate: false,
  name: "gpt-6.1-terra",
  fallbackName: null,
  concurrency: 8,
  timeoutMs: 180_000,
};

describe("reading the environment", () => {
  it.each([
    ["nothing is set: no model", {}, null],
    ["blank counts as absent", { OPENAI_API_KEY: "  ", OPENAI_BASE_URL: "" }, null],
    ["a key alone is enough", { OPENAI_API_KEY: "k" }, model],
    [
      "an endpoint on this machine needs no key",
      { OPENAI_BASE_URL: "http://127.0.0.1:8089/v1", ASSAY_MODEL: "m" },
      { ...model, apiKey: "none", baseUrl: "http://127.0.0.1:8089/v1", name: "m" },
    ],
    [
      "another address of the vendor's is no other endpoint",
      { OPENAI_API_KEY: "k", OPENAI_BASE_URL: "https://api.openai.com:443/v1/" },
      { ...model, baseUrl: "https://api.openai.com/v1/" },
    ],
    [
      "an endpoint that nobody can ask needs no name of its model",
      { OPENAI_BASE_URL: "https://models.example.com/v1" },
      null,
    ],
    [
      "everything can be set",
      {
        OPENAI_API_KEY: "k",
        ASSAY_MODEL: "m",
        ASSAY_FALLBACK_MODEL: "f",
        ASSAY_CONCURRENCY: "2",
        ASSAY_MODEL_TIMEOUT_MS: "5000",
      },
      { ...model, name: "m", fallbackName: "f", concurrency: 2, timeoutMs: 5_000 },
    ],
  ])("%s", (_, environment, expected) => {
    const reading = parseSettings(environment);
    expect(reading).toEqual({
      kind: "valid",
      settings: { model: expected, maxCostUsd: null, pricesFile: null, logLevel: null },
    });
  });

  it.each([
    ["http://example.com/v1", "https://"],
    ["ftp://127.0.0.1", "https://"],
    ["nonsense", "not a URL"],
    ["https://user:word@example.com/v1", "credentials"],
    ["http://169.254.169.254/", "https://"],
    ["http://10.0.0.1:8000/v1", "or with ASSAY_ALLOW_PRIVATE_ENDPOINT=true"],
  ])("refuses the base URL %s", (url, reason) => {
    const reading = parseSettings({ OPENAI_API_KEY: "k", OPENAI_BASE_URL: url });
    expect(reading).toEqual({
      kind: "invalid",
      problems: [expect.stringContaining(reason)],
      isModelUnnamed: false,
    });
  });

  it.each([
    ["on this machine", { OPENAI_BASE_URL: "http://localhost:11434/v1" }],
    ["elsewhere", { OPENAI_BASE_URL: "https://models.example.com/v1", OPENAI_API_KEY: "k" }],
    [
      "elsewhere, with a blank name",
      { OPENAI_BASE_URL: "https://x.org", OPENAI_API_KEY: "k", ASSAY_MODEL: " " },
    ],
  ])("asks for the name of the model of an endpoint %s", (_, environment) => {
    expect(parseSettings(environment)).toEqual({
      kind: "invalid",
      problems: [expect.stringMatching(/^ASSAY_MODEL: missing, .*; set it to one .*assay doctor.*\/models/)],
      isModelUnnamed: true,
    });
  });

  it("reports every mistake at once and repeats no value", () => {
    const reading = parseSettings({
      OPENAI_API_KEY: "very-secret",
      OPENAI_BASE_URL: "nonsense",
      ASSAY_CONCURRENCY: "many",
      ASSAY_MAX_COST_USD: "-3",
      LOG_LEVEL: "loud",
    });
    expect(reading.kind).toBe("invalid");
    const problems = reading.kind === "invalid" ? reading.problems : [];
    expect(problems.map((problem) => problem.split(":")[0]).toSorted()).toEqual([
      "ASSAY_CONCURRENCY",
      "ASSAY_MAX_COST_USD",
      "LOG_LEVEL",
      "OPENAI_BASE_URL",
    ]);
    expect(problems.join()).not.toContain("very-secret");
  });
});
