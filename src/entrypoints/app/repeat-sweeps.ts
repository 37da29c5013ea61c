import { codeOfError } from "../../pipeline/code-of-error.ts";
import { pauseUnlessAborted, type Sleep } from "../../pipeline/pause-unless-aborted.ts";
import type { Store } from "../../pipeline/ports-store.ts";
import { sweep } from "../../pipeline/sweep.ts";
import type { SweepOptions } from "../../pipeline/sweep-run.ts";

/** GitHub redelivers for three days: what is older is not recognised any more and need not be. */
const keptMs = 7 * 24 * 3_600_000;

export interface RepeatOptions {
  readonly store: Store;
  /** Null for no sweep at all. */
  readonly everyMs: number | null;
  readonly sleep: Sleep;
}

/**
 * Sweeps now and from then on, one at a time; the time between two counts from beginning to beginning. Replicas on one
 * store take turns. What outlived its use is deleted from the store afterwards.
 */
export function repeatSweeps(
  options: SweepOptions,
  { store, everyMs, sleep }: RepeatOptions,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (pauseMs: number) => {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const beganAt = performance.now();
      // Whoever starts looks for what was missed meanwhile, whenever the last sweep was.
      if (await isOurTurn(pauseMs * 0.9, isFirst)) await sweepAndPrune();
      await pauseUnlessAborted(sleep, Math.max(0, pauseMs - (performance.now() - beganAt)), signal);
    }
  };
  const isOurTurn = async (pauseMs: number, isFirst: boolean) =>
    attempt(async () => (await store.takeTurn("sweep", options.now(), pauseMs)) || isFirst);
  const sweepAndPrune = async () => {
    await sweep(options, signal);
    await attempt(async () => {
      await store.prune(options.now() - keptMs);
      return true;
    });
  };
  const attempt = async (work: () => Promise<boolean>) => {
    try {
      return await work();
    } catch (error) {
      options.log.warn("the store did not answer the sweep", { code: codeOfError(error) });
      return false;
    }
  };
  const running = everyMs === null ? Promise.resolve() : run(everyMs);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
