import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseTemporaryFolder } from "./choose-temporary-folder.ts";
import { type RunEnd, summarizeRun, type Tally } from "./summarize-run.ts";

const vitestCli = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const config = fileURLToPath(new URL("../../vitest.config.ts", import.meta.url));

/** Runs the tests, prints the summary last, and returns the exit code: 0 only when tests ran and none failed. */
export async function runVitest(args: readonly string[]): Promise<number> {
  const directory = mkdtempSync(join(chooseTemporaryFolder(), "assay-tests-"));
  // PostgreSQL refuses to run as root and is started as somebody else then.
  chmodSync(directory, 0o755);
  const tallyPath = join(directory, "tally.json");
  try {
    const { exitCode, signal } = await spawnVitest(args, {
      ASSAY_TEST_TALLY: tallyPath,
      TMPDIR: directory,
      // Several hundred programs are started: each would compile the same files anew.
      NODE_COMPILE_CACHE: join(directory, "compiled"),
    });
    const summary = summarizeRun({ tally: readTally(tallyPath), exitCode, signal });
    for (const problem of summary.problems) console.log(`problem: ${problem}`);
    console.log(summary.line);
    return summary.isGreen ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function spawnVitest(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Omit<RunEnd, "tally">> {
  const child = spawn(process.execPath, [vitestCli, "run", "--config", config, ...args], {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  // A terminal sends its interrupt to both of us: wait for the child, then report.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function readTally(path: string): Tally | null {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // No file, or half of one: the process died before it could count.
    return null;
  }
}
