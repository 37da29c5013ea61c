import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readRevision } from "../runner/read-revision.ts";
import { type FaultSuite, faultSuites } from "./fault-suites.ts";
import type { ScoreRow } from "./scorecard.ts";

const usage = `npm run faults -- [ROW…] [--short] [--resume] [--no-write]

The fault suite with its long figures: kills processes, breaks disks, repeats webhooks, floods, and looks at what stands
on GitHub afterwards. ROW is R1 to R32 or "replicas"; all when none is given. Every part writes its rows to docs/reliability.json
and docs/reliability.md as soon as it ends. --resume leaves out what has a result of this commit, --short plays the
figures of \`npm test\`, --no-write only prints.
`;

const root = fileURLToPath(new URL("../..", import.meta.url));
const jsonPath = join(root, "docs/reliability.json");
const documentPath = join(root, "docs/reliability.md");
const vitestCli = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

/** A row with where it comes from. */
interface Result extends ScoreRow {
  readonly file: string;
  readonly seconds: number;
  readonly revision: string;
  readonly date: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean" },
    resume: { type: "boolean" },
    "no-write": { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});

if (values.help) process.stdout.write(usage);
else process.exitCode = await runSuites();

async function runSuites(): Promise<number> {
  const known = new Set(faultSuites.flatMap(({ rows }) => rows));
  const unknown = positionals.filter((row) => !known.has(row));
  if (unknown.length > 0) {
    process.stderr.write(`There is no row ${unknown.join(", ")}.\n\n${usage}`);
    return 64;
  }
  const revision = readRevision();
  let results = readResults();
  const wanted = faultSuites.filter(
    ({ rows }) => positionals.length === 0 || rows.some((row) => positionals.includes(row)),
  );
  const isDone = ({ files }: FaultSuite) =>
    values.resume === true && results.some((each) => each.file === files[0] && each.revision === revision);
  const played: Result[] = [];
  for (const [index, suite] of wanted.entries()) {
    process.stdout.write(
      `\n[${index + 1}/${wanted.length}] ${suite.rows.join(", ")}: ${suite.files.join(" ")}\n`,
    );
    if (isDone(suite)) {
      process.stdout.write("has a result of this commit\n");
      continue;
    }
    const rows = await playSuite(suite, revision);
    played.push(...rows);
    results = [...results.filter(({ file }) => file !== suite.files[0]), ...rows].toSorted(inOrder);
    if (values["no-write"] !== true && values.short !== true) writeResults(results);
  }
  process.stdout.write(`\n${formatTable(played)}\n`);
  const failed = played.filter(({ isPass }) => !isPass).length;
  process.stdout.write(`${played.length - failed} rows passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/** Runs the tests of a part; what failed without a row of its own makes one. */
async function playSuite(suite: FaultSuite, revision: string): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "assay-faults-run-"));
  const scores = join(folder, "scores.jsonl");
  const report = join(folder, "report.json");
  const startedAt = performance.now();
  const exitCode = await spawnVitest(suite, { scores, report });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const rows = existsSync(scores)
    ? readFileSync(scores, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as ScoreRow)
    : [];
  const counts = readCounts(report);
  rmSync(folder, { recursive: true, force: true });
  const [file = ""] = suite.files;
  const date = new Date().toISOString().slice(0, 10);
  const about = { file, seconds, revision, date };
  if (suite.shows !== undefined) {
    const result = `${counts.passed} tests passed, ${counts.failed} failed: ${suite.files.map((path) => `\`${path}\``).join(", ")}`;
    return [
      { row: suite.rows.join(", "), fault: suite.shows, input: "", result, isPass: exitCode === 0, ...about },
    ];
  }
  const isExplained = rows.some(({ isPass }) => !isPass);
  if (exitCode !== 0 && !isExplained) {
    const result =
      exitCode === null ? `not ended after ${suite.limitMinutes} minutes` : `${counts.failed} tests failed`;
    rows.push({ row: suite.rows.join(", "), fault: "the suite itself", input: file, result, isPass: false });
  }
  return rows.map((row) => ({ ...row, ...about }));
}

/** The exit code; null when it took too long. */
function spawnVitest(
  { files, limitMinutes }: FaultSuite,
  { scores, report }: { readonly scores: string; readonly report: string },
): Promise<number | null> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const child = spawn(process.execPath, [vitestCli, "run", ...reporters, ...files], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, FAULTS: values.short === true ? "short" : "full", FAULTS_SCORES: scores },
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
  }, limitMinutes * 60_000);
  return new Promise((resolve) => {
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      resolve(isLate ? null : (exitCode ?? 1));
    });
  });
}

function readCounts(report: string): { readonly passed: number; readonly failed: number } {
  if (!existsSync(report)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8")) as Readonly<
    Record<string, number>
  >;
  return { passed: numPassedTests ?? 0, failed: numFailedTests ?? 0 };
}

function readResults(): readonly Result[] {
  return existsSync(jsonPath) ? (JSON.parse(readFileSync(jsonPath, "utf8")) as { rows: Result[] }).rows : [];
}

function writeResults(rows: readonly Result[]): void {
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? "unknown", cores: availableParallelism(), node: process.version };
  writeFileSync(jsonPath, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  const text = readFileSync(documentPath, "utf8");
  const table = `<!-- scorecard -->\n${formatTable(rows)}\n<!-- /scorecard -->`;
  writeFileSync(
    documentPath,
    text.replace(/<!-- scorecard -->[\s\S]*<!-- \/scorecard -->/, () => table),
  );
}

function inOrder(one: Result, two: Result): number {
  const rank = ({ row }: Result) => Number(/\d+/.exec(row)?.[0] ?? 99);
  return rank(one) - rank(two);
}

function formatTable(rows: readonly Result[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const lines = rows.map(
    ({ row, fault, input, result, isPass, revision }) =>
      `| ${row} | ${cell(fault)} | ${cell(input)} | ${cell(result)} | ${isPass ? "pass" : "**fail**"} | ${revision} |`,
  );
  return ["| Row | Fault | Input | Result | | Commit |", "|---|---|---|---|---|---|", ...lines].join("\n");
}
