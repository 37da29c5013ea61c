import { sql, type Transaction } from "kysely";
import type { BudgetName, BudgetUse } from "../../domain/budget.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { Lease } from "../../pipeline/ports-store-jobs.ts";
import type { SpendLedger, SpendOwner } from "../../pipeline/ports-store-spending.ts";
import { bookSpend } from "./book-spend.ts";
import type { Database } from "./database.ts";
import { holdsLease } from "./holds-lease.ts";
import type { StoreTables } from "./schema.ts";

/** Any fixed number: what is held of one installation is decided by one replica at a time. */
const spendLock = 726_350_442;
/** Locks take numbers of 32 bits; two installations with one lock merely wait for each other. */
const lockCount = 2_000_000_000;

/** Money and tokens: what was spent, and what reviews in progress hold. */
export function createSpendLedger(database: Database): SpendLedger {
  return {
    sumSpend: async ({ installationId, repositoryId, authorId, fromDay }) => {
      const row = await database.run((db) => {
        let query = db
          .selectFrom("spend")
          .select([sql<number | null>`sum(usd)`.as("usd"), sql<number | null>`sum(tokens)`.as("tokens")])
          .where("installation_id", "=", installationId)
          .where("day", ">=", fromDay);
        if (repositoryId !== undefined) query = query.where("repository_id", "=", repositoryId);
        if (authorId !== undefined) query = query.where("author_id", "=", authorId);
        return query.executeTakeFirst();
      });
      return { usd: row?.usd ?? 0, tokens: row?.tokens ?? 0 };
    },
    holdSpend: (lease, owner, decide) =>
      database.transact(async (trx) => {
        if (!(await holdsLease(trx, lease))) throw leaseLost();
        if (database.engine === "postgres") {
          await sql`select pg_advisory_xact_lock(${spendLock}::int, ${owner.installationId % lockCount}::int)`.execute(
            trx,
          );
        }
        // What the same work cost before somebody else took it over.
        await bookSpend(trx, lease, []);
        const decision = decide(await readUses(trx, owner));
        if (decision.hold !== null) await insertHold(trx, lease, { ...owner, ...decision.hold });
        return decision;
      }),
    noteSpent: async ({ jobId, fence }, { usd, tokens }) => {
      await database.run((db) =>
        db
          .updateTable("spend_holds")
          .set({ spent_usd: usd, spent_tokens: tokens })
          .where("job_id", "=", jobId)
          .where("fence", "=", fence)
          .execute(),
      );
    },
  };
}

async function insertHold(
  trx: Transaction<StoreTables>,
  { jobId, fence }: Lease,
  hold: SpendOwner & { readonly usd: number; readonly tokens: number },
): Promise<void> {
  const { installationId, repositoryId, authorId, day, usd, tokens } = hold;
  await trx
    .insertInto("spend_holds")
    .values({
      job_id: jobId,
      fence,
      installation_id: installationId,
      repository_id: repositoryId,
      author_id: authorId,
      ...{ day, usd, tokens, spent_usd: 0, spent_tokens: 0 },
    })
    .execute();
}

type Sums = Readonly<Record<`${"spent" | "held"}_${"usd" | "tokens"}`, number | null>>;

/** In one statement, so that a review which is settled meanwhile counts as held or as spent, and never as neither. */
async function readUses(
  trx: Transaction<StoreTables>,
  owner: SpendOwner,
): Promise<Record<BudgetName, BudgetUse>> {
  const { installationId, repositoryId, authorId, day, monthStart } = owner;
  // A review that began before midnight may go on after it: what it holds counts on both days.
  const { rows } = await sql<Sums & { readonly budget: BudgetName }>`
    with entries as materialized (
      select repository_id, author_id, day, usd as spent_usd, tokens as spent_tokens, 0.0 as held_usd, 0 as held_tokens
        from spend where installation_id = ${installationId} and day >= ${monthStart}
      union all select repository_id, author_id, day, 0.0, 0,
          case when spent_usd > usd then 0.0 else usd - spent_usd end,
          case when spent_tokens > tokens then 0 else tokens - spent_tokens end
        from spend_holds where installation_id = ${installationId}
          and exists (select 1 from jobs where jobs.id = spend_holds.job_id and jobs.fence = spend_holds.fence
            and jobs.state = 'active')
      union all select repository_id, author_id, day, spent_usd, spent_tokens, 0.0, 0
        from spend_holds where installation_id = ${installationId} and day >= ${monthStart}),
    scopes as (
      select 'installation-month' as budget, entries.* from entries
      union all select 'repository-day', entries.* from entries where repository_id = ${repositoryId}
      union all select 'author-day', entries.* from entries where author_id = ${authorId})
    select budget,
      sum(case when day >= ${day} or budget = 'installation-month' then spent_usd else 0.0 end) as spent_usd,
      sum(case when day >= ${day} or budget = 'installation-month' then spent_tokens else 0 end) as spent_tokens,
      sum(held_usd) as held_usd, sum(held_tokens) as held_tokens
    from scopes group by budget`.execute(trx);
  const useOf = (name: BudgetName): BudgetUse => {
    const sums = rows.find(({ budget }) => budget === name);
    const amount = (kind: "spent" | "held") => ({
      usd: Number(sums?.[`${kind}_usd`] ?? 0),
      tokens: Number(sums?.[`${kind}_tokens`] ?? 0),
    });
    return { spent: amount("spent"), held: amount("held") };
  };
  return {
    "installation-month": useOf("installation-month"),
    "repository-day": useOf("repository-day"),
    "author-day": useOf("author-day"),
  };
}

function leaseLost(): ReviewError {
  return new ReviewError("STORE_LEASE_LOST", "another worker took this work over");
}
