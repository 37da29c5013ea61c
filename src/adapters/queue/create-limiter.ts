import PQueue from "p-queue";
import type { Limiter } from "../../pipeline/ports.ts";

/** Runs at most `limit` tasks at once; waiting ones start by priority, then in the order in which they came. */
export function createLimiter(limit: number): Limiter {
  const queue = new PQueue({ concurrency: limit });
  return async (task, priority) => {
    await queue.add(task, { priority });
  };
}
