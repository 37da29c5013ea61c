import { endLeftChecks } from "./end-left-checks.ts";
import { redeliverFailures } from "./redeliver-failures.ts";
import { createSweepRun, guardPart, type SweepOptions, type SweepReport } from "./sweep-run.ts";
import { wantMissedReviews } from "./want-missed-reviews.ts";

/**
 * Compares GitHub with the store and repairs what webhooks missed: reviews of open pull requests, failed deliveries,
 * check runs that nobody ends. Every part stands for itself. Never throws; an abort ends it early.
 */
export async function sweep(options: SweepOptions, signal: AbortSignal): Promise<SweepReport> {
  const run = createSweepRun(options, signal);
  await Promise.all([
    guardPart(run, { name: "deliveries" }, () => redeliverFailures(run)),
    guardPart(run, { name: "checks" }, () => endLeftChecks(run)),
    guardPart(run, { name: "pull requests" }, () => wantMissedReviews(run)),
  ]);
  const report: SweepReport = { ...run.counts, durationMs: options.now() - run.startedAtMs };
  options.log.info("sweep ended", { ...report });
  return report;
}
