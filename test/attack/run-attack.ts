import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { AttackFigure } from "./attack-figures.ts";
import { formatRows, judgeRows, type RunTest } from "./judge-rows.ts";
import { threatRows } from "./threat-rows.ts";
import { writeAttacks } from "./write-attacks.ts";

const usage = `npm run attack -- [ROW…] [--short] [--no-write]

Attacks Assay in every way of the list of threats, and prints a line for each: what was tried, by which tests, and whether
Assay held. ROW is A1 to E5; all when none is given. The rows are written to docs/attacks.json and docs/attacks.md.
--short plays the figures of \`npm test\` and writes nothing, --no-write only prints. Ends with 0 when every row holds; a
row without a test that passed does not.
`;

const root = fileURLToPath(new URL("../..", import.meta.url));
const vitestCli = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean" },
    "no-write": { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});

if (values.help) process.stdout.write(usage);
else process.exitCode = await attack();

async function attack(): Promise<number> {
  const unknown = positionals.filter((name) => !threatRows.some(({ row }) => row === name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no row ${unknown.join(", ")}.\n\n${usage}`);
    return 64;
  }
  const rows = threatRows.filter(({ row }) => positionals.length === 0 || positionals.includes(row));
  const files = [...new Set(rows.flatMap(({ shownBy }) => shownBy.map(({ file }) => file)))];
  const folder = mkdtempSync(join(tmpdir(), "assay-attack-"));
  try {
    const report = join(folder, "report.json");
    const figures = join(folder, "figures.jsonl");
    const startedAt = performance.now();
    await spawnVitest(files, { report, figures });
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const results = judgeRows(rows, readTests(report), readFigures(figures));
    const failed = results.filter(({ problems }) => problems.length > 0);
    process.stdout.write(`\n${formatRows(results)}\n`);
    for (const { row, problems } of failed) {
      for (const problem of problems) process.stdout.write(`${row}: ${problem}\n`);
    }
    process.stdout.write(
      `${results.length - failed.length} rows hold, ${failed.length} do not; ${files.length} files of tests in ${seconds} seconds\n`,
    );
    if (values.short !== true && values["no-write"] !== true) writeAttacks(results);
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function spawnVitest(
  files: readonly string[],
  { report, figures }: { readonly report: string; readonly figures: string },
): Promise<void> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  // A limit against hanging: what is measured is measured by the tests themselves, on a machine that may be busy.
  const limits = ["--testTimeout=300000", "--hookTimeout=300000"];
  const child = spawn(process.execPath, [vitestCli, "run", ...limits, ...reporters, ...files], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ATTACK: values.short === true ? "short" : "full", ATTACK_FIGURES: figures },
  });
  // How it ended is told by its report: what is not in it did not run.
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve());
  });
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function readTests(report: string): readonly RunTest[] {
  if (!existsSync(report)) return [];
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as VitestReport;
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ file: relative(root, name), fullName, status })),
  );
}

function readFigures(path: string): readonly AttackFigure[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as AttackFigure);
}
