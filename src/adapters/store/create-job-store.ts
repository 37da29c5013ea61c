import { sql, type Transaction } from "kysely";
import type {
  ClaimedJob,
  ClaimRequest,
  Heartbeat,
  JobStore,
  Lease,
} from "../../pipeline/ports-store-jobs.ts";
import { claimJob } from "./claim-job.ts";
import type { Database } from "./database.ts";
import { enqueueAll } from "./enqueue-intent.ts";
import { readIntent } from "./read-intent.ts";
import type { StoreTables } from "./schema.ts";
import type { Sealer } from "./sealed-text.ts";
import { settleJob } from "./settle-job.ts";

/** A lease is written again once a quarter of it is gone; heartbeats come every third. */
const freshShare = 0.75;

export interface JobStoreOptions {
  readonly sealer: Sealer;
  readonly now: () => number;
  /** Quiet time after a push before its review starts. */
  readonly debounceMs: number;
}

/** The jobs of all replicas. Whatever is written under a lease names its fence. */
export function createJobStore(database: Database, options: JobStoreOptions): JobStore {
  return {
    claim: (request) => claimReadable(database, options, request),
    heartbeat: (lease, nowMs, leaseMs) => beat(database, lease, { nowMs, leaseMs }),
    listUndisturbed: (worker) => listUndisturbed(database, worker),
    settle: (lease, outcome, { spend = [], follow = [], figures = null } = {}) => {
      const nowMs = options.now();
      const enqueue = (trx: Transaction<StoreTables>) => enqueueAll(follow, { ...options, trx, nowMs });
      return settleJob(database, lease, { outcome, spend, figures, nowMs, follow: enqueue });
    },
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
    const { generation, attempts, interruptions } = row;
    const leaseUntilMs = request.nowMs + request.leaseMs;
    if (intent !== null) return { lease, intent, generation, attempts, interruptions, leaseUntilMs };
    const reason = "What this job is about can no longer be decrypted";
    const outcome = { kind: "failed", head: null, code: "STORE_KEY", reason } as const;
    await settleJob(database, lease, {
      outcome,
      spend: [],
      figures: null,
      nowMs: now(),
      follow: async () => undefined,
    });
  }
}

async function beat(
  database: Database,
  lease: Lease,
  { nowMs, leaseMs }: { readonly nowMs: number; readonly leaseMs: number },
): Promise<Heartbeat> {
  const row = await database.run((db) =>
    db
      .selectFrom("jobs")
      .select(["state", "fence", "is_overtaken", "lease_until"])
      .where("id", "=", lease.jobId)
      .executeTakeFirst(),
  );
  if (row === undefined || row.state !== "active" || row.fence !== lease.fence)
    return { kind: row?.state === "cancelled" ? "cancelled" : "lost" };
  // Every piece of news makes every running job look; a commit for each would cost more than the news.
  const isFresh = row.lease_until !== null && row.lease_until - nowMs > leaseMs * freshShare;
  if (!isFresh && !(await extendLease(database, lease, nowMs + leaseMs)))
    return beat(database, lease, { nowMs, leaseMs });
  return { kind: "held", isOvertaken: row.is_overtaken === 1 };
}

async function extendLease(database: Database, lease: Lease, untilMs: number): Promise<boolean> {
  const { numUpdatedRows } = await database.run((db) =>
    db
      .updateTable("jobs")
      .set({ lease_until: untilMs })
      .where("id", "=", lease.jobId)
      .where("fence", "=", lease.fence)
      .where("state", "=", "active")
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}

async function listUndisturbed(database: Database, worker: string): Promise<readonly Lease[]> {
  const rows = await database.run((db) =>
    db
      .selectFrom("jobs")
      .select(["id", "fence"])
      .where("state", "=", "active")
      .where("worker", "=", worker)
      .where("is_overtaken", "=", 0)
      .execute(),
  );
  return rows.map(({ id, fence }) => ({ jobId: id, fence, worker }));
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
