import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseReviewPolicy } from "../../../src/config/review-policy.ts";
import { composeGeneratedFiles } from "../../../src/entrypoints/generate-schemas.ts";
import { projectRoot } from "../../architecture/run-tool.ts";

const files = composeGeneratedFiles();

describe("what is generated", () => {
  it.each(Object.keys(files))("%s is current; `npm run schemas` writes it", (path) => {
    expect(readFileSync(join(projectRoot, path), "utf8")).toBe(files[path]);
  });

  it.each([
    ["depth: quick\nfail-on: never\ntriggers:\n  drafts: true\n", true],
    ["{}", true],
    ["depth: deep\n", false],
    ["fail_on: high\n", false],
    ["max-cost-usd: -1\n", false],
    ["notes:\n  - paths: [src/**]\n", false],
  ])("the schema for editors and the program agree about %j", (text, isValid) => {
    const validate = new Ajv2020({ strict: false }).compile(
      JSON.parse(files["schemas/review-policy.schema.json"] ?? "{}"),
    );
    expect(validate(parse(text))).toBe(isValid);
    expect(parseReviewPolicy(text).kind).toBe(isValid ? "valid" : "invalid");
  });
});
