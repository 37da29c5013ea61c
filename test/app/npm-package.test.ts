import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../architecture/run-tool.ts";

const run = promisify(execFile);
const manifest = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

/** A folder in which nothing is but what somebody gets who installs the packed command line. */
let home: string;
let installed: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-package-"));
  await run("npm", ["pack", "--pack-destination", home], { cwd: projectRoot });
  const [archive = "none"] = readdirSync(home);
  const modules = join(home, "node_modules");
  installed = join(modules, "assay");
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", join(home, archive), "-C", installed, "--strip-components=1"]);
  for (const name of readdirSync(join(projectRoot, "node_modules"))) {
    if (!name.startsWith(".")) symlinkSync(join(projectRoot, "node_modules", name), join(modules, name));
  }
}, 180_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Standard output of the installed command line; standard error is part of the failure where there is one. */
async function runInstalled(...args: readonly string[]) {
  const script = join(installed, "dist/entrypoints/launch.mjs");
  return run(process.execPath, [script, ...args], { cwd: home, timeout: 60_000 });
}

describe("the packed command line", () => {
  it("holds what it needs and nothing else", async () => {
    expect(readdirSync(installed).toSorted()).toEqual([
      "LICENSE",
      "README.md",
      "app.yml",
      "dist",
      "package.json",
      "prompts",
      "schemas",
    ]);
    const { stdout } = await run("find", [join(installed, "dist"), "-type", "f", "-not", "-name", "*.js"]);
    const plain = ["launch.mjs", "shared/keep-compiled.mjs"];
    expect(stdout.trim().split("\n").toSorted()).toEqual(
      plain.map((file) => join(installed, "dist/entrypoints", file)),
    );
  });

  it("runs outside of its repository", async () => {
    const { stdout } = await runInstalled("--version");
    expect(stdout.trim()).toBe(manifest.version);
  });

  it("reviews a change, parser and prompts included", async () => {
    const diff = join(home, "change.diff");
    writeFileSync(
      diff,
      "diff --git a/run.py b/run.py\n--- a/run.py\n+++ b/run.py\n@@ -1,2 +1,3 @@\n import os\n def run(name):\n+    os.system('ls ' + name)\n",
    );
    const review = runInstalled("review", "--diff", diff, "--format", "json");
    // Without a model the review is inconclusive.
    await expect(review).rejects.toMatchObject({ code: 2, stdout: expect.stringContaining("os.system") });
    const prompts = await runInstalled("review", "--diff", diff, "--show-stage", "prompts");
    expect(prompts.stdout).toContain("find-defects");
  });

  it("is a package that publint finds nothing wrong with", async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("imports no package that it does not name", async () => {
    const statement = '^(import|export|\\}).* from "[^.]|^import "[^.]|^[^*]*await import\\("[@a-z]';
    const { stdout } = await run("grep", ["-rhE", statement, join(installed, "dist")]);
    const imported = stdout
      .split("\n")
      .flatMap((line) => /(?:from |import ?\(?)"((?:@[^/"]+\/)?[^/"]+)/.exec(line)?.[1] ?? [])
      .filter((name) => !name.startsWith("node:"));
    expect(imported.length).toBeGreaterThan(10);
    expect(imported.filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});
