import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createCommandOrder } from "../../../src/pipeline/command-order.ts";

const later = async <Value>(ms: number, value: Value): Promise<Value> => {
  await delay(ms);
  return value;
};

describe("the order of commands", () => {
  it("is that in which they came, whichever is examined first", async () => {
    const inOrder = createCommandOrder();
    const told: string[] = [];
    const tell = (word: string) => async () => void told.push(word);
    await Promise.all([
      inOrder("a", later(30, true), tell("first")),
      inOrder("a", later(0, false), tell("refused")),
      inOrder("a", later(0, true), tell("second")),
      inOrder("b", later(0, true), tell("other")),
    ]);

    expect(told).toEqual(["other", "first", "second"]);
  });

  it("keeps nobody waiting for the end of a command", async () => {
    const inOrder = createCommandOrder();
    const end = Promise.withResolvers<void>();
    const slow = inOrder("a", later(0, true), () => end.promise);
    await inOrder("a", later(0, true), async () => undefined);
    end.resolve();

    await expect(slow).resolves.toBeUndefined();
  });

  it("goes on behind commands that fail, each of which fails for itself", async () => {
    const inOrder = createCommandOrder();
    const told: string[] = [];
    const unexamined = inOrder("a", later(20, true), () => Promise.reject(new Error("not carried out")));
    const failed = inOrder("a", Promise.reject(new Error("not examined")), async () => undefined);
    const good = inOrder("a", later(0, true), async () => void told.push("good"));
    const outcomes = await Promise.allSettled([unexamined, failed, good]);

    expect(outcomes.map((outcome) => ("reason" in outcome ? outcome.reason.message : "done"))).toEqual([
      "not carried out",
      "not examined",
      "done",
    ]);
    expect(told).toEqual(["good"]);
  });
});
