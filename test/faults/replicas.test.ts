import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import type { AppProcess } from "./app-process.ts";
import { type Audit, describeAudit, isClean } from "./audit-pulls.ts";
import { type FaultPull, openFaultScene } from "./open-fault-scene.ts";
import { createRandom } from "./random-numbers.ts";
import { choose, isFull, limitMs, score } from "./scorecard.ts";

const count = choose(200, 24);
/** The model takes so long and each replica asks so much at once: the model is what is scarce, not this machine. */
const latencyMs = choose(3_000, 700);
const callsAtOnce = 2;
const clean = { lost: [], duplicates: [], openChecks: [], wrong: [] };
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

interface Outcome {
  readonly perMinute: number;
  readonly audit: Audit;
  readonly kills: number;
}

/** Reviews everything with so many replicas, one of which may be killed and replaced every so often. */
async function reviewAll(replicas: number, killEveryMs: number | null): Promise<Outcome> {
  const url = await server.createDatabase();
  await using scene = await openFaultScene({
    repositories: 10,
    location: { kind: "postgres", url },
    environment: { ASSAY_CONCURRENCY: String(callsAtOnce) },
    child: { leaseMs: 2_000, sweepEveryMs: killEveryMs === null ? null : 5_000 },
  });
  scene.modelLatencyMs = latencyMs;
  const living: AppProcess[] = [];
  for (let index = 0; index < replicas; index += 1) living.push(await scene.start());
  const pulls: FaultPull[] = [];
  for (let index = 0; index < count; index += 1) pulls.push(await scene.open(index));
  const ports = await Promise.all(living.map(async ({ ready }) => (await ready).port));
  const startedAt = performance.now();
  const sent = pulls.map(({ handle }, index) => {
    scene.direct(ports[index % ports.length]!);
    return handle.deliver("opened");
  });
  await Promise.all(sent);
  let isOver = false;
  const killing = async () => {
    const random = createRandom(replicas);
    let kills = 0;
    while (killEveryMs !== null && !isOver) {
      await delay(killEveryMs);
      if (isOver) break;
      const index = Math.floor(random() * living.length);
      living[index]!.send("SIGKILL");
      await living[index]!.ended;
      living[index] = await scene.start();
      kills += 1;
    }
    return kills;
  };
  const killed = killing();
  const endsAt = performance.now() + choose(900_000, 40_000);
  while (!isClean(scene.audit(pulls)) && performance.now() < endsAt) await delay(100);
  const tookMs = performance.now() - startedAt;
  isOver = true;
  const kills = await killed;
  const audit = await scene.settle(pulls, 30_000);
  return { perMinute: (count / tookMs) * 60_000, audit, kills };
}

it(
  "reviews more with more replicas, and nothing twice (replicas)",
  async () => {
    const sizes = isFull ? [1, 2, 4] : [1, 2];
    const outcomes: Outcome[] = [];
    for (const size of sizes) outcomes.push(await reviewAll(size, null));
    const [alone] = outcomes;
    for (const [index, { perMinute, audit }] of outcomes.entries()) {
      const ratio = perMinute / (alone?.perMinute ?? perMinute);
      // On a busy machine the ratio says nothing: only the long run judges it.
      const isQuickEnough = !isFull || ratio >= 0.7 * (sizes[index] ?? 1);
      score({
        row: "replicas",
        fault: `${sizes[index]} on one PostgreSQL`,
        input: `${count} pull requests, model ${latencyMs} ms, ${callsAtOnce} calls at once each`,
        result: `${perMinute.toFixed(1)} reviews a minute, ×${ratio.toFixed(2)}; ${describeAudit(audit)}`,
        isPass: isClean(audit) && audit.extraQuestions === 0 && isQuickEnough,
      });
      expect(audit).toMatchObject({ ...clean, extraQuestions: 0 });
      expect(isQuickEnough).toBe(true);
    }
  },
  limitMs(40),
);

it.runIf(isFull).each([2, 4])(
  "reviews nothing twice while one of %i replicas is killed every few seconds (replicas)",
  async (size) => {
    const { perMinute, audit, kills } = await reviewAll(size, 4_000);
    score({
      row: "replicas",
      fault: `${size} on one PostgreSQL, one killed every 4 s`,
      input: `${count} pull requests, ${kills} kills`,
      result: `${perMinute.toFixed(1)} reviews a minute; ${describeAudit(audit)}`,
      isPass: isClean(audit),
    });
    expect(audit).toMatchObject(clean);
  },
  limitMs(40),
);
