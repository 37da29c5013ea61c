import { sql, type Transaction } from "kysely";
import type { Lease } from "../../pipeline/ports-store-jobs.ts";
import type { StoreTables } from "./schema.ts";

/** Whether the lease is valid, and keeps it so until the transaction ends: it writes the row and thereby locks it. */
export async function holdsLease(trx: Transaction<StoreTables>, lease: Lease): Promise<boolean> {
  const row = await trx
    .updateTable("jobs")
    .set({ fence: sql`fence` })
    .where("id", "=", lease.jobId)
    .where("fence", "=", lease.fence)
    .where("state", "=", "active")
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}
