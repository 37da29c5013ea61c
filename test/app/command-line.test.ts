import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormatsModule from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { answeredDefect, readingModel } from "./answers.ts";
import { readReport } from "./read-report.ts";
import { type AssayOptions, type AssayRun, modelEnvironment, runAssay } from "./run-assay.ts";
import { runInProcess } from "./run-in-process.ts";

const query = 'rows = database.execute("SELECT * FROM t WHERE id = " + request.args["id"])';
const {
  $schema: _draft,
  id: _id,
  ...sarifSchema
} = JSON.parse(readFileSync(new URL("../contract/sarif-2.1.0.schema.json", import.meta.url), "utf8"));
const ajv = new Ajv({ strict: false, unicodeRegExp: false });
addFormatsModule.default(ajv);
const isSarif = ajv.compile(sarifSchema);

/** A history with a branch, a merge, a root, something staged and nothing else open. */
let repository: TemporaryRepository;
let server: ModelServer;
let folder: string;

beforeAll(async () => {
  repository = createRepository();
  const { write, commit, git } = repository;
  write("app.py", "import database\n");
  commit("root");
  git("checkout", "--quiet", "-b", "feature");
  write("feature.py", "x = 1\n");
  commit("feature one");
  write("feature.py", "x = 1\ny = 2\n");
  commit("feature two");
  git("checkout", "--quiet", "main");
  write("main.py", "z = 3\n");
  commit("main one");
  git("merge", "--quiet", "--no-ff", "--no-edit", "feature");
  write("app.py", `import database\n${query}\n`);
  commit("last");
  server = await startModelServer(
    readingModel((question) => (question.includes(query) ? [answeredDefect({ quote: query, line: 2 })] : [])),
  );
  folder = mkdtempSync(join(tmpdir(), "assay-output-"));
});

afterAll(async () => {
  await server.close();
  repository.remove();
  rmSync(folder, { recursive: true, force: true });
});

const withModel = () => modelEnvironment(server.url);
const setting = (options: AssayOptions) => ({
  directory: repository.directory,
  environment: withModel(),
  ...options,
});
/** The command in this process; `program` starts the real program. */
const review = (args: readonly string[], options: Omit<AssayOptions, "stdin"> = {}) =>
  runInProcess(["review", ...args], setting(options));
const program = (args: readonly string[], options: AssayOptions = {}) =>
  runAssay(["review", ...args], setting(options));
const pathsOf = (stdout: string): readonly string[] =>
  JSON.parse(stdout).files.map((file: { path: string }) => file.path);

describe("what is reviewed", () => {
  it.each([
    ["main~2...feature", ["feature.py"]],
    ["HEAD~1..HEAD", ["app.py"]],
    ["HEAD", ["app.py"]],
    ["main~3", ["app.py"]],
    ["HEAD~1", ["feature.py"]],
    ["HEAD~1..", ["app.py"]],
  ])("%s", async (range, paths) => {
    const { code, stdout, stderr } = await review([range, "--show-stage", "coverage"]);
    expect([pathsOf(stdout), stderr]).toEqual([paths, ""]);
    expect(code).toBe(range.startsWith("HEAD") && range !== "HEAD~1" ? 1 : 0);
  });

  it("is the last commit without an argument, where nothing is open", async () => {
    const { code, stdout } = await review(["--show-stage", "coverage"]);
    expect([pathsOf(stdout), code]).toEqual([["app.py"], 1]);
  });

  it("is what is open, untracked files included, and with --staged only the index", async () => {
    const own = createRepository();
    try {
      own.write("a.py", "a = 1\n");
      own.commit();
      own.write("a.py", "a = 2\n");
      own.git("add", "a.py");
      own.write("new.py", "b = 1\n");
      const at = { directory: own.directory };
      const [open, staged] = await Promise.all([
        program(["--show-stage", "coverage"], at),
        program(["--staged", "--show-stage", "coverage"], at),
      ]);
      expect([pathsOf(open.stdout), open.code]).toEqual([["a.py", "new.py"], 0]);
      expect([pathsOf(staged.stdout), staged.code]).toEqual([["a.py"], 0]);
    } finally {
      own.remove();
    }
  });

  it("is another repository with --repo, and a diff from a pipe without any", async () => {
    const diff = repository.git("diff", "HEAD~1", "HEAD");
    const [there, piped] = await Promise.all([
      program(["--repo", repository.directory, "HEAD", "--format", "json"], { directory: tmpdir() }),
      program(["--diff", "-", "--format", "json"], { directory: tmpdir(), stdin: `${diff}\n` }),
    ]);
    for (const { stdout } of [there, piped]) {
      expect(readReport(stdout).defects.map(({ path, startLine }) => [path, startLine])).toEqual([
        ["app.py", 2],
      ]);
    }
    expect([there.code, piped.code]).toEqual([1, 1]);
  });

  it("is not an empty diff: the command before the pipe may have failed", async () => {
    expectMistake(await program(["--diff", "-"]), 65, /the diff is empty \(diff from standard input\)/);
  });
});

function expectMistake({ code, stdout, stderr }: AssayRun, exit: number, message: RegExp): void {
  expect([code, stdout]).toEqual([exit, ""]);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^assay: (?!error)/);
  expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
  expect(stderr).not.toContain("defect of Assay");
}

describe("a mistake", () => {
  it.each<[string, readonly string[], Omit<AssayOptions, "stdin">, number, RegExp]>([
    ["a range that nobody knows", ["nowhere..HEAD"], {}, 65, /does not know a commit "nowhere"/],
    ["a range that is an option", ["--", "--upload-pack=x"], {}, 65, /begins with a dash/],
    ["no repository", [], { directory: tmpdir() }, 65, /is not in a git repository/],
    ["a folder that is not there", ["--repo", "nowhere"], {}, 66, /nowhere does not exist/],
    ["a diff that is not there", ["--diff", "nowhere.diff"], {}, 66, /nowhere\.diff cannot be read/],
    ["a range and --staged", ["HEAD", "--staged"], {}, 64, /cannot be combined with --staged/],
    ["a range and --diff", ["HEAD", "--diff", "-"], {}, 64, /cannot be combined with --diff/],
    ["--staged and --diff", ["--staged", "--diff", "-"], {}, 64, /cannot be used with option/],
    [
      "--estimate and --show-stage",
      ["--estimate", "--show-stage", "units"],
      {},
      64,
      /cannot be used with option/,
    ],
    ["an unknown option", ["--colour"], {}, 64, /unknown option '--colour'/],
    ["an unknown format", ["--format", "xml"], {}, 64, /Allowed choices are terminal, markdown, json, sarif/],
    ["an unknown severity", ["--fail-on", "info"], {}, 64, /Allowed choices are critical, high/],
    ["an unknown depth", ["--depth", "deep"], {}, 64, /Allowed choices are quick, standard, thorough/],
    ["an unknown stage", ["--show-stage", "x"], {}, 64, /Allowed choices are units, prompts/],
    ["a cost that is none", ["--max-cost", "free"], {}, 64, /amount in USD above 0/],
    ["two ranges", ["HEAD", "HEAD"], {}, 64, /too many arguments/],
    [
      "an output in no folder",
      ["HEAD", "--output", "nowhere/x.json"],
      {},
      73,
      /cannot be written \(ENOENT\)/,
    ],
    [
      "an address that is none",
      ["HEAD"],
      { environment: { OPENAI_BASE_URL: "ftp://x" } },
      78,
      /OPENAI_BASE_URL: must begin with https/,
    ],
    [
      "a number that is none",
      ["HEAD"],
      { environment: { ASSAY_CONCURRENCY: "many" } },
      78,
      /ASSAY_CONCURRENCY: must be a number/,
    ],
    [
      "prices that are not there",
      ["HEAD"],
      { environment: { ASSAY_PRICES_FILE: "no.json" } },
      78,
      /no\.json:\s+the file cannot be read/,
    ],
  ])("is told without a stack: %s", async (...row) => {
    const [, args, options, exit, message] = row;
    expectMistake(await review(args, options), exit, message);
  });

  it("is told by the program itself in the same way", async () => {
    const [range, prose] = await Promise.all([
      program(["nowhere..HEAD"]),
      program(["--diff", "-"], { stdin: "Dear all,\n" }),
    ]);
    expectMistake(range, 65, /does not know a commit "nowhere"/);
    expectMistake(prose, 65, /holds no diff/);
  });

  it("of a shallow clone says how to get more history", async () => {
    const clone = join(folder, "shallow");
    repository.git("clone", "--quiet", "--depth", "1", `file://${repository.directory}`, clone);
    for (const range of ["HEAD~1..HEAD", "HEAD"]) {
      const { code, stdout, stderr } = await review([range], { directory: clone });
      expect([code, stdout, stderr]).toEqual([65, "", expect.stringContaining("git fetch --unshallow")]);
    }
  });
});

describe("what is printed", () => {
  it("in each format is the same review", async () => {
    const [terminal, markdown, json, sarif] = await Promise.all(
      ["terminal", "markdown", "json", "sarif"].map((format) => program(["HEAD", "--format", format])),
    );
    const line = "1 security defect is detected in the code.";
    expect(terminal!.stdout.startsWith(`${line}\n`)).toBe(true);
    expect(terminal!.stdout).not.toContain("\u001b");
    expect(markdown!.stdout).toContain(line);
    expect(readReport(json!.stdout)).toMatchObject({ verdict: "defects", verdictLine: line });
    const log = JSON.parse(sarif!.stdout);
    expect([isSarif(log), isSarif.errors]).toEqual([true, null]);
    expect(log.runs[0].results).toHaveLength(1);
    expect([terminal, markdown, json, sarif].map((run) => [run!.code, run!.stderr])).toEqual(
      Array(4).fill([1, ""]),
    );
  });

  it("goes to a file that is whole or not there", async () => {
    const file = join(folder, "report.json");
    writeFileSync(file, "what was there before");
    const { code, stdout } = await review(["HEAD", "--format", "json", "--output", file]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(readReport(readFileSync(file, "utf8")).verdict).toBe("defects");
    const failed = await review(["HEAD", "--output", join(file, "below.json")]);
    expect([failed.code, existsSync(file)]).toEqual([73, true]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it.each([
    ["critical", 0],
    ["high", 1],
    ["medium", 1],
    ["low", 1],
    ["never", 0],
  ])("with --fail-on %s exits with %i for a high defect", async (severity, exit) => {
    expect((await review(["HEAD", "--fail-on", severity])).code).toBe(exit);
  });

  it.each(["units", "prompts", "claims", "coverage", "draft"])(
    "of the stage %s is JSON about it",
    async (stage) => {
      const { stdout, stderr } = await review(["HEAD", "--show-stage", stage]);
      const shown = JSON.parse(stdout);
      expect(stderr).toBe("");
      expect(JSON.stringify(shown)).toContain(stage === "coverage" ? "app.py" : "SELECT * FROM t");
    },
  );

  it("is the depth and the model that were asked for", async () => {
    const { stdout } = await review(["HEAD", "--depth", "quick", "--model", "other-model"]);
    expect(stdout).toContain("depth quick");
    expect(stdout).toContain("model other-model");
    expect(server.requests.some(({ body }) => body?.model === "other-model")).toBe(true);
  });

  it("has no colour where NO_COLOR is set, and none towards a pipe", async () => {
    const plain = await review(["HEAD"], { environment: { ...withModel(), NO_COLOR: "1" } });
    expect(plain.stdout).not.toContain("\u001b");
    expect(plain.stdout).toContain("1 security defect is detected");
  });

  it("without a model is a list of patterns and no verdict", async () => {
    const { code, stdout } = await review(["HEAD", "--format", "json"], { environment: {} });
    expect([code, readReport(stdout).verdict]).toEqual([2, "inconclusive"]);
  });
});

describe("the program", () => {
  it.each<[readonly string[], RegExp]>([
    [["--help"], /Exit codes:/],
    [["review", "--help"], /OPENAI_API_KEY[\s\S]*Exit codes:/],
    [["config", "--help"], /check/],
    [["--version"], /^\d+\.\d+\.\d+\n$/],
  ])("%j exits with 0", async (args, text) => {
    const { code, stdout, stderr } = await runInProcess(args, { directory: folder });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(text);
  });

  it.each<[readonly string[]]>([[[]], [["revieww"]], [["config"]], [["config", "check"]]])(
    "%j is not understood and shows the way",
    async (args) => {
      const { code, stderr } = await runAssay(args);
      expect([code, stderr]).toEqual([64, expect.stringMatching(/help/i)]);
    },
  );

  it("checks a configuration file and names each mistake by its line", async () => {
    const good = join(folder, "good.yml");
    const bad = join(folder, "bad.yml");
    writeFileSync(good, "depth: quick\n");
    writeFileSync(bad, "language: en\ndepth: deep\nsugestions: true\n");
    const [valid, invalid, missing] = await Promise.all(
      [good, bad, join(folder, "none.yml")].map((file) => runAssay(["config", "check", file])),
    );
    expect([valid!.code, valid!.stdout]).toEqual([0, `${good}: valid\n`]);
    expect(invalid!.code).toBe(78);
    expect(invalid!.stdout).toContain(`${bad}:2: depth`);
    expect(invalid!.stdout).toContain(`${bad}:3:`);
    expect([missing!.code, missing!.stdout]).toEqual([66, ""]);
  });
});

describe("the cost", () => {
  it("is estimated without a question", async () => {
    const environment = { ...withModel(), ASSAY_PRICES_FILE: join(folder, "estimate-prices.json") };
    const models = { "gpt-estimate": { input: 10, cached: 1, output: 50 } };
    writeFileSync(environment.ASSAY_PRICES_FILE, JSON.stringify({ asOf: "2026-01-01", models }));
    const { code, stdout } = await review(["HEAD", "--estimate", "--model", "gpt-estimate"], { environment });
    expect(code).toBe(0);
    expect(stdout).toMatch(/units +1\n/);
    expect(stdout).toMatch(/prompt tokens +[\d,]+\n/);
    expect(stdout).toMatch(/cost +about \$0\.\d{4}, at most \$0\.\d{4}/);
    expect(server.requests.some(({ body }) => body?.model === "gpt-estimate")).toBe(false);
  });

  it("is estimated for a model that is only named, without a key", async () => {
    const { stdout } = await review(["HEAD", "--estimate", "--model", "gpt-6.1-terra"], { environment: {} });
    expect(stdout).toMatch(/cost +about \$0\.\d{4}/);
  });

  it("is unknown for a model without a price, and then no limit can be kept", async () => {
    const estimate = await review(["HEAD", "--estimate"]);
    const limited = await review(["HEAD", "--max-cost", "1"]);
    expect(estimate.stdout).toMatch(
      /cost +not known: the price of gpt-test is not in the price table; give it in ASSAY_PRICES_FILE\n/,
    );
    expect([limited.code, limited.stdout]).toEqual([78, ""]);
    expect(limited.stderr).toMatch(/price of gpt-test is not known[\s\S]*ASSAY_PRICES_FILE/);
  });

  it("of an operator's own price is kept below the limit", async () => {
    const prices = join(folder, "prices.json");
    writeFileSync(
      prices,
      JSON.stringify({ asOf: "2026-01-01", models: { "gpt-test": { input: 1, cached: 1, output: 1 } } }),
    );
    const environment = { ...withModel(), ASSAY_PRICES_FILE: prices };
    const limit = (usd: string) => review(["HEAD", "--max-cost", usd, "--format", "json"], { environment });
    const [enough, tooLittle] = [await limit("1"), await limit("0.000001")];
    expect([enough.code, readReport(enough.stdout).usage.costUsd]).toEqual([1, expect.any(Number)]);
    const report = readReport(tooLittle.stdout);
    expect([tooLittle.code, report.usage.calls, report.coverage.hunks.skipped]).toEqual([
      2,
      0,
      [{ path: "app.py", hunks: 1, reason: "over-budget" }],
    ]);
  });
});
