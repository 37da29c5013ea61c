import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { Report } from "../../../src/domain/report.ts";
import { composeGeneratedFiles } from "../../../src/entrypoints/generate-schemas.ts";
import { renderJson } from "../../../src/review/render/render-json.ts";
import {
  cleanResult,
  defectsResult,
  failuresResult,
  hostileResult,
  interruptedResult,
  noModelResult,
} from "../../fakes/review-results.ts";

const schemaText = readFileSync(new URL("../../../schemas/report.schema.json", import.meta.url), "utf8");
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schemaText));

describe("the JSON report", () => {
  test.each([
    ["clean", cleanResult],
    ["defects", defectsResult],
    ["no model", noModelResult],
    ["interrupted", interruptedResult],
    ["failures", failuresResult],
    ["hostile", hostileResult],
  ])("of the %s result follows its published schema", (_name, result) => {
    const report = JSON.parse(renderJson(result));
    validate(report);
    expect(validate.errors).toBeNull();
    expect(Report.parse(report)).toEqual(report);
  });

  test("holds the whole review", () => {
    expect(JSON.parse(renderJson(failuresResult))).toEqual({
      schemaVersion: "1.0",
      verdict: "inconclusive",
      verdictLine: "Inconclusive.",
      head: "0123abcd".repeat(5),
      coverage: {
        files: {
          total: 3,
          reviewed: 1,
          skipped: [{ path: "logo.png", reason: "binary" }],
          failed: [{ path: "src/mail.ts", reason: "model-timeout", detail: "no answer within 120 s, twice" }],
        },
        hunks: {
          total: 5,
          reviewed: 3,
          skipped: [],
          failed: [
            {
              path: "src/mail.ts",
              hunks: 1,
              reason: "model-timeout",
              detail: "no answer within 120 s, twice",
            },
            { path: "src/mail.ts", hunks: 1, reason: "answer-incomplete", detail: "no answer speaks of it" },
          ],
        },
      },
      defects: [],
      suggestions: [],
      dropped: [],
      notices: [],
      usage: failuresResult.usage,
      prompts: failuresResult.prompts,
    });
  });

  test("holds defects worst first and suggestions, with their places", () => {
    const report = Report.parse(JSON.parse(renderJson(defectsResult)));
    expect(report.defects.map(({ id, path, side, startLine }) => [id, path, side, startLine])).toEqual([
      ["A-1b2c3d4e", "src/orders.ts", "RIGHT", 42],
      ["A-77aa0011", "src/export.ts", "LEFT", 7],
    ]);
    expect(report.suggestions).toEqual([
      {
        path: "src/orders.ts",
        side: "RIGHT",
        startLine: 12,
        endLine: 12,
        quote: "function parseLegacyDate(text) {",
        category: "unused-code",
        title: "`parseLegacyDate` is never used",
        explanation: "Nothing in the file reads it since this change.",
      },
    ]);
  });

  test("keeps invisible characters as values but never as text", () => {
    const text = renderJson(hostileResult);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
    expect(JSON.parse(text).notices[0].text).toBe(hostileResult.notices[0]!.text);
  });

  test("refuses what the schema does not know", () => {
    const report = JSON.parse(renderJson(cleanResult));
    expect(validate({ ...report, verdict: "fine" })).toBe(false);
    expect(validate({ ...report, extra: 1 })).toBe(false);
  });

  test("has a schema file that is current: run `node src/entrypoints/generate-schemas.ts`", () => {
    expect(composeGeneratedFiles()["schemas/report.schema.json"]).toBe(schemaText);
  });
});
