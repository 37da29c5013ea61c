import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseDocument } from "yaml";
import { parsePriceTable } from "../../src/config/price-table.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { readingModel } from "./answers.ts";
import { judgeCommand } from "./judge-command.ts";
import { type Example, listCommands, readExamples } from "./read-examples.ts";
import { bareEnvironment, modelEnvironment } from "./run-assay.ts";
import { runInProcess } from "./run-in-process.ts";
import { declared } from "./workflow-runner.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const documents = [
  ...["README.md", "CONTRIBUTING.md"],
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const examples = documents.flatMap((document) => readExamples(document, read(document)));
const launcher = join(root, "src/entrypoints/launch.mjs");

/** Languages that nothing here reads, and why that is so. */
const pictures: Readonly<Record<string, string>> = {
  text: "is a picture in letters",
  diff: "shows a change",
  markdown: "shows what a comment looks like",
  nginx: "is for a program that is not there",
  ini: "is for a program that is not there",
  promql: "is for a program that is not there",
};

/** Names that the source reads from its environment. */
const sourceNames = new Set(
  (readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }) as readonly string[])
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => [...read(`src/${path}`).matchAll(/["'`[]([A-Z][A-Z0-9_]{3,})["'`\]]/g)])
    .map((match) => match[1] ?? ""),
);
const budgets = /^ASSAY_BUDGET_(?:INSTALLATION|REPOSITORY|AUTHOR)_(?:USD|TOKENS)_PER_(?:MONTH|DAY)$/;

let folder: string;
let repository: string;
let model: ModelServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-examples-"));
  repository = join(folder, "repository");
  makeRepository(repository);
  // What the examples call the reader's own.
  makeRepository(join(folder, "your-repository"));
  const program = join(folder, "bin");
  mkdirSync(program);
  writeFileSync(join(program, "assay"), `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`);
  chmodSync(join(program, "assay"), 0o755);
  model = await startModelServer(readingModel());
});
afterAll(async () => {
  await model.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the examples talk about: a branch `feature` beside `main`, and the change of it in a file. */
function makeRepository(at: string): void {
  mkdirSync(join(at, ".github"), { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: at,
      env: bareEnvironment(),
      encoding: "utf8",
    });
  const write = (text: string) => writeFileSync(join(at, "find.js"), text);
  git("init", "--quiet", "--initial-branch=main");
  writeFileSync(join(at, ".github/assay.yml"), "depth: quick\n");
  write("one();\n");
  git("add", ".");
  git("commit", "--quiet", "--message=one");
  git("checkout", "--quiet", "-b", "feature");
  write("two();\n");
  git("commit", "--quiet", "--all", "--message=two");
  writeFileSync(join(at, "change.diff"), git("diff", "main...feature"));
}

/** Runs a line as a person would, with a model where it `isAsked`; answers the exit code with what was written. */
function runLine(
  line: string,
  isAsked: boolean,
): Promise<{ readonly code: number; readonly output: string }> {
  const path = `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`;
  const env = { ...bareEnvironment(), PATH: path, ...(isAsked ? modelEnvironment(model.url) : {}) };
  return new Promise((resolve) => {
    const child = execFile(
      "sh",
      ["-c", line],
      { cwd: repository, env, timeout: 20_000 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
    child.stdin?.end();
  });
}

/** 64: not understood. 66: an input is missing. 70: a defect. 126 and 127: no such program. */
const failures = [-1, 64, 66, 70, 126, 127];

/** Problems of a shell block, each with its command. */
async function tryCommands({ text }: Example): Promise<readonly string[]> {
  const judged = listCommands(text).map((command) => ({ command, judgement: judgeCommand(command) }));
  const settings: Record<string, string> = {};
  const problems: string[] = [];
  for (const { command, judgement } of judged) {
    if (judgement.kind === "setting") settings[judgement.name] = judgement.value;
    if (judgement.kind === "unknown") problems.push(`${command}: is neither run nor known; mark the block`);
    if (judgement.kind === "wrong") problems.push(`${command}: ${judgement.problem}`);
    if (judgement.kind !== "run") continue;
    problems.push(
      ...namesIn(command)
        .filter(isStrange)
        .map((name) => `${name}: no such variable`),
    );
    const isAsked = "OPENAI_API_KEY" in settings || command.includes("OPENAI_API_KEY=");
    const { code, output } = await runLine(judgement.line, isAsked);
    if (failures.includes(code)) problems.push(`${command}: ends with ${code}: ${output.slice(0, 300)}`);
  }
  return [...problems, ...checkSettings(settings)];
}

const namesIn = (command: string) =>
  [...command.matchAll(/^(?:export )?([A-Z][A-Z0-9_]{3,})=/gm)].map((match) => match[1] ?? "");
const isStrange = (name: string) => !sourceNames.has(name) && !budgets.test(name);

function checkSettings(settings: Readonly<Record<string, string>>): readonly string[] {
  const strange = Object.keys(settings)
    .filter(isStrange)
    .map((name) => `${name}: no such variable`);
  const reading = parseSettings(settings);
  return reading.kind === "valid" ? strange : [...strange, ...reading.problems];
}

const policyKeys = Object.keys(JSON.parse(read("schemas/review-policy.schema.json")).properties);

async function tryYaml({ text }: Example): Promise<readonly string[]> {
  const { errors } = parseDocument(text);
  if (errors.length > 0) return errors.map(({ message }) => message);
  const value: Readonly<Record<string, unknown>> = parse(text);
  if ("jobs" in value) return checkWorkflow(text);
  if (!Object.keys(value).some((key) => policyKeys.includes(key) || key === "enforce")) return [];
  const file = join(folder, "assay.yml");
  writeFileSync(file, text.replace(/^enforce:.*$/m, ""));
  const { code, stdout } = await runInProcess(["config", "check", file], { directory: folder });
  return code === 0 ? [] : [stdout];
}

/** A workflow may use nothing of our action that it does not have. */
function checkWorkflow(text: string): readonly string[] {
  const workflow: {
    readonly jobs: Readonly<
      Record<
        string,
        { readonly steps: readonly { uses?: string; with?: Readonly<Record<string, unknown>> }[] }
      >
    >;
  } = parse(text);
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  const ours = steps.filter(({ uses }) => /\/assay\/action@/.test(uses ?? ""));
  const outputs = [...text.matchAll(/steps\.assay\.outputs\.([\w-]+)/g)].map((match) => match[1] ?? "");
  return [
    ...ours.flatMap((step) => Object.keys(step.with ?? {})).filter((name) => !declared.inputs.includes(name)),
    ...outputs.filter((name) => !declared.outputs.includes(name)),
  ].map((name) => `the action has no ${name}`);
}

const isReport = addFormats
  .default(new Ajv2020({ strict: false }))
  .compile(JSON.parse(read("schemas/report.schema.json")));

function tryJson({ text }: Example): readonly string[] {
  const value: Readonly<Record<string, unknown>> = JSON.parse(text);
  if ("asOf" in value) {
    const reading = parsePriceTable(text);
    return reading.kind === "valid" ? [] : reading.problems;
  }
  if (!("coverage" in value) || isReport(value)) return [];
  return (isReport.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function tryExample(example: Example): Promise<readonly string[]> {
  if (example.notRun !== null || Object.hasOwn(pictures, example.language)) return [];
  switch (example.language) {
    case "sh":
    case "console":
      return tryCommands(example);
    case "yaml":
      return tryYaml(example);
    case "json":
      return tryJson(example);
    default:
      return [
        `nothing is done with the language "${example.language}"; put <!-- not run: reason --> before it`,
      ];
  }
}

describe("the code blocks of the documents", () => {
  const titled = examples.map((example) => ({ name: `${example.document}:${example.line}`, example }));

  it.each(titled)("$name holds", async ({ example }) => {
    expect(await tryExample(example)).toEqual([]);
  });

  it("would be found wanting", async () => {
    const blocks = [
      "```sh\nnpm run assay -- review --colour\nrm -rf x\nnpm run nothing\nnpm run bench -- --nonsense\n```",
      "```sh\nexport ASSAY_MODELL=x\nexport ASSAY_CONCURRENCY=many\n```",
      "```yaml\nfail-on: sometimes\n```",
      "```yaml\njobs:\n  a:\n    steps:\n      - uses: o/assay/action@c\n        with: { key: x }\n```",
      '```json\n{"asOf": 1}\n```',
      "```rust\nx\n```",
      "<!-- not run: shows nothing -->\n\n```rust\nx\n```",
    ];
    const found = [];
    for (const block of blocks) {
      for (const example of readExamples("x.md", block)) found.push((await tryExample(example)).join("\n"));
    }

    expect(found).toEqual([
      expect.stringMatching(
        /review --colour: ends with 64[\s\S]*rm -rf x: is neither[\s\S]*no script nothing[\s\S]*no --nonsense/,
      ),
      expect.stringMatching(/ASSAY_MODELL: no such variable\n.*ASSAY_CONCURRENCY/s),
      expect.stringMatching(/assay\.yml:1: fail-on/),
      "the action has no key",
      expect.stringMatching(/./),
      expect.stringMatching(/nothing is done with the language "rust"/),
      "",
    ]);
  });
});

describe("the documents", () => {
  it("have no block that does not end", () => {
    const fences = documents.map((document) => [
      document,
      (read(document).match(/^ *```/gm) ?? []).length / 2,
    ]);
    const found = documents.map((document) => [
      document,
      examples.filter((example) => example.document === document).length,
    ]);

    expect(found).toEqual(fences);
  });

  it("say why a block is not run where one is not", () => {
    const marked = examples.filter(({ notRun }) => notRun !== null);

    expect(marked.filter(({ notRun }) => (notRun ?? "").length < 10)).toEqual([]);
  });
});
