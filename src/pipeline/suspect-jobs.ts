import { aloneFrom, type ClaimedJob } from "./ports-store-jobs.ts";

/** After so many interruptions, all but the first four of them alone, a job is believed to end its process. */
const mostInterruptions = 15;
/** So long at most nothing is begun for the sake of a suspect; after that, as long everything but suspects. */
export const longestDrainMs = 600_000;

type Counted = Pick<ClaimedJob, "interruptions">;

/** May have ended its process: nothing may run beside it. */
export function isSuspect({ interruptions }: Counted): boolean {
  return interruptions >= aloneFrom && interruptions <= mostInterruptions;
}

/** Ended its process too often to be begun again. */
export function isConvicted({ interruptions }: Counted): boolean {
  return interruptions > mostInterruptions;
}

/** Empties a process for a suspect, and not for ever: one long job must not keep all the others waiting. */
export class Drain {
  #sinceMs: number | null = null;

  begin(nowMs: number): void {
    this.#sinceMs = nowMs;
  }

  end(): void {
    this.#sinceMs = null;
  }

  /** What may be begun beside so many jobs. */
  admits(activeCount: number, nowMs: number): "any" | "none" | "suspects-first" | "no-suspects" {
    if (this.#sinceMs === null) return "any";
    if (activeCount === 0) return "suspects-first";
    const lastedMs = nowMs - this.#sinceMs;
    if (lastedMs < longestDrainMs) return "none";
    return lastedMs < 2 * longestDrainMs ? "no-suspects" : "any";
  }
}
