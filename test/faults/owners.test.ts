import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nameCall } from "../app/github/fault-kinds.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import type { AppProcess } from "./app-process.ts";
import { describeAudit, isClean } from "./audit-pulls.ts";
import { type FaultPull, type FaultScene, openFaultScene } from "./open-fault-scene.ts";
import { choose, limitMs, score } from "./scorecard.ts";

const clean = { lost: [], duplicates: [], openChecks: [], wrong: [] };
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

it(
  "lets no second process at a store of SQLite, and the first goes on (R8)",
  async () => {
    await using scene = await openFaultScene();
    await scene.start();
    const refusal = await scene.launch().ready.then(
      () => "it started",
      (error: unknown) => (error instanceof Error ? error.message : "unknown"),
    );
    const pull = await scene.open();
    await pull.handle.deliver("opened");
    const audit = await scene.settle([pull], 20_000);
    score({
      row: "R8",
      fault: "two processes on one folder (SQLite)",
      input: "1 pull request",
      result: `the second: ${refusal}; ${describeAudit(audit)}`,
      isPass: refusal === "STORE_LOCKED" && isClean(audit),
    });
    expect(refusal).toBe("STORE_LOCKED");
    expect(audit).toMatchObject(clean);
  },
  limitMs(3),
);

it(
  "reviews everything once with two processes on one PostgreSQL (R8)",
  async () => {
    const count = choose(100, 8);
    const url = await server.createDatabase();
    await using scene = await openFaultScene({ repositories: 5, location: { kind: "postgres", url } });
    const first = await scene.start();
    const second = await scene.start();
    const ports = [(await first.ready).port, (await second.ready).port];
    const pulls: FaultPull[] = [];
    for (let index = 0; index < count; index += 1) pulls.push(await scene.open(index));
    const deliveries = pulls.map(({ handle }, index) => {
      scene.direct(ports[index % 2]!);
      return handle.deliver("opened");
    });
    await Promise.all(deliveries);
    const audit = await scene.settle(pulls, choose(120_000, 30_000));
    score({
      row: "R8",
      fault: "two processes on one PostgreSQL",
      input: `${count} pull requests`,
      result: describeAudit(audit),
      isPass: isClean(audit) && audit.extraQuestions === 0,
    });
    expect(audit).toMatchObject({ ...clean, extraQuestions: 0 });
  },
  limitMs(5),
);

/** Freezes a process at a moment of its work; resolves when it is frozen. */
const freezes: Readonly<Record<string, (scene: FaultScene, process: AppProcess) => Promise<void>>> = {
  "while the model thinks": async (scene, process) => {
    while (scene.model.openRequests() < 4) await delay(5);
    process.send("SIGSTOP");
  },
  "between its look for an earlier review and the post": (scene, process) =>
    new Promise((resolve) => {
      scene.github.fault({
        when: (target) => {
          if (nameCall(target) !== "GraphQL: reviews so far") return false;
          process.send("SIGSTOP");
          resolve();
          return true;
        },
        fault: { kind: "latency", ms: 200 },
      });
    }),
};

it.each(Object.keys(freezes).slice(0, choose(2, 1)))(
  "writes nothing any more with a lease that ran out while it was frozen %s (R9)",
  async (moment) => {
    const count = choose(20, 6);
    const url = await server.createDatabase();
    await using scene = await openFaultScene({
      repositories: choose(20, 6),
      location: { kind: "postgres", url },
      child: { leaseMs: 1_000, sweepEveryMs: null },
    });
    scene.modelLatencyMs = 1_500;
    const old = await scene.start();
    const young = await scene.start({ isHolding: true });
    scene.direct((await old.ready).port);
    const pulls: FaultPull[] = [];
    for (let index = 0; index < count; index += 1) pulls.push(await scene.open(index));
    const frozen = freezes[moment]!(scene, old);
    await Promise.all(pulls.map(({ handle }) => handle.deliver("opened")));
    await frozen;
    scene.github.clearFaults();
    young.hold(false);
    // The frozen one never rests: only what stands on GitHub counts.
    const endsAt = performance.now() + 30_000;
    while (!isClean(scene.audit(pulls)) && performance.now() < endsAt) await delay(50);
    // Answers to the frozen one have long been sent.
    await delay(2_000);
    const before = scene.github.writes.length;
    old.send("SIGCONT");
    await delay(choose(10_000, 3_000));
    const written = scene.github.writes.slice(before).map(({ method, route }) => `${method} ${route}`);
    const audit = scene.audit(pulls);
    score({
      row: "R9",
      fault: `frozen (SIGSTOP) ${moment} until its leases ran out, then woken, on PostgreSQL`,
      input: `${count} jobs of which others finished what was left`,
      result: `${written.length} writes of the stale process; ${describeAudit(audit)}`,
      isPass: written.length === 0 && isClean(audit),
    });
    expect({ written, ...audit }).toMatchObject({ written: [], ...clean });
  },
  limitMs(5),
);
