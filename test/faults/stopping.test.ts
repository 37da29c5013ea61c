import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { describeAudit, isClean } from "./audit-pulls.ts";
import { openFaultScene } from "./open-fault-scene.ts";
import { choose, isFull, limitMs, score } from "./scorecard.ts";

const program = fileURLToPath(new URL("../../src/entrypoints/app.ts", import.meta.url));

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** The App as `npm start` starts it, in real time. */
async function startProduction(environment: Readonly<Record<string, string>>) {
  const port = await findFreePort();
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environment, PORT: String(port) },
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", (exitCode) => resolve(exitCode)));
  while (!text.includes('"listening"')) {
    if (child.exitCode !== null) throw new Error(`it did not start: ${text}`);
    await delay(10);
  }
  return { child, port, ended };
}

it(
  "ends within ten seconds of SIGTERM under load and goes on where it was (R5)",
  async () => {
    const repositories = choose(10, 5);
    const count = choose(50, 5);
    await using scene = await openFaultScene({ repositories });
    const directory = mkdtempSync(join(tmpdir(), "assay-stopping-"));
    const environment = { ...scene.environment, ASSAY_DATA_DIR: join(directory, "store") };
    scene.modelLatencyMs = 60_000;
    const first = await startProduction(environment);
    scene.direct(first.port);
    const pulls = [];
    for (let index = 0; index < count; index += 1) pulls.push(await scene.open(index));
    // What GitHub never answers must not keep the process either.
    if (isFull) {
      const route = "/check-runs/{check_run_id}";
      scene.github.fault({ method: "PATCH", route, fault: { kind: "hang" } });
    }
    await Promise.all(pulls.map(({ handle }) => handle.deliver("opened")));
    const endsAt = performance.now() + 30_000;
    while (scene.model.openRequests() < Math.min(4, count) && performance.now() < endsAt) await delay(10);
    const inFlight = scene.model.openRequests();
    const stoppedAt = performance.now();
    first.child.kill("SIGTERM");
    const exitCode = await first.ended;
    const tookMs = Math.round(performance.now() - stoppedAt);

    scene.github.clearFaults();
    scene.modelLatencyMs = 0;
    const second = await startProduction(environment);
    scene.direct(second.port);
    const audit = await scene.settle(pulls, choose(300_000, 40_000));
    second.child.kill("SIGTERM");
    await second.ended;
    rmSync(directory, { recursive: true, force: true });
    const isPass = exitCode === 0 && tookMs <= 10_000 && isClean(audit) && inFlight > 0;
    score({
      row: "R5",
      fault: "SIGTERM under load",
      input: `${count} jobs, ${inFlight} model calls in flight${isFull ? ", one answer of GitHub missing" : ""}`,
      result: `ended after ${(tookMs / 1_000).toFixed(1)} s with code ${exitCode}; ${describeAudit(audit)}`,
      isPass,
    });
    expect({ exitCode, ...audit }).toMatchObject({
      exitCode: 0,
      lost: [],
      duplicates: [],
      openChecks: [],
      wrong: [],
    });
    expect(tookMs).toBeLessThanOrEqual(10_000);
  },
  limitMs(10),
);
