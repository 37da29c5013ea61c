import { type Kysely, sql } from "kysely";
import type { CheckLedger, CheckRecord } from "../../pipeline/ports-store.ts";
import type { Database } from "./database.ts";
import { holdsLease } from "./holds-lease.ts";
import type { StoreTables } from "./schema.ts";

const mostListed = 1_000;

/** Check runs that were begun and must end. */
export function createCheckLedger(database: Database, now: () => number): CheckLedger {
  return {
    recordCheckStarted: (lease, { repository, head, externalId, checkId }) =>
      database.transact(async (trx) => {
        if (!(await holdsLease(trx, lease))) return { kind: "stale" };
        const { installationId, repositoryId, owner, name } = repository;
        const values = { installation_id: installationId, owner, name, job_id: lease.jobId, is_ended: 0 };
        const known = await trx
          .selectFrom("checks")
          .select(["check_id", "is_ended"])
          .where("repository_id", "=", repositoryId)
          .where("external_id", "=", externalId)
          .where("head", "=", head)
          .executeTakeFirst();
        await trx
          .insertInto("checks")
          .values({
            repository_id: repositoryId,
            external_id: externalId,
            head,
            ...values,
            check_id: checkId,
            started_at: now(),
          })
          .onConflict((conflict) =>
            conflict.columns(["repository_id", "external_id", "head"]).doUpdateSet({
              ...values,
              // A run that ended stays as it is on GitHub; the next one is another.
              check_id: sql`case when checks.is_ended = 0 then coalesce(excluded.check_id, checks.check_id)
                  else excluded.check_id end`,
            }),
          )
          .execute();
        const wasOpen = known !== undefined && known.is_ended === 0;
        return { kind: "recorded", wasOpen, checkId: wasOpen ? known.check_id : null };
      }),
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
