import { sql } from "kysely";
import type { JobControl } from "../../pipeline/ports-store.ts";
import type { JobState } from "../../pipeline/ports-store-jobs.ts";
import type { Database } from "./database.ts";

/** What an operator may do to a job by hand. */
export function createJobControl(database: Database, now: () => number): JobControl {
  const stateOf = async (id: string): Promise<JobState | undefined> => {
    const row = await database.run((db) =>
      db.selectFrom("jobs").select("state").where("id", "=", id).executeTakeFirst(),
    );
    return row?.state;
  };
  return {
    retry: async (id) => {
      const isQueued = await database.transact(async (trx) => {
        const row = await trx
          .updateTable("jobs")
          .set({
            state: "ready",
            generation: sql`generation + 1`,
            attempts: 0,
            interruptions: 0,
            run_at: now(),
            waiting_since: now(),
            not_before: 0,
            updated_at: now(),
          })
          .where("id", "=", id)
          .where("state", "<>", "active")
          .returning("id")
          .executeTakeFirst();
        if (row !== undefined) await database.announce(trx);
        return row !== undefined;
      });
      if (isQueued) return "queued";
      return (await stateOf(id)) === undefined ? "unknown" : "running";
    },
    cancel: async (id) => {
      const isCancelled = await database.transact(async (trx) => {
        const row = await trx
          .updateTable("jobs")
          .set({
            state: "cancelled",
            fence: sql`fence + 1`,
            worker: null,
            lease_until: null,
            updated_at: now(),
          })
          .where("id", "=", id)
          .where("state", "in", ["ready", "active", "parked"])
          .returning("id")
          .executeTakeFirst();
        // Whoever runs it looks at its lease then.
        if (row !== undefined) await database.announce(trx);
        return row !== undefined;
      });
      if (isCancelled) return "cancelled";
      return (await stateOf(id)) === undefined ? "unknown" : "finished";
    },
  };
}
