import type { Command } from "commander";

/** `assay worker`: does the work of an App on PostgreSQL beside it. Loaded only when it is asked for. */
export function addWorkerCommand(program: Command, end: (code: number) => void): void {
  program
    .command("worker")
    .description("Works off what the App accepted, beside it, on the same PostgreSQL store and settings.")
    .action(async () => {
      const { startWorker } = await import("../app/start-worker.ts");
      end(await startWorker(process.env));
    });
}
