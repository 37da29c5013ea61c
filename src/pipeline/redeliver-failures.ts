import { ReviewError } from "../domain/errors.ts";
import type { FailedDelivery } from "./ports-sweep.ts";
import { countFailure, mayGoOn, type SweepRun } from "./sweep-run.ts";

/** GitHub redelivers what is younger than this. */
const windowMs = 3 * 24 * 3_600_000;
const mostRedeliveries = 100;
/** After the second failed attempt; doubled after each further one. */
const firstPauseMs = 8 * 60_000;
const longestPauseMs = 12 * 3_600_000;

/** Asks GitHub for another attempt at every webhook that never arrived; what fails again and again is asked for less often. */
export async function redeliverFailures(run: SweepRun): Promise<void> {
  const { options, signal, counts } = run;
  const failed = await options.deliveries.listFailed(options.now() - windowMs, signal);
  const due = failed.filter((delivery) => isDue(delivery, options.now())).slice(0, mostRedeliveries);
  for (const { id } of due) {
    if (!mayGoOn(run)) return;
    try {
      await options.deliveries.redeliver(id, signal);
      counts.redelivered += 1;
    } catch (error) {
      if (!isOfOneDelivery(error)) throw error;
      countFailure(run, { name: "delivery" }, error);
    }
  }
}

function isDue({ attempts, deliveredAtMs }: FailedDelivery, nowMs: number): boolean {
  if (attempts <= 1) return true;
  const pauseMs = firstPauseMs * 2 ** Math.min(attempts - 2, 20);
  return nowMs - deliveredAtMs >= Math.min(longestPauseMs, pauseMs);
}

/** Too old by now, refused, or in doubt: the others are asked for all the same. */
function isOfOneDelivery(error: unknown): boolean {
  if (!(error instanceof ReviewError)) return false;
  return ["GITHUB_NOT_FOUND", "GITHUB_REJECTED", "GITHUB_AMBIGUOUS"].includes(error.code);
}
