import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { silentLog } from "../contract/store/store-samples.ts";
import type { WebhookEvent } from "../fakes/github/webhook-sender.ts";
import { describeAudit, isClean } from "./audit-pulls.ts";
import { type FaultPull, type FaultScene, openFaultScene, storeKey } from "./open-fault-scene.ts";
import { choose, limitMs, score } from "./scorecard.ts";

/** The event of a pull request with another number: GitHub knows nothing of it, the store cannot tell. */
function renumber(event: WebhookEvent, number: number): WebhookEvent {
  const pull = event.payload["pull_request"] as Readonly<Record<string, unknown>>;
  return { ...event, payload: { ...event.payload, number, pull_request: { ...pull, number } } };
}

async function composeOpened(scene: FaultScene, { handle }: FaultPull): Promise<WebhookEvent> {
  return scene.github.compose.pullRequest(handle.state, "opened", scene.github.account("alice"), {});
}

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((one, two) => one - two)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  0;

it(
  "keeps every webhook of a burst (R18)",
  async () => {
    const count = choose(5_000, 100);
    await using scene = await openFaultScene();
    const process = await scene.start({ isHolding: true, sweepEveryMs: null });
    const event = await composeOpened(scene, await scene.open());
    const startedAt = performance.now();
    const sent: Promise<{ readonly statusCode: number }>[] = [];
    // A hundred a second.
    for (let number = 1; number <= count; number += 1) {
      sent.push(scene.github.deliver(renumber(event, number)));
      const aheadMs = number * 10 - (performance.now() - startedAt);
      if (aheadMs > 0) await delay(aheadMs);
    }
    const statuses = (await Promise.all(sent)).map(({ statusCode }) => statusCode);
    const acknowledged = statuses.filter((status) => status === 202).length;
    const kinds = Object.entries(Object.groupBy(statuses, String)).map(
      ([status, all]) => `${all?.length} × ${status}`,
    );
    const perSecond = Math.round((count / (performance.now() - startedAt)) * 1_000);
    process.send("SIGKILL");
    await process.ended;
    const store = await openStore(scene.location, { encryptionKey: storeKey, now: Date.now, log: silentLog });
    const kept = (await store.report.countJobs()).reduce((sum, { count: jobs }) => sum + jobs, 0);
    await store.close();
    score({
      row: "R18",
      fault: "a burst of webhooks, then kill -9",
      input: `${count} webhooks, ${perSecond} a second`,
      result: `${kept} kept, answers: ${kinds.join(", ")} (0 is none)`,
      isPass: acknowledged === count && kept === count,
    });
    expect({ acknowledged, kept }).toEqual({ acknowledged: count, kept: count });
  },
  limitMs(5),
);

it(
  "serves one tenant while another one floods it (R19)",
  async () => {
    const flood = choose(10_000, 100);
    const real = choose(300, 6);
    const few = choose(10, 3);
    await using scene = await openFaultScene({ repositories: 2, child: { sweepEveryMs: null } });
    await scene.start();
    scene.modelLatencyMs = 1_000;
    const loud: FaultPull[] = [];
    for (let index = 0; index < real; index += 1) loud.push(await scene.open(0));
    const quiet: FaultPull[] = [];
    for (let index = 0; index < few; index += 1) quiet.push(await scene.open(1));
    const event = await composeOpened(scene, loud[0]!);
    for (const { handle } of loud) await handle.deliver("opened");
    let refused = 0;
    for (let sent = real; sent < flood; sent += 50) {
      const numbers = Array.from({ length: 50 }, (_, index) => 100_000 + sent + index);
      const answers = await Promise.all(
        numbers.map((number) => scene.github.deliver(renumber(event, number))),
      );
      refused += answers.filter(({ statusCode }) => statusCode !== 202).length;
    }
    const waits = await Promise.all(quiet.map((pull) => measureStart(scene, pull)));
    const audit = await scene.settle(quiet, 60_000);
    const p95 = Math.round(percentile(waits, 0.95));
    score({
      row: "R19",
      fault: "a flood of one installation",
      input: `${flood} webhooks against ${few}`,
      result: `p95 until the other's reviews begin: ${p95} ms, ${refused} refused; ${describeAudit(audit)}`,
      isPass: p95 < 30_000 && refused === 0 && isClean(audit),
    });
    expect(refused).toBe(0);
    expect(audit).toMatchObject({ lost: [], duplicates: [], openChecks: [], wrong: [] });
    expect(p95).toBeLessThan(30_000);
  },
  limitMs(15),
);

/** Milliseconds from the webhook until its check run is there. */
async function measureStart({ github }: FaultScene, { handle }: FaultPull): Promise<number> {
  const sentAt = performance.now();
  await handle.deliver("opened");
  while (handle.checkRuns().length === 0 && performance.now() - sentAt < 60_000) await delay(5);
  expect(github.violations).toEqual([]);
  return performance.now() - sentAt;
}
