import { type Insertable, sql, type Transaction } from "kysely";
import { type Intent, triggerPriorities } from "../../domain/intent.ts";
import { aloneFrom } from "../../pipeline/ports-store-jobs.ts";
import { describeOneOff, jobIdOf, laneOf, type OneOffIntent } from "./job-identity.ts";
import type { JobsTable, StoreTables } from "./schema.ts";
import type { Sealer } from "./sealed-text.ts";

export interface Enqueueing {
  readonly trx: Transaction<StoreTables>;
  readonly sealer: Sealer;
  readonly nowMs: number;
  /** Quiet time after a push before its review starts. */
  readonly debounceMs: number;
}

/** However many pushes follow one another, a review starts after this many quiet times. */
const mostDebounces = 10;

/** Writes what several intents want, in one order for everybody, so that no two transactions wait for each other. */
export async function enqueueAll(intents: readonly Intent[], into: Enqueueing): Promise<void> {
  const sorted = [...intents].sort((first, second) => (jobIdOf(first) < jobIdOf(second) ? -1 : 1));
  for (const intent of sorted) await enqueueIntent(intent, into);
}

/** Writes what an intent wants into the one row of its job. */
async function enqueueIntent(intent: Intent, into: Enqueueing): Promise<void> {
  switch (intent.kind) {
    case "review":
      return wantReview(intent, into);
    case "closed":
      return lookAgain(jobIdOf(intent), into);
    case "installation-gone":
      await cancelAll(intent.installationId, null, into);
      return wantOneOff(intent, into);
    case "repositories-gone":
      await cancelAll(intent.installationId, intent.repositoryIds, into);
      return wantOneOff(intent, into);
    case "command":
    case "malformed-command":
    case "merge-group":
      return wantOneOff(intent, into);
  }
}

const isUnfinished = sql<boolean>`jobs.state in ('ready', 'active', 'parked')`;
/** News that no worker has taken yet wait in the row. */
const isWaiting = sql<boolean>`(jobs.state = 'ready' or (jobs.state = 'active' and jobs.generation > jobs.claimed_generation))`;
/** A push must not take the suspicion from work that ends its process, nor from what was given up for that. */
const keptInterruptions = sql<number>`case when ${isUnfinished} then jobs.interruptions
  when jobs.state = 'failed' and jobs.code = 'INTERRUPTED' then ${sql.lit(aloneFrom)} else 0 end`;
const keepsReason = sql<boolean>`(${isUnfinished} and jobs.priority > excluded.priority)`;

/**
 * Desired state: one row a pull request, whose generation grows with every piece of news. The more urgent reason and
 * a full review win over what waits or runs; a push makes running work worthless; no retry time is shortened.
 */
async function wantReview(intent: Extract<Intent, { kind: "review" }>, into: Enqueueing): Promise<void> {
  const { trx, nowMs, debounceMs } = into;
  const { pullRequest, trigger, scope } = intent;
  const { repository, number } = pullRequest;
  const isPush = trigger === "pushed";
  const row: Insertable<JobsTable> = {
    ...blankJob(nowMs),
    id: jobIdOf(intent),
    kind: "review",
    lane: laneOf(pullRequest),
    installation_id: repository.installationId,
    repository_id: repository.repositoryId,
    number,
    owner: repository.owner,
    name: repository.name,
    trigger,
    scope,
    priority: triggerPriorities[trigger],
    run_at: isPush ? nowMs + debounceMs : nowMs,
  };
  const latest = debounceMs * mostDebounces;
  await trx
    .insertInto("jobs")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet({
          state: sql`case when jobs.state = 'active' then 'active' else 'ready' end`,
          installation_id: sql`excluded.installation_id`,
          owner: sql`excluded.owner`,
          name: sql`excluded.name`,
          generation: sql`jobs.generation + 1`,
          trigger: sql`case when ${keepsReason} then jobs."trigger" else excluded."trigger" end`,
          priority: sql`case when ${keepsReason} then jobs.priority else excluded.priority end`,
          scope: sql`case when ${isUnfinished} and jobs.scope = 'full' then 'full' else excluded.scope end`,
          run_at: notTooEarly(runAt(latest)),
          waiting_since: sql`case when ${isWaiting} then jobs.waiting_since else excluded.waiting_since end`,
          attempts: sql`case when jobs.state = 'active' then jobs.attempts else 0 end`,
          interruptions: keptInterruptions,
          is_overtaken: isPush || trigger === "retargeted" ? 1 : sql`jobs.is_overtaken`,
          updated_at: nowMs,
        })
        // A sweep asks for what nobody is doing yet.
        .where(sql<boolean>`not (excluded."trigger" = 'sweep' and ${isUnfinished})`),
    )
    .execute();
}

/** When the merged news may start, retry times aside. */
function runAt(latestMs: number) {
  return sql<number>`case
    when not ${isWaiting} then excluded.run_at
    when excluded."trigger" = 'pushed' and jobs."trigger" <> 'pushed' then jobs.run_at
    when excluded."trigger" = 'pushed' and jobs.waiting_since + ${latestMs} < excluded.run_at
      then jobs.waiting_since + ${latestMs}
    when excluded."trigger" = 'pushed' then excluded.run_at
    when jobs.run_at < excluded.run_at then jobs.run_at
    else excluded.run_at end`;
}

function notTooEarly(time: ReturnType<typeof runAt>) {
  return sql<number>`case when jobs.not_before > (${time}) then jobs.not_before else (${time}) end`;
}

/** GitHub promises no order of events, so "closed" makes unfinished work look again instead of being believed. */
async function lookAgain(id: string, { trx, nowMs }: Enqueueing): Promise<void> {
  await trx
    .updateTable("jobs")
    .set({
      state: sql`case when state = 'active' then 'active' else 'ready' end`,
      generation: sql`generation + 1`,
      is_overtaken: 1,
      run_at: sql`case when not_before > ${nowMs} then not_before else ${nowMs} end`,
      updated_at: nowMs,
    })
    .where("id", "=", id)
    .where("state", "in", ["ready", "active", "parked"])
    .execute();
}

/** A command happens once, and again only after it failed; the others happen as often as they are wanted. */
async function wantOneOff(intent: OneOffIntent, { trx, sealer, nowMs }: Enqueueing): Promise<void> {
  const id = jobIdOf(intent);
  const { installationId, repositoryId, ...columns } = describeOneOff(intent);
  const { kind, lane, priority, number, owner, name } = columns;
  const row: Insertable<JobsTable> = {
    ...blankJob(nowMs),
    id,
    ...{ kind, lane, priority, number, owner, name },
    installation_id: installationId,
    repository_id: repositoryId,
    intent: sealer.seal(JSON.stringify(intent), id),
    run_at: nowMs,
  };
  await trx
    .insertInto("jobs")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet({
          state: sql`case when jobs.state = 'active' then 'active' else 'ready' end`,
          generation: sql`jobs.generation + 1`,
          intent: sql`excluded.intent`,
          run_at: sql`excluded.run_at`,
          attempts: 0,
          interruptions: 0,
          not_before: 0,
          updated_at: nowMs,
        })
        .where(sql<boolean>`jobs.state = 'failed' or (jobs.kind <> 'command' and jobs.state <> 'ready')`),
    )
    .execute();
}

async function cancelAll(
  installationId: number,
  repositoryIds: readonly number[] | null,
  { trx, nowMs }: Enqueueing,
): Promise<void> {
  if (repositoryIds?.length === 0) return;
  let query = trx
    .updateTable("jobs")
    .set({ state: "cancelled", fence: sql`fence + 1`, worker: null, lease_until: null, updated_at: nowMs })
    .where("installation_id", "=", installationId)
    .where("kind", "<>", "forget")
    .where("state", "in", ["ready", "active", "parked"]);
  if (repositoryIds !== null) query = query.where("repository_id", "in", [...repositoryIds]);
  await query.execute();
}

function blankJob(nowMs: number) {
  return {
    state: "ready" as const,
    trigger: null,
    scope: null,
    intent: null,
    generation: 1,
    claimed_generation: 0,
    waiting_since: nowMs,
    not_before: 0,
    fence: 0,
    attempts: 0,
    interruptions: 0,
    worker: null,
    lease_until: null,
    claimed_at: 0,
    is_overtaken: 0,
    code: null,
    reason: null,
    settled_head: null,
    updated_at: nowMs,
  };
}
