import { sql, type Transaction } from "kysely";
import { budgetCodes } from "../../pipeline/ports-store-jobs.ts";
import type { StoreTables } from "./schema.ts";

/**
 * Makes one review ready that waits for another one of its installation to end, of the same repository rather than of
 * another; false when none waits. One hold that ended makes room for one.
 */
export async function wakeWaiting(
  trx: Transaction<StoreTables>,
  ended: { readonly installation_id: number; readonly repository_id: number | null },
  nowMs: number,
): Promise<boolean> {
  const isWaiting = sql<boolean>`state = 'parked' and code = ${budgetCodes.busy}`;
  const next = trx
    .selectFrom("jobs")
    .select("id")
    .where(isWaiting)
    .where("installation_id", "=", ended.installation_id)
    .orderBy(sql`case when repository_id = ${ended.repository_id} then 0 else 1 end`)
    .orderBy("priority", "desc")
    .orderBy("run_at")
    .orderBy("id")
    .limit(1);
  const woken = await trx
    .updateTable("jobs")
    .set({ state: "ready", run_at: nowMs, updated_at: nowMs })
    .where("id", "=", next)
    .where(isWaiting)
    .returning("id")
    .executeTakeFirst();
  return woken !== undefined;
}
