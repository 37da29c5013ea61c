import type { ClaimedJob } from "./ports-store-jobs.ts";

/**
 * A process that dies takes everything with it that it had begun, whoever was to blame. From this many interruptions on
 * a job runs alone in its process: if that dies again, the job did it, or nobody did.
 */
export const aloneFrom = 4;
/** After so many interruptions, all but the first four of them alone, a job is believed to end its process. */
const mostInterruptions = 15;

type Counted = Pick<ClaimedJob, "interruptions">;

/** May have ended its process: nothing may run beside it. */
export function isSuspect({ interruptions }: Counted): boolean {
  return interruptions >= aloneFrom && interruptions <= mostInterruptions;
}

/** Ended its process too often to be begun again. */
export function isConvicted({ interruptions }: Counted): boolean {
  return interruptions > mostInterruptions;
}
