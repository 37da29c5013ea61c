import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startGitHubDouble } from "../fakes/github/start-github-double.ts";
import { type Figure, type MeasureOptions, plain, told, under } from "./figure.ts";
import type { OwnWork } from "./own-work-child.ts";
import { readProgramFlags } from "./program-flags.ts";
import { type BenchApp, startApp } from "./start-app.ts";
import { quantile } from "./store/quantile.ts";

const child = fileURLToPath(new URL("own-work-child.ts", import.meta.url));
const launcher = fileURLToPath(new URL("../../src/entrypoints/launch.mjs", import.meta.url));

type Environment = Readonly<Record<string, string>>;
/** Every language of the synthetic change is among them. */
const filesToWarm = 16;

/** Processor time, memory and delays of everything that is not the model's: each in processes of their own. */
export async function measureOwnWork({ isQuick }: MeasureOptions): Promise<readonly Figure[]> {
  const files = isQuick ? 60 : 600;
  const rounds = isQuick ? 1 : 5;
  // Compiled code is kept between starts, as it is for whoever uses Assay.
  const compiled = mkdtempSync(join(tmpdir(), "assay-bench-compiled-"));
  const environment = { NODE_COMPILE_CACHE: compiled };
  readChild(filesToWarm, environment);
  const work = readChild(files, environment);
  const starts = await measureStarts({ rounds, idleMs: isQuick ? 1_000 : 10_000 }, environment);
  rmSync(compiled, { recursive: true, force: true });
  const name = `review of ${files} files`;
  return [
    told(`${name}: changed lines`, "", work.changedLines),
    told(`${name}: questions`, "", work.questions),
    under(5, { name: `${name}: own processor time`, unit: "s", value: work.cpuSeconds }),
    plain(`${name}: wall time with a model that answers at once`, "s", work.wallSeconds),
    under(350, { name: `${name}: peak memory`, unit: "MB", value: work.peakMb }),
    under(100, { name: `${name}: longest delay of the event loop`, unit: "ms", value: work.longestDelayMs }),
    ...starts,
  ];
}

function readChild(files: number, environment: Environment): OwnWork {
  const args = [...readProgramFlags("assay"), child, String(files)];
  return JSON.parse(
    execFileSync(process.execPath, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...environment },
    }),
  );
}

async function measureStarts(
  { rounds, idleMs }: { readonly rounds: number; readonly idleMs: number },
  environment: Environment,
): Promise<readonly Figure[]> {
  await using github = await startGitHubDouble();
  const startedInMs: number[] = [];
  let idleMb = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const app = await startApp({
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.webhookSecret,
      GITHUB_API_URL: github.url,
      OPENAI_API_KEY: "none",
      ...environment,
    });
    startedInMs.push(app.startedInMs);
    if (round === rounds) {
      await delay(idleMs);
      idleMb = readMemoryMb(app);
    }
    await app.stop();
  }
  const [firstMs = Number.NaN, ...laterMs] = startedInMs;
  const commandMs = Array.from({ length: rounds }, () => timeCommand(environment));
  const commandSeconds = quantile(commandMs, 0.5) / 1_000;
  return [
    under(1, { name: "start of the App, median", unit: "s", value: quantile(laterMs, 0.5) / 1_000 }),
    plain("start of the App, the first of a version", "s", firstMs / 1_000),
    under(1, { name: "start of the command line, median", unit: "s", value: commandSeconds }),
    under(150, { name: "memory of an idle App", unit: "MB", value: idleMb }),
  ];
}

function timeCommand(environment: Environment): number {
  const beganAt = performance.now();
  execFileSync(process.execPath, [...readProgramFlags("assay"), launcher, "--version"], {
    stdio: "ignore",
    env: { ...process.env, ...environment },
  });
  return performance.now() - beganAt;
}

/** What the process keeps in memory; not a number where the system keeps no such file. */
function readMemoryMb({ pid }: BenchApp): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes) / 1_024;
  } catch {
    return Number.NaN;
  }
}
