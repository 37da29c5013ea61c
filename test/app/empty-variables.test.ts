import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadEnvironment } from "../../src/entrypoints/shared/load-environment.ts";

const before = process.cwd();
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-environment-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

it("what is empty or absent comes out of `.env`, and what is set stays", () => {
  writeFileSync(join(folder, ".env"), 'APP_ID=7\nPRIVATE_KEY="a\nb"\nPORT=4000\n');

  expect(loadEnvironment({ APP_ID: "", PORT: "5000", HOST: "127.0.0.1" })).toEqual({
    APP_ID: "7",
    PRIVATE_KEY: "a\nb",
    PORT: "5000",
    HOST: "127.0.0.1",
  });
});

it("without `.env` the environment is as it is", () => {
  expect(loadEnvironment({ APP_ID: "" })).toEqual({ APP_ID: "" });
});
