import type { Transaction } from "kysely";
import type { JobOutcome, RunFigures } from "../../pipeline/ports-store-jobs.ts";
import type { JobRow } from "./claim-job.ts";
import type { StoreTables } from "./schema.ts";

/** What a run is described by; it stands in the row of its job until the next one begins. */
export const runColumns = [
  "id",
  "kind",
  "fence",
  "installation_id",
  "repository_id",
  "number",
  "claimed_generation",
  "trigger",
  "waiting_since",
  "claimed_at",
] as const satisfies readonly (keyof JobRow)[];

/** Sentences of ours may name what they are about; a page shows a few. */
const mostReasons = 12;
const longestReason = 400;

interface EndedRun extends Pick<JobRow, (typeof runColumns)[number]> {
  /** Newer news came meanwhile, and stand in the row by now. */
  readonly isWantedAgain: boolean;
}

/** Writes down how a review that was begun ended, for the operator; of other work nothing is kept. */
export async function recordRun(
  trx: Transaction<StoreTables>,
  run: EndedRun,
  { outcome, figures, nowMs }: { outcome: JobOutcome; figures: RunFigures | null; nowMs: number },
): Promise<void> {
  const { kind, repository_id, number, isWantedAgain } = run;
  if (kind !== "review" || repository_id === null || number === null) return;
  const broken = "code" in outcome ? outcome : { code: null, reason: null };
  const values = {
    job_id: run.id,
    fence: run.fence,
    installation_id: run.installation_id,
    ...{ repository_id, number },
    generation: run.claimed_generation,
    trigger: isWantedAgain ? null : run.trigger,
    wanted_at: isWantedAgain ? null : run.waiting_since,
    started_at: run.claimed_at,
    ended_at: nowMs,
    outcome: outcome.kind,
    code: broken.code,
    reason: broken.reason,
    head: "head" in outcome ? outcome.head : null,
    result: figures?.result ?? null,
    reasons: figures === null ? null : JSON.stringify(shorten(figures.reasons)),
    questions: figures?.use?.questions ?? null,
    tokens: figures?.use?.tokens ?? null,
    usd: figures?.use?.costUsd ?? null,
  };
  // A job that was forgotten and wanted anew counts from the beginning, and nothing here may keep it from being settled.
  await trx
    .insertInto("runs")
    .values(values)
    .onConflict((conflict) => conflict.columns(["job_id", "fence"]).doUpdateSet(values))
    .execute();
}

/** PostgreSQL takes no NUL and no half of a surrogate pair. */
function shorten(reasons: readonly string[]): readonly string[] {
  return reasons
    .slice(0, mostReasons)
    .map((reason) => reason.replaceAll("\0", "\u{fffd}").slice(0, longestReason).toWellFormed());
}
