import { setTimeout as delay } from "node:timers/promises";

/** A clock that jumps to the end of every wait, so that minutes pass in moments and limits are seen to end. */
export interface VirtualClock {
  /** The waits so far, in milliseconds. */
  readonly waits: readonly number[];
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Nobody waits, and something is due only then. */
  readonly advanceTo: (ms: number) => void;
}

/** Waits are kept in their order and cut short: for tests that are not about how long they are. */
export function createShortClock(): VirtualClock {
  let aheadMs = 0;
  return {
    waits: [],
    now: () => Date.now() + aheadMs,
    sleep: async (ms, signal) => {
      await delay(Math.min(ms, 20), undefined, { signal });
    },
    advanceTo: (ms) => {
      aheadMs = Math.max(aheadMs, ms - Date.now());
    },
  };
}

export function createVirtualClock(): VirtualClock {
  const waits: number[] = [];
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  return {
    waits,
    now,
    sleep: async (ms, signal) => {
      waits.push(ms);
      const endsAt = now() + ms;
      // Longer waits end later here as well.
      await delay(Math.min(20, 1 + ms / 2_000), undefined, { signal });
      aheadMs = Math.max(aheadMs, endsAt - Date.now());
    },
    advanceTo: (ms) => {
      aheadMs = Math.max(aheadMs, ms - Date.now());
    },
  };
}
