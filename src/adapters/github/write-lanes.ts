import type { Sleep } from "./repeat-read.ts";
import { createTurns } from "./take-turns.ts";

/** Runs the writes of one installation one after the other; different installations do not wait for each other. */
export interface WriteLanes {
  run<Result>(installationId: number, write: () => Promise<Result>): Promise<Result>;
}

/** From the start of one write to that of the next, as GitHub's best practices ask for. */
const spacingMs = 1_000;

export function createWriteLanes(now: () => number, sleep: Sleep): WriteLanes {
  const takeTurns = createTurns();
  const lastStarts = new Map<number, number>();
  return {
    run: (installationId, write) =>
      takeTurns(String(installationId), async () => {
        const waitMs = (lastStarts.get(installationId) ?? 0) + spacingMs - now();
        if (waitMs > 0) await sleep(waitMs);
        lastStarts.set(installationId, now());
        return write();
      }),
  };
}
