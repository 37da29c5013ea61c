import { statfs } from "node:fs/promises";
import { loadEnvironment } from "../../shared/load-environment.ts";
import { resolveFromCaller } from "../resolve-from-caller.ts";
import { writeOutput } from "../write-output.ts";
import { exitCodeOfChecks } from "./check-result.ts";
import type { Environment, Machine } from "./doctor-scene.ts";
import { examineSetup } from "./examine-setup.ts";
import { renderChecks, serializeChecks } from "./render-checks.ts";

/** Options of `assay doctor`, as the command line gave them. */
export interface DoctorOptions {
  readonly json?: true;
  readonly app?: true;
  /** Of one check, in seconds. */
  readonly timeout: number;
}

const machine: Machine = {
  nodeVersion: process.versions.node,
  now: Date.now,
  freeBytesOf: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};
const appVariables = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET"];

/** Checks the set-up of this environment and prints what it found; resolves to the exit code. */
export async function runDoctor(given: Environment, options: DoctorOptions): Promise<number> {
  // Only who asks for the App wants its .env: a folder must not send the model's key elsewhere.
  const environment = options.app ? loadEnvironment(given) : given;
  const isForApp =
    options.app === true || appVariables.some((name) => (environment[name]?.trim() ?? "") !== "");
  const results = await examineSetup({
    environment,
    isForApp,
    timeoutMs: options.timeout * 1_000,
    machine,
    resolvePath: options.app ? (path) => path : resolveFromCaller,
  });
  await writeOutput(options.json ? serializeChecks(results) : renderChecks(results), undefined);
  return exitCodeOfChecks(results);
}
