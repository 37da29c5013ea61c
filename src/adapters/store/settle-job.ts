import { type RawBuilder, sql, type Transaction, type UpdateObject } from "kysely";
import {
  budgetCodes,
  type JobOutcome,
  type Lease,
  type RunFigures,
  type Settled,
  type SpendRow,
} from "../../pipeline/ports-store-jobs.ts";
import { bookSpend } from "./book-spend.ts";
import type { Database } from "./database.ts";
import { recordRun, runColumns } from "./record-run.ts";
import type { StoreTables } from "./schema.ts";
import { wakeWaiting } from "./wake-waiting.ts";

/** A time that never comes, for jobs that wait for a person; below 2^53. */
export const neverMs = 9_000_000_000_000_000;

type JobUpdate = UpdateObject<StoreTables, "jobs">;

const hasNews = sql<boolean>`generation > claimed_generation`;

export interface SettledEnd {
  readonly outcome: JobOutcome;
  readonly spend: readonly SpendRow[];
  /** Null for what is no review, and for a run that broke off. */
  readonly figures: RunFigures | null;
  readonly nowMs: number;
  /** Writes the work that follows from this one. */
  readonly follow: (trx: Transaction<StoreTables>) => Promise<void>;
}

/** Ends a piece of work, together with its costs and what follows; a lease that is no longer valid changes nothing. */
export function settleJob(database: Database, lease: Lease, end: SettledEnd): Promise<Settled> {
  return database.transact(async (trx) => {
    const settled = await trx
      .updateTable("jobs")
      .set({
        ...describeOutcome(end.outcome),
        worker: null,
        lease_until: null,
        is_overtaken: 0,
        interruptions: 0,
        attempts: end.outcome.kind === "postponed" ? 0 : sql`case when ${hasNews} then 0 else attempts end`,
        updated_at: end.nowMs,
      })
      .where("id", "=", lease.jobId)
      .where("fence", "=", lease.fence)
      .where("state", "=", "active")
      .returning(["state", ...runColumns, hasNews.as("news")])
      .executeTakeFirst();
    if (settled === undefined) return { kind: "stale" };
    // SQLite says 1 where PostgreSQL says true.
    const isWantedAgain = Boolean(settled.news);
    await recordRun(trx, { ...settled, isWantedAgain }, end);
    await end.follow(trx);
    const isFreed = await bookSpend(trx, lease, end.spend);
    const isWoken = (isFreed || isOverBudget(end.outcome)) && (await wakeWaiting(trx, settled, end.nowMs));
    // What follows may be due at once.
    if (settled.state === "ready" || isWoken || end.outcome.kind === "done") await database.announce(trx);
    return { kind: "settled", isWantedAgain };
  });
}

/** News that came meanwhile makes the job ready again; the time before which nobody may try holds for it too. */
function describeOutcome(outcome: JobOutcome): JobUpdate {
  switch (outcome.kind) {
    case "done":
      return { state: unlessNews("done"), settled_head: outcome.head, code: null, reason: null };
    case "failed": {
      const { head, code, reason } = outcome;
      return { state: unlessNews("failed"), settled_head: head, code, reason };
    }
    case "retry": {
      const { runAtMs, code, reason } = outcome;
      return { state: "ready", run_at: noEarlier(runAtMs), not_before: runAtMs, code, reason };
    }
    case "postponed": {
      const { runAtMs, code, reason } = outcome;
      const time = sql<number>`case when ${hasNews} then run_at else ${runAtMs} end`;
      return { state: unlessNews("parked"), run_at: time, not_before: 0, code, reason };
    }
    case "parked": {
      const { runAtMs, code, reason } = outcome;
      const times =
        runAtMs === null
          ? { run_at: sql<number>`case when ${hasNews} then run_at else ${neverMs} end`, not_before: 0 }
          : { run_at: noEarlier(runAtMs), not_before: runAtMs };
      return { state: unlessNews("parked"), ...times, code, reason };
    }
  }
}

/** Whoever waits behind a review that was refused learns it soon. */
function isOverBudget(outcome: JobOutcome): boolean {
  return outcome.kind === "postponed" && outcome.code === budgetCodes.used;
}

function unlessNews(state: "done" | "failed" | "parked"): RawBuilder<typeof state | "ready"> {
  return sql`case when ${hasNews} then 'ready' else ${state} end`;
}

function noEarlier(runAtMs: number): RawBuilder<number> {
  return sql`case when ${hasNews} and run_at > ${runAtMs} then run_at else ${runAtMs} end`;
}
