import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { firstQuestions } from "../app/answers.ts";
import type { Delivery } from "../fakes/github/webhook-sender.ts";
import { describeAudit, isClean } from "./audit-pulls.ts";
import { type FaultPull, type FaultScene, openFaultScene } from "./open-fault-scene.ts";
import { choose, limitMs, score } from "./scorecard.ts";

const clean = { lost: [], duplicates: [], openChecks: [], wrong: [] };

function permute<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) => permute(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** A pull request with its history, of which no webhook has arrived yet. */
async function liveThrough(
  scene: FaultScene,
  index: number,
  end: "open" | "closed",
): Promise<{ readonly pull: FaultPull; readonly events: readonly Delivery[] }> {
  scene.github.webhooks.settings.isDropping = true;
  const pull = await scene.open(index);
  const { handle } = pull;
  Object.assign(handle.state, { isDraft: true });
  const events = [await handle.deliver("opened"), await scene.push(pull)];
  if (end === "open") events.push(await handle.close(), await handle.reopen(), await handle.readyForReview());
  else events.push(await handle.readyForReview(), await handle.close());
  scene.github.webhooks.settings.isDropping = false;
  return { pull, events };
}

it.each([
  { end: "open", row: "R14", count: 120 },
  { end: "closed", row: "R14", count: 24 },
] as const)(
  "believes GitHub, not the order of events, about a pull request that is $end in the end (R14)",
  async ({ end, count }) => {
    await using scene = await openFaultScene({ repositories: 6 });
    await scene.start({ sweepEveryMs: null });
    const orders = permute([0, 1, 2, 3, 4].slice(0, end === "open" ? 5 : 4));
    const played = orders.filter((_, index) => index % choose(1, 8) === 0);
    const lives = [];
    for (const index of played.keys()) lives.push(await liveThrough(scene, index, end));
    const sent = lives.map(async ({ events }, index) => {
      for (const at of played[index]!) {
        const { event, payload, installationId, repositoryId, guid } = events[at]!;
        await scene.github.deliver({ event, payload, installationId, repositoryId }, guid);
      }
    });
    await Promise.all(sent);
    const pulls = lives.map(({ pull }) => pull);
    await scene.settle(pulls, 60_000);
    // Where nothing may be said, nothing tells that everything was looked at.
    await delay(500);
    const audit = await scene.settle(pulls, 30_000);
    const reviews = pulls.reduce((sum, { handle }) => sum + handle.reviews().length, 0);
    const wanted = end === "open" ? pulls.length : 0;
    score({
      row: "R14",
      fault: `every order of ${end === "open" ? "opened, synchronize, closed, reopened, ready" : "opened, synchronize, ready, closed"}`,
      input: `${played.length} of ${count} orders, ${end} in the end`,
      result: `${reviews} reviews; ${describeAudit(audit)}`,
      isPass: isClean(audit) && reviews === wanted,
    });
    expect({ reviews, ...audit }).toMatchObject({ reviews: wanted, ...clean });
  },
  limitMs(5),
);

it(
  "reviews the last of many pushes, and stops the review of an older head within a second (R15)",
  async () => {
    const pushes = choose(40, 8);
    await using scene = await openFaultScene({
      child: { sweepEveryMs: null, debounceMs: choose(3_000, 400), pollMs: 1_000 },
    });
    await scene.start();
    const pull = await scene.open();
    scene.modelLatencyMs = 30_000;
    await pull.handle.deliver("opened");
    const endsAt = performance.now() + 20_000;
    while (scene.model.openRequests() === 0 && performance.now() < endsAt) await delay(2);
    await scene.push(pull);
    const pushedAt = performance.now();
    while (scene.model.openRequests() > 0 && performance.now() < endsAt) await delay(2);
    const abortedAfterMs = Math.round(performance.now() - pushedAt);
    scene.modelLatencyMs = 300;
    for (let push = 1; push < pushes; push += 1) {
      await delay(choose(500, 100));
      await scene.push(pull);
    }
    const audit = await scene.settle([pull], 40_000);
    const runs = firstQuestions(scene.model).length;
    const reviews = pull.handle.reviews().length;
    score({
      row: "R15",
      fault: `${pushes} pushes in ${choose(20, 1)} s`,
      input: "1 pull request whose review runs",
      result: `${runs} model runs, ${reviews} review, the older one stopped after ${abortedAfterMs} ms; ${describeAudit(audit)}`,
      isPass: isClean(audit) && runs <= 2 && reviews === 1 && abortedAfterMs <= 1_000,
    });
    expect(audit).toMatchObject(clean);
    expect(reviews).toBe(1);
    expect(runs).toBeLessThanOrEqual(2);
    expect(abortedAfterMs).toBeLessThanOrEqual(1_000);
  },
  limitMs(3),
);
