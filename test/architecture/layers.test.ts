import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { cruise } from "./cruise.ts";
import { listFolder } from "./list-files.ts";
import { projectRoot } from "./run-tool.ts";

/** Each file breaks one rule. The key is the rule that has to catch it. */
const seededFaults: Readonly<Record<string, readonly [path: string, text: string]>> = {
  "domain-imports-only-nothing": ["src/domain/a.ts", 'import "../review/clean.ts";'],
  "review-imports-only-domain": ["src/review/a.ts", 'import "../checks/clean.ts";'],
  "checks-imports-only-domain": ["src/checks/a.ts", 'import "../review/clean.ts";'],
  "pipeline-imports-only-domain-review-checks": ["src/pipeline/a.ts", 'import "../config/clean.ts";'],
  "adapters-imports-only-domain-pipeline": ["src/adapters/git/a.ts", 'import "../../review/clean.ts";'],
  "config-imports-only-domain": ["src/config/a.ts", 'import "../review/clean.ts";'],
  "adapters-see-only-ports": ["src/adapters/git/b.ts", 'import "../../pipeline/clean.ts";'],
  "adapters-are-strangers": ["src/adapters/git/c.ts", 'import "../log/clean.ts";'],
  "entrypoints-are-strangers": ["src/entrypoints/app.ts", 'import "./cli.ts";'],
  "launcher-opens-the-command-line-only": ["src/entrypoints/launch.mjs", 'import "../review/clean.ts";'],
  "openai-stays-in-its-room": [
    "src/adapters/git/d.ts",
    'import type { OpenAI } from "openai"; export type A = OpenAI;',
  ],
  "octokit-stays-in-its-room": ["src/adapters/git/e.ts", 'import "@octokit/rest";'],
  "probot-stays-in-its-room": ["src/entrypoints/action.ts", 'import "probot";'],
  "pino-stays-in-its-room": ["src/adapters/git/f.ts", 'import "pino";'],
  "pqueue-stays-in-its-room": ["src/pipeline/b.ts", 'import "p-queue";'],
  "zod-stays-in-its-room": ["src/pipeline/c.ts", 'import "zod";'],
  "yaml-stays-in-its-room": ["src/review/b.ts", 'import "yaml";'],
  "astgrep-stays-in-its-room": ["src/checks/b.ts", 'import "@ast-grep/napi";'],
  "scslre-stays-in-its-room": ["src/checks/r.ts", 'import "scslre";'],
  "secretlint-stays-in-its-room": ["src/checks/c.ts", 'import "@secretlint/core";'],
  "gpttokenizer-stays-in-its-room": ["src/review/c.ts", 'import "gpt-tokenizer";'],
  "commander-stays-in-its-room": ["src/config/b.ts", 'import "commander";'],
  "promclient-stays-in-its-room": ["src/entrypoints/app/b.ts", 'import "prom-client";'],
  "opentelemetry-stays-in-its-room": ["src/adapters/git/h.ts", 'import "@opentelemetry/api";'],
  "kysely-stays-in-its-room": ["src/pipeline/e.ts", 'import "kysely";'],
  "bettersqlite3-stays-in-its-room": ["src/pipeline/f.ts", 'import "better-sqlite3";'],
  "pg-stays-in-its-room": ["src/pipeline/g.ts", 'import "pg";'],
  "minimatch-stays-in-its-room": ["src/adapters/git/g.ts", 'import "minimatch";'],
  "pure-rooms-do-no-io": ["src/review/d.ts", 'import "node:fs";'],
  "story-does-no-io": ["src/pipeline/d.ts", 'import "node:fs";'],
  "no-cycles": ["src/domain/b.ts", 'import type { C } from "./c.ts"; export type B = C;'],
  "no-orphans": ["src/domain/d.ts", "export const alone = 1;"],
  "not-to-unresolvable": ["src/config/c.ts", 'import "./nowhere.ts";'],
};

const cleanFiles: Readonly<Record<string, string>> = {
  "src/domain/c.ts": 'import type { B } from "./b.ts"; export type C = B | 1;',
  "src/review/clean.ts": 'import "../domain/noun.ts"; import "node:crypto";',
  "src/checks/clean.ts": 'import "../domain/noun.ts";',
  "src/config/clean.ts": 'import "../domain/noun.ts";',
  "src/pipeline/clean.ts": 'import "../review/clean.ts"; import "../checks/clean.ts";',
  "src/adapters/log/clean.ts": 'import "../../domain/noun.ts";',
  "src/domain/noun.ts": "export const noun = 1;",
  "src/entrypoints/cli.ts": 'import "../config/clean.ts";',
};

/** A limit against hanging: the whole of src is read. */
const limitMs = 300_000;

describe("the layer rules", { timeout: limitMs }, () => {
  it("find nothing to complain about in src, and have read every file of it", async () => {
    const { modules, violations } = await cruise(projectRoot);

    expect(violations).toEqual([]);
    expect(modules).toEqual(listFolder("src", [".ts", ".mjs"]));
    expect(modules.length).toBeGreaterThanOrEqual(12);
  });

  it("catch a seeded fault of every kind, and nothing in the clean files beside them", async () => {
    const directory = mkdtempSync(join(tmpdir(), "assay-layers-"));
    try {
      const faults = Object.values(seededFaults);
      for (const [path, text] of [...Object.entries(cleanFiles), ...faults]) {
        mkdirSync(join(directory, dirname(path)), { recursive: true });
        writeFileSync(join(directory, path), `${text}\n`);
      }
      cpSync(join(projectRoot, "tsconfig.json"), join(directory, "tsconfig.json"));
      cpSync(join(projectRoot, "package.json"), join(directory, "package.json"));
      symlinkSync(join(projectRoot, "node_modules"), join(directory, "node_modules"));

      const { violations } = await cruise(directory);

      const caught = violations.map((violation) => violation.split(" -> ")[0]);
      const seeded = Object.entries(seededFaults).map(([rule, [path]]) => `${rule}: ${path}`);
      expect(caught).toEqual(expect.arrayContaining(seeded));
      const clean = Object.keys(cleanFiles).filter((path) => path !== "src/domain/c.ts");
      expect(
        violations.filter((violation) => clean.some((path) => violation.includes(`: ${path} ->`))),
      ).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("have a seeded fault for each rule", async () => {
    // A variable keeps TypeScript from asking for types of a plain JavaScript file.
    const configPath = `${projectRoot}/.dependency-cruiser.mjs`;
    const config: { default: { forbidden: readonly { name: string }[] } } = await import(configPath);

    expect(Object.keys(seededFaults).toSorted()).toEqual(
      config.default.forbidden.map((rule) => rule.name).toSorted(),
    );
  });
});
