import { sql } from "kysely";
import type { JobReport, StandingReader, StoreReport } from "../../pipeline/ports-store.ts";
import type { JobRow } from "./claim-job.ts";
import type { Database } from "./database.ts";
import { neverMs } from "./settle-job.ts";

/** What the operator and the metrics see. */
export function createStoreReport(database: Database, now: () => number): StoreReport {
  return {
    countJobs: () =>
      database.run((db) =>
        db
          .selectFrom("jobs")
          .select(["kind", "state", sql<number>`count(*)`.as("count")])
          .groupBy(["kind", "state"])
          .orderBy("kind")
          .orderBy("state")
          .execute(),
      ),
    listJobs: async (states, limit) => {
      const rows = await database.run((db) => {
        const all = db.selectFrom("jobs").selectAll();
        const wanted = states.length === 0 ? all : all.where("state", "in", [...states]);
        return wanted.orderBy("priority", "desc").orderBy("run_at").orderBy("id").limit(limit).execute();
      });
      return rows.map(reportOf);
    },
    loadJob: async (id) => {
      const row = await database.run((db) =>
        db.selectFrom("jobs").selectAll().where("id", "=", id).executeTakeFirst(),
      );
      return row === undefined ? null : reportOf(row);
    },
    readBacklogAge: async () => {
      const nowMs = now();
      const row = await database.run((db) =>
        db
          .selectFrom("jobs")
          .select(sql<number | null>`min(run_at)`.as("oldest"))
          .where("state", "in", ["ready", "parked"])
          .where("run_at", "<=", nowMs)
          .executeTakeFirst(),
      );
      return nowMs - (row?.oldest ?? nowMs);
    },
  };
}

function reportOf(row: JobRow): JobReport {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    installationId: row.installation_id,
    repositoryId: row.repository_id,
    repository: row.owner === null || row.name === null ? null : `${row.owner}/${row.name}`,
    number: row.number,
    trigger: row.trigger,
    generation: row.generation,
    attempts: row.attempts,
    priority: row.priority,
    runAtMs: row.run_at >= neverMs ? null : row.run_at,
    leaseUntilMs: row.lease_until,
    worker: row.worker,
    code: row.code,
    reason: row.reason,
    settledHead: row.settled_head,
    updatedAtMs: row.updated_at,
  };
}

/** Where each pull request of a repository stands, for the sweep. */
export function createStandingReader(database: Database): StandingReader {
  return {
    loadStandings: async (repositoryId, numbers) => {
      if (numbers.length === 0) return [];
      const rows = await database.run((db) =>
        db
          .selectFrom("jobs")
          .select(["number", "state", "settled_head"])
          .where("repository_id", "=", repositoryId)
          .where("kind", "=", "review")
          .where("number", "in", [...numbers])
          .execute(),
      );
      const known = new Map(rows.map((row) => [row.number, row]));
      return numbers.map((number) => {
        const row = known.get(number);
        return row === undefined ? null : { state: row.state, settledHead: row.settled_head };
      });
    },
  };
}
