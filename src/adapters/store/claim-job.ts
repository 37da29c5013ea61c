import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { ClaimRequest } from "../../pipeline/ports-store-jobs.ts";
import type { Database } from "./database.ts";
import type { JobsTable, StoreTables } from "./schema.ts";

export type JobRow = Selectable<JobsTable>;

/** Races that may be lost in a row before the claim leaves it to the next poll. */
const mostRaces = 20;

/** Claims the job that is most urgent by one conditional update; null when nothing is due. */
export async function claimJob(database: Database, request: ClaimRequest): Promise<JobRow | null> {
  if (request.kinds?.length === 0) return null;
  for (let race = 0; race < mostRaces; race += 1) {
    const claimed = await database.run((db) => tryClaim(db, request));
    if (claimed !== "lost") return claimed;
  }
  return null;
}

async function tryClaim(db: Kysely<StoreTables>, request: ClaimRequest): Promise<JobRow | null | "lost"> {
  const { worker, nowMs, leaseMs } = request;
  try {
    // The state is tested again outside: somebody else may take the job between the choice and the update.
    const { rows } = await sql<JobRow>`update jobs set state = 'active', fence = fence + 1,
        attempts = attempts + case when state = 'active' then 0 else 1 end,
        interruptions = ${interruptionsNow},
        worker = ${worker}, lease_until = ${nowMs + leaseMs}, claimed_at = ${nowMs}, claimed_generation = generation,
        not_before = 0, is_overtaken = 0, code = null, reason = null, updated_at = ${nowMs}
      where id = (${nextJob(request)}) and (${isWaiting(nowMs)} or ${isExpired(nowMs)}) returning *`.execute(
      db,
    );
    const [row] = rows;
    if (row !== undefined) return row;
    const { rows: due } = await sql`${dueJobs(request)} limit 1`.execute(db);
    return due.length > 0 ? "lost" : null;
  } catch (error) {
    if (isTakenLane(error)) return "lost";
    throw error;
  }
}

/** The death that a lease which ran out tells of counts when the job is claimed. */
const interruptionsNow = sql`jobs.interruptions + case when jobs.state = 'active' then 1 else 0 end`;

function isWaiting(nowMs: number): RawBuilder<boolean> {
  return sql`(jobs.state in ('ready', 'parked') and jobs.run_at <= ${nowMs})`;
}

function isExpired(nowMs: number): RawBuilder<boolean> {
  return sql`(jobs.state = 'active' and jobs.lease_until < ${nowMs})`;
}

/**
 * What may be claimed now, in two parts so that each has its index. A lease that ran out frees its own job only; the
 * rest of its lane waits for that one.
 */
function dueJobs({ nowMs, kinds, minInterruptions, maxInterruptions }: ClaimRequest): RawBuilder<unknown> {
  const ofKind = kinds === undefined ? sql`` : sql` and jobs.kind in (${sql.join(kinds)})`;
  const least = minInterruptions === undefined ? sql`` : sql` and ${interruptionsNow} >= ${minInterruptions}`;
  const most = maxInterruptions === undefined ? sql`` : sql` and ${interruptionsNow} <= ${maxInterruptions}`;
  const wanted = sql`${ofKind}${least}${most}`;
  const columns = sql`jobs.id, jobs.installation_id, jobs.priority, jobs.run_at`;
  return sql`select ${columns} from jobs where ${isWaiting(nowMs)}${wanted}
      and jobs.lane not in (select busy.lane from jobs busy where busy.state = 'active')
    union all select ${columns} from jobs where ${isExpired(nowMs)}${wanted}`;
}

/** Priority first; then the installation with the least going on, then the one served longest ago, then the oldest. */
function nextJob(request: ClaimRequest): RawBuilder<string> {
  return sql`with due as materialized (${dueJobs(request)}),
    tenants as materialized (select waiting.installation_id,
        (select count(*) from jobs busy where busy.installation_id = waiting.installation_id
          and busy.state = 'active' and busy.lease_until >= ${request.nowMs}) as running,
        (select max(served.claimed_at) from jobs served
          where served.installation_id = waiting.installation_id) as served_at
      from (select distinct installation_id from due) waiting)
    select due.id from due join tenants on tenants.installation_id = due.installation_id
    order by due.priority desc, tenants.running, tenants.served_at, due.run_at, due.id limit 1`;
}

/** Two claims at the same moment for two jobs of one lane: the unique index lets one through. */
function isTakenLane(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "23505" || error.code === "SQLITE_CONSTRAINT_UNIQUE";
}
