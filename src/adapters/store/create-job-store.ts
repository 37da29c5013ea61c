import { sql } from "kysely";
import type {
  ClaimedJob,
  ClaimRequest,
  Heartbeat,
  JobStore,
  Lease,
} from "../../pipeline/ports-store-jobs.ts";
import { claimJob } from "./claim-job.ts";
import type { Database } from "./database.ts";
import { readIntent } from "./read-intent.ts";
import type { Sealer } from "./sealed-text.ts";
import { settleJob } from "./settle-job.ts";

export interface JobStoreOptions {
  readonly sealer: Sealer;
  readonly now: () => number;
}

/** The jobs of all replicas. Whatever is written under a lease names its fence. */
export function createJobStore(database: Database, options: JobStoreOptions): JobStore {
  return {
    claim: (request) => claimReadable(database, options, request),
    heartbeat: (lease, nowMs, leaseMs) => beat(database, lease, { nowMs, leaseMs }),
    settle: (lease, outcome, spend = []) =>
      settleJob(database, lease, { outcome, spend, nowMs: options.now() }),
    release: (lease) => release(database, lease, options.now()),
  };
}

/** A job whose intent cannot be opened, because its key is gone, ends as failed and does not block the others. */
async function claimReadable(
  database: Database,
  { sealer, now }: JobStoreOptions,
  request: ClaimRequest,
): Promise<ClaimedJob | null> {
  for (;;) {
    const row = await claimJob(database, request);
    if (row === null) return null;
    const lease: Lease = { jobId: row.id, fence: row.fence, worker: request.worker };
    const intent = readIntent(row, sealer);
    const { generation, attempts } = row;
    if (intent !== null)
      return { lease, intent, generation, attempts, leaseUntilMs: request.nowMs + request.leaseMs };
    const reason = "What this job is about can no longer be decrypted";
    const outcome = { kind: "failed", head: null, code: "STORE_KEY", reason } as const;
    await settleJob(database, lease, { outcome, spend: [], nowMs: now() });
  }
}

async function beat(
  database: Database,
  lease: Lease,
  { nowMs, leaseMs }: { readonly nowMs: number; readonly leaseMs: number },
): Promise<Heartbeat> {
  const held = await database.run((db) =>
    db
      .updateTable("jobs")
      .set({ lease_until: nowMs + leaseMs })
      .where("id", "=", lease.jobId)
      .where("fence", "=", lease.fence)
      .where("state", "=", "active")
      .returning("is_overtaken")
      .executeTakeFirst(),
  );
  if (held !== undefined) return { kind: "held", isOvertaken: held.is_overtaken === 1 };
  const row = await database.run((db) =>
    db.selectFrom("jobs").select("state").where("id", "=", lease.jobId).executeTakeFirst(),
  );
  return { kind: row?.state === "cancelled" ? "cancelled" : "lost" };
}

async function release(database: Database, lease: Lease, nowMs: number): Promise<void> {
  await database.transact(async (trx) => {
    await trx
      .updateTable("jobs")
      .set({
        state: "ready",
        fence: sql`fence + 1`,
        attempts: sql`attempts - 1`,
        worker: null,
        lease_until: null,
        updated_at: nowMs,
      })
      .where("id", "=", lease.jobId)
      .where("fence", "=", lease.fence)
      .where("state", "=", "active")
      .execute();
    await database.announce(trx);
  });
}
