import { sql, type Transaction } from "kysely";
import type { Lease, SpendRow } from "../../pipeline/ports-store-jobs.ts";
import type { StoreTables } from "./schema.ts";

/**
 * Ends the hold of a job, if there is one, and books what the work cost: `rows`, or without any what was noted. What
 * was noted under an earlier lease is booked as well. Resolves to whether there was a hold.
 */
export async function bookSpend(
  trx: Transaction<StoreTables>,
  { jobId, fence }: Pick<Lease, "jobId" | "fence">,
  rows: readonly SpendRow[],
): Promise<boolean> {
  const hold = await trx
    .deleteFrom("spend_holds")
    .where("job_id", "=", jobId)
    .returningAll()
    .executeTakeFirst();
  const isReplaced = rows.length > 0 && hold?.fence === fence;
  if (hold !== undefined && !isReplaced && (hold.spent_usd > 0 || hold.spent_tokens > 0)) {
    const { installation_id, repository_id, author_id, day, spent_usd: usd, spent_tokens: tokens } = hold;
    await addSpend(trx, { installation_id, repository_id, author_id, day, usd, tokens });
  }
  for (const { installationId, repositoryId, authorId, day, usd, tokens } of rows) {
    const owner = { installation_id: installationId, repository_id: repositoryId, author_id: authorId };
    await addSpend(trx, { ...owner, day, usd, tokens });
  }
  return hold !== undefined;
}

async function addSpend(trx: Transaction<StoreTables>, values: StoreTables["spend"]): Promise<void> {
  await trx
    .insertInto("spend")
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(["installation_id", "repository_id", "author_id", "day"]).doUpdateSet({
        usd: sql`spend.usd + excluded.usd`,
        tokens: sql`spend.tokens + excluded.tokens`,
      }),
    )
    .execute();
}
