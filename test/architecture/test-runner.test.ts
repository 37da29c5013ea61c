import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, runTool } from "./run-tool.ts";

const vitest = JSON.stringify(`${projectRoot}/node_modules/vitest/dist/index.js`);
const header = `import { it, expect, beforeAll } from ${vitest};`;

interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly lastLine: string;
  readonly exitCode: number;
}

const cases: readonly Case[] = [
  {
    title: "is green, and counts what was skipped",
    files: { "a.test.ts": `${header} it("holds", () => {}); it.skip("waits", () => {}); it.todo("comes");` },
    lastLine: "1 passed, 0 failed, 2 skipped",
    exitCode: 0,
  },
  {
    title: "counts failed tests, files that do not load, failed hooks and stray rejections",
    files: {
      "a.test.ts": `${header} it("holds", () => {}); it("does not", () => { expect(1).toBe(2); });`,
      "b.test.ts": `${header} import "./nowhere.ts"; it("never runs", () => {});`,
      "c.test.ts": `${header} it("holds, and leaves a rejection behind", () => { Promise.reject(new Error("stray")); });`,
    },
    lastLine: "2 passed, 3 failed",
    exitCode: 1,
  },
  {
    title: "is red where a worker dies",
    files: { "a.test.ts": `${header} it("dies", () => { process.kill(process.pid, "SIGKILL"); });` },
    lastLine: "0 passed, 2 failed",
    exitCode: 1,
  },
  {
    title: "is red where there is no test",
    files: { "a.txt": "nothing" },
    lastLine: "0 passed, 1 failed",
    exitCode: 1,
  },
  {
    title: "is red where a test reaches for the network and swallows the refusal",
    files: {
      "a.test.ts": `${header} it("calls out", async () => { await fetch("http://192.0.2.1/").catch(() => {}); });`,
    },
    lastLine: "0 passed, 1 failed",
    exitCode: 1,
  },
];

describe("npm test", () => {
  it.each(cases)("$title", async ({ files, lastLine, exitCode }) => {
    const directory = mkdtempSync(join(tmpdir(), "assay-runner-"));
    try {
      mkdirSync(join(directory, "test"));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, "test", name), text);

      const result = await runTool(process.execPath, [
        `${projectRoot}/test/run-tests.mjs`,
        "--root",
        directory,
      ]);

      const got = { lastLine: result.stdout.trimEnd().split("\n").at(-1), exitCode: result.exitCode };
      expect(got, result.stdout + result.stderr).toEqual({ lastLine, exitCode });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
