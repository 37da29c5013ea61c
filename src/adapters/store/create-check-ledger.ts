import { sql } from "kysely";
import type { CheckLedger } from "../../pipeline/ports-store.ts";
import type { Database } from "./database.ts";
import { holdsLease } from "./holds-lease.ts";

const mostListed = 1_000;

/** Check runs that were begun and must end. */
export function createCheckLedger(database: Database, now: () => number): CheckLedger {
  return {
    recordCheckStarted: (lease, { repository, head, externalId, checkId }) =>
      database.transact(async (trx) => {
        if (!(await holdsLease(trx, lease))) return { kind: "stale" };
        const { installationId, repositoryId, owner, name } = repository;
        const values = { installation_id: installationId, owner, name, job_id: lease.jobId, is_ended: 0 };
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
            conflict
              .columns(["repository_id", "external_id", "head"])
              .doUpdateSet({ ...values, check_id: sql`coalesce(excluded.check_id, checks.check_id)` }),
          )
          .execute();
        return { kind: "recorded" };
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
    listOpenChecks: async (beforeMs) => {
      const rows = await database.run((db) =>
        db
          .selectFrom("checks")
          .leftJoin("jobs", "jobs.id", "checks.job_id")
          .select(["checks.installation_id", "checks.repository_id", "checks.owner", "checks.name"])
          .select(["checks.head", "checks.external_id", "checks.check_id"])
          .where("checks.is_ended", "=", 0)
          .where("checks.started_at", "<", beforeMs)
          .where((where) =>
            where.or([where("jobs.id", "is", null), where("jobs.state", "not in", ["ready", "active"])]),
          )
          .orderBy("checks.started_at")
          .limit(mostListed)
          .execute(),
      );
      return rows.map((row) => ({
        repository: {
          installationId: row.installation_id,
          repositoryId: row.repository_id,
          owner: row.owner,
          name: row.name,
        },
        head: row.head,
        externalId: row.external_id,
        checkId: row.check_id,
      }));
    },
  };
}
