import { CommitSha } from "../../domain/change-set.ts";
import type { Outbox, Recorded } from "../../pipeline/ports-store.ts";
import type { Database } from "./database.ts";
import { holdsLease } from "./holds-lease.ts";

const recorded: Recorded = { kind: "recorded" };
const stale = { kind: "stale" } as const;

/** What may have been written to GitHub and what was. */
export function createOutbox(database: Database, now: () => number): Outbox {
  return {
    recordPosting: (lease, { pullRequest, head, configuration, generation }) =>
      database.transact(async (trx) => {
        if (!(await holdsLease(trx, lease))) return stale;
        const { installationId, repositoryId, owner, name } = pullRequest.repository;
        const place = { installation_id: installationId, owner, name };
        const values = { ...place, job_id: lease.jobId, fence: lease.fence, state: "open" as const };
        const key = {
          repository_id: repositoryId,
          number: pullRequest.number,
          head,
          configuration,
          generation,
        };
        const known = await trx
          .selectFrom("postings")
          .select(["state", "started_at"])
          .where("repository_id", "=", key.repository_id)
          .where("number", "=", key.number)
          .where("head", "=", head)
          .where("configuration", "=", configuration)
          .where("generation", "=", generation)
          .executeTakeFirst();
        await trx
          .insertInto("postings")
          .values({ ...key, ...values, review_id: null, check_id: null, started_at: now() })
          .onConflict((conflict) =>
            conflict
              .columns(["repository_id", "number", "head", "configuration", "generation"])
              .doUpdateSet({ ...values, started_at: now() }),
          )
          .execute();
        return { kind: "recorded", openSinceMs: known?.state === "open" ? known.started_at : null };
      }),
    recordPosted: (lease, { reviewId, checkId }) =>
      database.transact(async (trx) => {
        if (!(await holdsLease(trx, lease))) return stale;
        await trx
          .updateTable("postings")
          .set({ state: "posted", review_id: reviewId, check_id: checkId })
          .where("job_id", "=", lease.jobId)
          .where("state", "=", "open")
          .execute();
        return recorded;
      }),
    loadOpenPostings: async ({ repository, number }) => {
      const rows = await database.run((db) =>
        db
          .selectFrom("postings")
          .selectAll()
          .where("repository_id", "=", repository.repositoryId)
          .where("number", "=", number)
          .where("state", "=", "open")
          .orderBy("started_at")
          .execute(),
      );
      return rows.map(({ head, configuration, generation, started_at: startedAtMs }) => ({
        identity: {
          pullRequest: { repository, number },
          head: CommitSha.parse(head),
          configuration,
          generation,
        },
        startedAtMs,
      }));
    },
  };
}
