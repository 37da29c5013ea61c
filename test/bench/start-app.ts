import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readProgramFlags } from "./program-flags.ts";

export interface BenchApp {
  readonly pid: number;
  readonly webhookUrl: string;
  /** From the start of the process until it listens. */
  readonly startedInMs: number;
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL("../../src/entrypoints/app.ts", import.meta.url));
const stopsWithinMs = 5_000;

/** Starts the App as its operator would, in a folder of its own, where its store is unless `environment` names another. */
export async function startApp(environment: Readonly<Record<string, string>>): Promise<BenchApp> {
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-app-"));
  const beganAt = performance.now();
  const app = spawn(process.execPath, [...readProgramFlags("start"), entry], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PORT: "0", HOST: "127.0.0.1", ...environment },
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<number>();
  app.once("exit", () => reject(new Error("the App did not start")));
  const lines = createInterface({ input: app.stdout });
  lines.on("line", (line) => {
    const { msg, port }: { msg?: unknown; port?: unknown } = JSON.parse(line);
    if (msg === "listening" && typeof port === "number") resolve(port);
  });
  const port = await listening;
  const startedInMs = performance.now() - beganAt;
  // Nobody reads the rest of its log, which must not cost the bench time.
  lines.removeAllListeners("line").close();
  app.stdout.resume();
  return {
    pid: app.pid ?? 0,
    webhookUrl: `http://127.0.0.1:${port}/api/github/webhooks`,
    startedInMs,
    stop: async () => {
      const exited = once(app, "exit");
      app.kill("SIGTERM");
      await Promise.race([exited, delay(stopsWithinMs, null, { ref: false })]);
      app.kill("SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
