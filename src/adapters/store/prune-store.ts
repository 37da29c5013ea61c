import type { Database } from "./database.ts";

/** The operator looks back over a month of reviews. */
const runsKeptMs = 35 * 24 * 3_600_000;

/** Deletes what nobody will ask for again. Reviews of pull requests stay: they are what is known of their state. */
export async function pruneStore(database: Database, beforeMs: number, nowMs: number): Promise<void> {
  // Small transactions: on SQLite everything else waits meanwhile.
  await database.run((db) => db.deleteFrom("deliveries").where("received_at", "<", beforeMs).execute());
  await database.run((db) => db.deleteFrom("delivered_bodies").where("received_at", "<", beforeMs).execute());
  await database.run((db) => db.deleteFrom("answers").where("expires_at", "<=", nowMs).execute());
  await database.run((db) =>
    db
      .deleteFrom("jobs")
      .where("kind", "<>", "review")
      .where("state", "in", ["done", "failed", "cancelled"])
      .where("updated_at", "<", beforeMs)
      .execute(),
  );
  await database.run((db) =>
    db.deleteFrom("postings").where("state", "=", "posted").where("started_at", "<", beforeMs).execute(),
  );
  await database.run((db) =>
    db.deleteFrom("checks").where("is_ended", "=", 1).where("started_at", "<", beforeMs).execute(),
  );
  const runsBeforeMs = Math.min(beforeMs, nowMs - runsKeptMs);
  await database.run((db) => db.deleteFrom("runs").where("ended_at", "<", runsBeforeMs).execute());
}
