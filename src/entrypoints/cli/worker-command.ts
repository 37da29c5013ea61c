import process from "node:process";
import type { Command } from "commander";
import { loadEnvironment } from "../shared/load-environment.ts";

const help = `
Everything is set as for the App, and besides:
  ASSAY_WORKER_PORT  serves /healthz there, and /metrics to whoever holds ASSAY_OPERATOR_TOKEN; nothing listens without`;

/** `assay worker`: does the work of an App on PostgreSQL beside it. Loaded only when it is asked for. */
export function addWorkerCommand(program: Command, end: (code: number) => void): void {
  program
    .command("worker")
    .description("Works off what the App accepted, beside it, on the same PostgreSQL store and settings.")
    .addHelpText("after", help)
    .action(async () => {
      const { startWorker } = await import("../app/start-worker.ts");
      // Libraries read the process's own.
      Object.assign(process.env, loadEnvironment(process.env));
      end(await startWorker(process.env));
    });
}
