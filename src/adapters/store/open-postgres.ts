import { CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { Log } from "../../pipeline/ports.ts";
import type { Database } from "./database.ts";
import { listenForWakes } from "./listen-for-wakes.ts";
import { migrate } from "./migrate.ts";
import type { StoreTables } from "./schema.ts";
import { runOn, transactOn } from "./transact.ts";
import { translateStoreError } from "./translate-store-error.ts";

export interface PostgresOpening {
  readonly url: string;
  readonly log: Log;
  /** Connections of this process; one more listens. */
  readonly poolSize?: number;
  /** For tests of the way from an earlier version. */
  readonly upTo?: number;
}

/** A frozen replica must not keep its locks: the server ends transactions that stand still. */
const perConnection = [
  "set synchronous_commit = on",
  "set statement_timeout = 15000",
  "set lock_timeout = 10000",
  "set idle_in_transaction_session_timeout = 10000",
];

const int8 = 20;
const numeric = 1700;

/** Ids and epoch milliseconds stay below 2^53, so that a number holds them. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === int8 || oid === numeric
      ? Number
      : pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text"),
};

/** Opens PostgreSQL: a pool for work, one connection that listens. */
export async function openPostgres(opening: PostgresOpening): Promise<Database> {
  const { url, log, poolSize = 10, upTo } = opening;
  const connection = { connectionString: url, types, keepAlive: true, application_name: "assay" };
  const pool = new pg.Pool({
    ...connection,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that the server ended; the next query opens another one.
  pool.on("error", () => log.warn("a database connection was lost"));
  const db = new Kysely<StoreTables>({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (created) => {
        for (const setting of perConnection) await created.executeQuery(CompiledQuery.raw(setting));
      },
    }),
  });
  try {
    await migrate(db, "postgres", upTo);
    await warnAboutSettings(db, log);
  } catch (error) {
    await db.destroy();
    throw translateStoreError(error);
  }
  return databaseOf(db, () => new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 }), log);
}

async function warnAboutSettings(db: Kysely<StoreTables>, log: Log): Promise<void> {
  const { rows } = await sql<{ fsync: string }>`select current_setting('fsync') as fsync`.execute(db);
  if (rows[0]?.fsync === "off")
    log.error("PostgreSQL runs with fsync off: a power failure can lose accepted work");
}

function databaseOf(db: Kysely<StoreTables>, createClient: () => pg.Client, log: Log): Database {
  const listener = listenForWakes(createClient, log);
  return {
    engine: "postgres",
    db,
    transact: (work) => transactOn(db, work),
    run: (work) => runOn(db, work),
    announce: async (trx) => {
      await sql`select pg_notify('assay_wake', '')`.execute(trx);
    },
    onWake: listener.add,
    close: async () => {
      await listener.close();
      await db.destroy();
    },
  };
}
