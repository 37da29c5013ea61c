import type { Command } from "commander";

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
      end(await startWorker(process.env));
    });
}
