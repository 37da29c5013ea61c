import { type Kysely, sql, type Transaction } from "kysely";
import { ReviewError } from "../../domain/errors.ts";
import { migrations } from "./migrations.ts";
import type { StoreTables } from "./schema.ts";

/** The version that this program writes. */
export const newestVersion = migrations.length;

/** Any fixed number: replicas that start together take turns at it. */
const migrationLock = 7_263_504_417;

/**
 * Brings the schema forward in one transaction. Refuses a database that is newer than this program.
 * `upTo` is for tests of the way from an earlier version.
 */
export async function migrate(
  db: Kysely<StoreTables>,
  engine: "sqlite" | "postgres",
  upTo = newestVersion,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (engine === "postgres") await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(trx);
    const version = await readVersion(trx);
    if (version > newestVersion) throw tooNew(version);
    for (const migration of migrations.slice(version, upTo)) {
      for (const statement of migration.statements) await sql.raw(statement).execute(trx);
      await sql`insert into schema_versions (version) values (${migration.version})`.execute(trx);
    }
  });
}

async function readVersion(trx: Transaction<StoreTables>): Promise<number> {
  await sql`create table if not exists schema_versions (version bigint primary key not null)`.execute(trx);
  const { rows } = await sql<{
    version: number | null;
  }>`select max(version) as version from schema_versions`.execute(trx);
  return Number(rows[0]?.version ?? 0);
}

function tooNew(version: number): ReviewError {
  return new ReviewError(
    "STORE_TOO_NEW",
    `The store has version ${version}, this program knows versions up to ${newestVersion}`,
    { remedy: "Run the newer version of Assay, or give this one an empty store." },
  );
}
