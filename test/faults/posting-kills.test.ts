import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { nameCall } from "../app/github/fault-kinds.ts";
import type { Fault } from "../fakes/github/faults.ts";
import { type Audit, describeAudit, isClean } from "./audit-pulls.ts";
import { type FaultPull, type FaultScene, openFaultScene } from "./open-fault-scene.ts";
import { choose, isFull, limitMs, score } from "./scorecard.ts";

const clean = { lost: [], duplicates: [], openChecks: [], wrong: [] };

const reviewCall = "POST /pulls/{pull_number}/reviews";

/** Opens a pull request in every repository and kills the process once this write of all is on its way. */
async function killWhileWriting(
  scene: FaultScene,
  call: string,
  faultOf: (index: number) => Fault,
): Promise<readonly FaultPull[]> {
  const pulls = await Promise.all(scene.repositories.map((_, index) => scene.open(index)));
  const places = pulls.map(({ handle }) => `/repositories/${handle.state.repository.id}/`);
  let arrived = 0;
  for (const [index, place] of places.entries()) {
    let isOver = false;
    scene.github.fault({
      when: (target) => {
        if (isOver || nameCall(target) !== call || !target.path.startsWith(place)) return false;
        isOver = true;
        arrived += 1;
        return true;
      },
      fault: faultOf(index),
    });
  }
  await Promise.all(pulls.map(({ handle }) => handle.deliver("opened")));
  const endsAt = performance.now() + 30_000;
  while (arrived < pulls.length && performance.now() < endsAt) await delay(5);
  const process = scene.processes.at(-1)!;
  process.send("SIGKILL");
  await process.ended;
  expect(arrived).toBe(pulls.length);
  return pulls;
}

const faults: readonly Fault[] = [{ kind: "hang" }, { kind: "hang", applied: true }, { kind: "apply-late" }];

it(
  "has acknowledged 0 webhooks in vain when it is killed before its first step (R3)",
  async () => {
    const count = choose(500, 12);
    await using scene = await openFaultScene({ repositories: choose(20, 4) });
    const first = await scene.start({ isHolding: true, sweepEveryMs: 600_000 });
    const pulls: FaultPull[] = [];
    for (let index = 0; index < count; index += 1) pulls.push(await scene.open(index));
    const deliveries = await Promise.all(pulls.map(({ handle }) => handle.deliver("opened")));
    const acknowledged = deliveries.filter(({ statusCode }) => statusCode === 202).length;
    first.send("SIGKILL");
    await first.ended;
    // Without a sweep only the store can know of them.
    await scene.start({ sweepEveryMs: null });
    const audit = await scene.settle(pulls, choose(300_000, 30_000));
    score({
      row: "R3",
      fault: "kill -9 between acknowledgement and first step",
      input: `${count} webhooks, ${acknowledged} acknowledged`,
      result: describeAudit(audit),
      isPass: isClean(audit) && acknowledged === count,
    });
    expect(acknowledged).toBe(count);
    expect(audit).toMatchObject(clean);
  },
  limitMs(15),
);

it(
  "posts each review once when it is killed while the review is on its way (R4)",
  async () => {
    const batches = choose(10, 1);
    await using scene = await openFaultScene({ repositories: choose(20, 6) });
    const pulls: FaultPull[] = [];
    let audit: Audit | null = null;
    await scene.start();
    for (let batch = 0; batch < batches; batch += 1) {
      pulls.push(
        ...(await killWhileWriting(scene, reviewCall, (index) => faults[(index + batch) % faults.length]!)),
      );
      scene.github.clearFaults();
      await scene.start();
      audit = await scene.settle(pulls, 30_000);
    }
    score({
      row: "R4",
      fault: "kill -9 while the review is posted: not written, written, written after the death",
      input: `${pulls.length} reviews in flight, ${batches} kills`,
      result: audit === null ? "none" : describeAudit(audit),
      isPass: audit !== null && isClean(audit),
    });
    expect(audit).toMatchObject(clean);
  },
  limitMs(15),
);

it.runIf(isFull).each(["POST /check-runs", reviewCall])(
  "has each pull request end with one review when GitHub does %s seconds after the process died (R4)",
  async (call) => {
    // In real time: how long to wait before an unanswered write is looked for is what this is about.
    await using scene = await openFaultScene({
      repositories: 6,
      child: { longestSleepMs: null, sweepEveryMs: 60_000 },
    });
    await scene.start();
    const pulls = await killWhileWriting(scene, call, () => ({ kind: "apply-late", delayMs: 6_000 }));
    scene.github.clearFaults();
    await scene.start();
    await scene.settle(pulls, 90_000);
    await delay(10_000);
    const audit = await scene.settle(pulls, 30_000);
    score({
      row: "R4",
      fault: `kill -9 during ${call}, which GitHub does 6 s later`,
      input: `${pulls.length} in flight, started again at once, real waiting times`,
      result: describeAudit(audit),
      isPass: isClean(audit),
    });
    expect(audit).toMatchObject(clean);
  },
  limitMs(5),
);
