import { sql } from "kysely";
import { ReviewError } from "../../domain/errors.ts";
import type { Queries } from "./database.ts";
import { keptSecrets } from "./keep-secret.ts";
import {
  type DatabaseOptions,
  openDatabase,
  type StoreLocation,
  type UnlockedDatabase,
} from "./open-database.ts";
import type { StoreTables } from "./schema.ts";
import { type SealedColumn, type SealedRow, sealedColumns } from "./sealed-columns.ts";

export interface CopyReport {
  /** Rows copied, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

interface TableCopy {
  readonly table: keyof StoreTables;
  /** Columns that put the rows in one order. */
  readonly order: readonly string[];
  readonly sealed?: SealedColumn;
}

const pageSize = 500;
const pullRequest = ["repository_id", "number"];

/** Every table but the settings, of which only the secrets go along: the rest belongs to its own store. */
const tables: readonly TableCopy[] = [
  { table: "deliveries", order: ["guid"] },
  { table: "delivered_bodies", order: ["body_hash"] },
  { table: "jobs", order: sealedColumns.jobs.key, sealed: sealedColumns.jobs },
  { table: "pull_requests", order: pullRequest },
  { table: "findings", order: sealedColumns.findings.key, sealed: sealedColumns.findings },
  { table: "dismissals", order: sealedColumns.dismissals.key, sealed: sealedColumns.dismissals },
  { table: "answers", order: sealedColumns.answers.key, sealed: sealedColumns.answers },
  { table: "postings", order: [...pullRequest, "head", "configuration", "generation"] },
  { table: "checks", order: ["repository_id", "external_id", "head"] },
  { table: "spend", order: ["installation_id", "repository_id", "author_id", "day"] },
  { table: "spend_holds", order: ["job_id"] },
  { table: "runs", order: ["job_id", "fence"] },
];

/**
 * Copies a store into an empty one, in one transaction of the target, and counts both. Nobody else may use the source
 * meanwhile. Texts are encrypted anew with the target's key.
 */
export async function copyStore(
  from: StoreLocation,
  to: StoreLocation,
  options: DatabaseOptions,
): Promise<CopyReport> {
  const source = await openDatabase(from, options);
  try {
    const target = await openDatabase(to, options);
    try {
      return await copyTables(source, target);
    } finally {
      await target.database.close();
    }
  } finally {
    await source.database.close();
  }
}

function copyTables(source: UnlockedDatabase, target: UnlockedDatabase): Promise<CopyReport> {
  return target.database.transact(async (trx) => {
    const rows: Record<string, number> = {};
    for (const { table } of tables) {
      if ((await countRows(trx, table)) > 0) throw notEmpty();
    }
    for (const copy of tables) {
      await copyTable(copy, { source, target, trx });
      const [expected, found] = [
        await source.database.run((db) => countRows(db, copy.table)),
        await countRows(trx, copy.table),
      ];
      if (expected !== found) throw miscounted(copy.table, expected, found);
      rows[copy.table] = found;
    }
    await copySecrets({ source, target, trx });
    return { rows };
  });
}

interface Copying {
  readonly source: UnlockedDatabase;
  readonly target: UnlockedDatabase;
  readonly trx: Queries;
}

async function copyTable(copy: TableCopy, { source, target, trx }: Copying): Promise<void> {
  const order = sql.join(copy.order.map((column) => sql.ref(column)));
  for (let offset = 0; ; offset += pageSize) {
    const { rows } = await source.database.run((db) =>
      sql<SealedRow>`select * from ${sql.table(copy.table)} order by ${order} limit ${pageSize} offset ${offset}`.execute(
        db,
      ),
    );
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(first);
    const resealed = rows.map((row) => reseal(row, copy, { source, target }));
    const values = resealed.map((row) => sql`(${sql.join(columns.map((column) => row[column] ?? null))})`);
    const names = sql.join(columns.map((column) => sql.ref(column)));
    await sql`insert into ${sql.table(copy.table)} (${names}) values ${sql.join(values)}`.execute(trx);
  }
}

async function copySecrets({ source, target, trx }: Copying): Promise<void> {
  const secrets = await source.database.run((db) =>
    db.selectFrom("settings").selectAll().where("name", "like", keptSecrets).execute(),
  );
  const sealed = sealedColumns.settings;
  for (const secret of secrets) {
    const { name } = secret;
    const value = String(reseal({ ...secret }, { sealed }, { source, target })["value"]);
    // An App that was started there before anything was copied had nothing to find again yet.
    await trx
      .insertInto("settings")
      .values({ name, value })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
      .execute();
  }
}

function reseal(
  row: SealedRow,
  { sealed }: Pick<TableCopy, "sealed">,
  { source, target }: Omit<Copying, "trx">,
): SealedRow {
  const text = sealed === undefined ? null : row[sealed.column];
  if (sealed === undefined || typeof text !== "string") return row;
  const context = sealed.contextOf(row);
  const opened = source.sealer.open(text, context);
  if (opened === null) {
    throw new ReviewError("STORE_KEY", "A text in the store cannot be decrypted", {
      remedy: "Give every key that the store was used with.",
    });
  }
  return { ...row, [sealed.column]: target.sealer.seal(opened, context) };
}

async function countRows(db: Queries, table: keyof StoreTables): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

function notEmpty(): ReviewError {
  return new ReviewError("STORE_NOT_EMPTY", "The store to copy into is not empty", {
    remedy: "Give an empty database.",
  });
}

function miscounted(table: string, expected: number, found: number): ReviewError {
  return new ReviewError("STORE_FAILED", `The copy of ${table} has ${found} rows instead of ${expected}`);
}
