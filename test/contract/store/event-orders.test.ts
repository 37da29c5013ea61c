import { expect, it } from "vitest";
import type { Intent, Trigger } from "../../../src/domain/intent.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import { delivery, pullRequest, review, start } from "./store-samples.ts";
import { claimAt, describeOnBoth } from "./store-scene.ts";

/** What happened on GitHub, in its true order, and what is true after each. */
const events = [
  { name: "opened", isOpen: true, head: "h1" },
  { name: "synchronize", isOpen: true, head: "h2" },
  { name: "closed", isOpen: false, head: "h2" },
  { name: "reopened", isOpen: true, head: "h2" },
  { name: "ready", isOpen: true, head: "h2" },
] as const;
type Event = (typeof events)[number];

const triggers: Readonly<Record<string, Trigger>> = {
  opened: "opened",
  synchronize: "pushed",
  reopened: "reopened",
  ready: "ready",
};

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.filter((_, other) => other !== index))) yield [item, ...rest];
  }
}

function intentOf({ name }: Event, number: number): Intent {
  const trigger = triggers[name];
  const ref = pullRequest(number);
  return trigger === undefined ? { kind: "closed", pullRequest: ref } : review(trigger, ref);
}

/** A worker that looks at GitHub's present state, as the real one does. */
async function workOff(store: Store, nowMs: number, truth: Event, posted: string[]): Promise<void> {
  for (;;) {
    const job = await claimAt(store, nowMs);
    if (job === null || job.intent.kind !== "review") return;
    const key = `${job.intent.pullRequest.number}@${truth.head}`;
    if (truth.isOpen && !posted.includes(key)) posted.push(key);
    await store.jobs.settle(job.lease, { kind: "done", head: truth.head });
  }
}

describeOnBoth("Events in any order", ({ openScene }) => {
  it.each([
    ["reopened at the end", events],
    ["closed at the end", events.slice(0, 3)],
  ] as const)("end in the newest truth: %s", async (_title, history) => {
    const truth = history.at(-1);
    if (truth === undefined) throw new Error("no events");
    const { store } = await openScene({ debounceMs: 1_000 });
    const orders = [...permutations<Event>(history)];
    for (const [number, order] of orders.entries()) {
      for (const event of order) await store.intake.accept(delivery(), [intentOf(event, number)]);
    }
    const posted: string[] = [];
    await workOff(store, start + 60_000, truth, posted);

    expect(orders.length).toBe(history.length === 5 ? 120 : 6);
    expect(posted.sort()).toEqual(truth.isOpen ? orders.map((_, number) => `${number}@h2`).sort() : []);
    expect(await store.report.listJobs(["ready", "active", "parked"], 9)).toEqual([]);
  });

  it("review the head once where work goes on between the events", async () => {
    const { store } = await openScene({ debounceMs: 0 });
    const truth = events[4];
    const posted: string[] = [];
    for (const [number, order] of [...permutations<Event>(events)].entries()) {
      for (const event of order) {
        await store.intake.accept(delivery(), [intentOf(event, number)]);
        if ((number + order.indexOf(event)) % 3 === 0) await workOff(store, start, truth, posted);
      }
    }
    await workOff(store, start, truth, posted);

    expect(posted).toHaveLength(120);
    expect(await store.report.listJobs(["ready", "active", "parked"], 9)).toEqual([]);
  });
});
