import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPackages } from "../../src/entrypoints/action/install-packages.ts";
import { checkCodeScanning } from "../contract/check-code-scanning.ts";
import { startModelServer } from "../fakes/model-server.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { answeredDefect, readingModel } from "./answers.ts";
import { runStep } from "./workflow-runner.ts";

const query = 'rows = database.execute("SELECT * FROM t WHERE id = " + request.args["id"])';

/** What a runner would obey if it stood in the log as it is. */
const orders = [
  "::set-output name=verdict::no-defects",
  "\n::set-output name=verdict::no-defects",
  "\r\n  ::stop-commands::x",
  "\r::add-path::/tmp/evil",
  "##[add-mask]visible",
  "%0A::error::forged",
  "a%0D%0A::set-env name=PATH::/tmp/evil",
  "\u2028::debug::x\u0085::add-mask::y",
  "assay-0\nverdict=no-defects\nverdict<<EOF\nno-defects\nEOF",
];

let repository: TemporaryRepository;
beforeAll(() => {
  repository = createRepository();
});
afterAll(() => repository.remove());

describe("text of a change or a model", () => {
  it("is no command to the runner and no output of the step, wherever it stands", async () => {
    const { write, commit, git, directory } = repository;
    write("README.md", "# A shop\n");
    const base = commit("root");
    // A path has no line of its own in most places; git takes every byte but NUL and the slash.
    const paths = orders.map((order, index) => `${order.replaceAll("/", "_")}${index}.py`);
    for (const path of paths) write(path, `import database\n${query}\n`);
    const head = commit("hostile names");
    git("checkout", "--quiet", base);
    await using server = await startModelServer(
      readingModel((question) =>
        [...question.matchAll(/^file (\d+) /gm)].map((match, index) => {
          const order = orders[index % orders.length] ?? "";
          return answeredDefect({
            file: Number(match[1]),
            line: 2,
            quote: query,
            title: order,
            explanation: `${order}\n${order}`,
            attack: order,
            fix: `${order}\n${order}`,
          });
        }),
      ),
    );
    const run = await runStep({
      workspace: directory,
      event: "merge_group",
      payload: { merge_group: { base_sha: base, head_sha: head } },
      with: { "api-key": "k".repeat(20), "base-url": server.url, model: "gpt-test" },
    });

    expect(run.outputs).toEqual({
      verdict: "defects",
      findings: expect.stringMatching(/^\d+$/),
      "sarif-file": expect.stringContaining("assay.sarif"),
    });
    expect(run.code).toBe(1);
    expect(run.masks).toEqual(["k".repeat(20)]);
    // Whatever the review prints, commands are stopped by a word that nobody can guess.
    expect(run.log.split("\n")[1]).toMatch(/^::stop-commands::assay-[0-9a-f]{32}$/);
    const files = new Set(run.commands.map(({ properties }) => properties["file"]));
    // What the runner would obey anywhere in a line is taken apart, in a path too.
    expect([...files].toSorted()).toEqual(paths.map((path) => path.replaceAll("##[", "# #[")).toSorted());
    for (const { name, properties } of run.commands) {
      expect(["error", "warning", "notice"]).toContain(name);
      expect(Object.keys(properties)).toEqual(["file", "line", "endLine", "title"]);
      expect(properties["title"]).toMatch(/^(?:High|Medium|Low): /);
    }
    expect(checkCodeScanning(run.sarif ?? "")).toEqual([]);
  });
});

describe("a summary of very many defects", () => {
  it("stays below what GitHub takes, and annotations below what it shows, worst first", async () => {
    const { write, commit, directory, git } = repository;
    git("checkout", "--quiet", "main");
    write("README.md", "# Another shop\n");
    const base = commit("base");
    const names = Array.from({ length: 60 }, (_, index) => `module-${String(index).padStart(2, "0")}.py`);
    for (const name of names) write(name, `import database\n${query}\n`);
    const head = commit("many");
    const severities = ["low", "medium", "high", "critical"] as const;
    await using server = await startModelServer(
      readingModel((question) =>
        [...question.matchAll(/^file (\d+) [^\n]*module-(\d+)/gm)].map((match) =>
          answeredDefect({
            file: Number(match[1]),
            line: 2,
            quote: query,
            severity: severities[Number(match[2]) % 4] ?? "low",
            explanation: "界".repeat(20_000),
          }),
        ),
      ),
    );
    const run = await runStep({
      workspace: directory,
      event: "push",
      payload: { before: base, after: head },
      with: { "api-key": "k".repeat(20), "base-url": server.url, model: "gpt-test", depth: "quick" },
    });
    const errors = run.commands.filter(({ name }) => name === "error");

    expect(Number(run.outputs["findings"])).toBe(60);
    expect(Buffer.byteLength(run.summary)).toBeLessThan(1_048_576);
    expect(errors).toHaveLength(10);
    for (const level of ["warning", "notice"]) {
      expect(run.commands.filter(({ name }) => name === level).length).toBeLessThanOrEqual(10);
    }
    const words = errors.map(({ properties }) => properties["title"]?.split(":")[0]);
    expect(words).toEqual([...words].toSorted());
  });
});

describe("the packages of the action", () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "assay-install-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** An npm that notes how it was called. */
  function installNpm(name: string, script: string): { readonly PATH: string } {
    const bin = join(root, name);
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "npm"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, "npm"), 0o755);
    return { PATH: `${bin}:${process.env["PATH"]}` };
  }

  it("are installed once, without scripts, and npm is told no key", async () => {
    const folder = join(root, "fresh");
    mkdirSync(folder);
    const { PATH } = installNpm(
      "good",
      'echo "$@" > called; env > environment; mkdir node_modules; echo > node_modules/.package-lock.json',
    );
    const environment = {
      PATH,
      HTTPS_PROXY: "http://127.0.0.1:9",
      "INPUT_API-KEY": "hidden",
      OPENAI_API_KEY: "hidden",
    };
    const first = await installPackages(folder, environment);
    const called = readFileSync(join(folder, "called"), "utf8");
    rmSync(join(folder, "called"));
    const second = await installPackages(folder, environment);

    expect([first, second, existsSync(join(folder, "called"))]).toEqual([null, null, false]);
    expect(called).toBe("ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error\n");
    const told = readFileSync(join(folder, "environment"), "utf8");
    expect(told).toContain("HTTPS_PROXY=");
    expect(told).not.toContain("hidden");
  });

  it("that cannot be installed are told with the reason", async () => {
    const folder = join(root, "broken");
    mkdirSync(folder);
    const failing = await installPackages(folder, installNpm("bad", "echo 'no registry' >&2; exit 1"));
    const missing = await installPackages(folder, { PATH: join(root, "nowhere") });

    expect(failing).toMatch(/could not be installed with npm.*\nno registry/s);
    expect(missing).toMatch(/could not be installed with npm/);
  });
});
