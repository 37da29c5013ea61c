import { type Kysely, sql, type Transaction } from "kysely";
import type { CheckLedger, CheckRecord, CheckStart } from "../../pipeline/ports-store.ts";
import type { Lease } from "../../pipeline/ports-store-jobs.ts";
import type { Database } from "./database.ts";
import { holdsLease } from "./holds-lease.ts";
import type { StoreTables } from "./schema.ts";

const mostListed = 1_000;

/** Check runs that were begun and must end. */
export function createCheckLedger(database: Database, now: () => number): CheckLedger {
  return {
    recordCheckStarted: (lease, check) =>
      database.transact(async (trx) =>
        (await holdsLease(trx, lease))
          ? recordStart(trx, lease, { ...check, nowMs: now() })
          : { kind: "stale", checkId: await readCheckId(trx, check) },
      ),
    recordCheckEnded: async ({ repository, externalId, head }) => {
      await database.run((db) =>
        db
          .updateTable("checks")
          .set({ is_ended: 1 })
          .where("repository_id", "=", repository.repositoryId)
          .where("external_id", "=", externalId)
          .where("head", "=", head)
          .execute(),
      );
    },
    hasEnded: async ({ repository, externalId, head }) => {
      const row = await database.run((db) =>
        db
          .selectFrom("checks")
          .select("is_ended")
          .where("repository_id", "=", repository.repositoryId)
          .where("external_id", "=", externalId)
          .where("head", "=", head)
          .executeTakeFirst(),
      );
      return row?.is_ended === 1;
    },
    listOpenChecksOf: async (jobId) => {
      const rows = await database.run((db) =>
        openChecks(db).where("checks.job_id", "=", jobId).limit(mostListed).execute(),
      );
      return rows.map(recordOf);
    },
    listOpenChecks: async (beforeMs) => {
      const rows = await database.run((db) =>
        openChecks(db)
          .leftJoin("jobs", "jobs.id", "checks.job_id")
          .where("checks.started_at", "<", beforeMs)
          .where((where) =>
            where.or([where("jobs.id", "is", null), where("jobs.state", "not in", ["ready", "active"])]),
          )
          .limit(mostListed)
          .execute(),
      );
      return rows.map(recordOf);
    },
  };
}

async function readCheckId(
  trx: Transaction<StoreTables>,
  { repository, externalId, head }: CheckRecord,
): Promise<number | null> {
  const row = await trx
    .selectFrom("checks")
    .select("check_id")
    .where("repository_id", "=", repository.repositoryId)
    .where("external_id", "=", externalId)
    .where("head", "=", head)
    .executeTakeFirst();
  return row?.check_id ?? null;
}

async function recordStart(
  trx: Transaction<StoreTables>,
  lease: Lease,
  { repository, head, externalId, checkId, nowMs }: CheckRecord & { readonly nowMs: number },
): Promise<CheckStart> {
  const { installationId, repositoryId, owner, name } = repository;
  const key = { repository_id: repositoryId, external_id: externalId, head };
  const place = { installation_id: installationId, owner, name, job_id: lease.jobId };
  const values = { ...place, is_ended: 0, started_at: nowMs };
  const known = await trx
    .selectFrom("checks")
    .select(["check_id", "is_ended", "started_at"])
    .where("repository_id", "=", repositoryId)
    .where("external_id", "=", externalId)
    .where("head", "=", head)
    .executeTakeFirst();
  await trx
    .insertInto("checks")
    .values({ ...key, ...values, check_id: checkId })
    .onConflict((conflict) =>
      conflict.columns(["repository_id", "external_id", "head"]).doUpdateSet({
        ...values,
        // A run that ended stays as it is on GitHub; the next one is another.
        check_id: sql`case when checks.is_ended = 0 then coalesce(excluded.check_id, checks.check_id)
          else excluded.check_id end`,
      }),
    )
    .execute();
  if (known === undefined || known.is_ended === 1)
    return { kind: "recorded", openSinceMs: null, checkId: null };
  return { kind: "recorded", openSinceMs: known.started_at, checkId: known.check_id };
}

const columns = [
  "checks.installation_id",
  "checks.repository_id",
  "checks.owner",
  "checks.name",
  "checks.head",
  "checks.external_id",
  "checks.check_id",
] as const;

function openChecks(db: Kysely<StoreTables>) {
  return db
    .selectFrom("checks")
    .select([...columns])
    .where("checks.is_ended", "=", 0)
    .orderBy("checks.started_at");
}

function recordOf(
  row: Pick<
    StoreTables["checks"],
    "installation_id" | "repository_id" | "owner" | "name" | "head" | "external_id" | "check_id"
  >,
): CheckRecord {
  const { installation_id: installationId, repository_id: repositoryId, owner, name } = row;
  return {
    repository: { installationId, repositoryId, owner, name },
    head: row.head,
    externalId: row.external_id,
    checkId: row.check_id,
  };
}
