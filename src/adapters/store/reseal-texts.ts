import { sql } from "kysely";
import type { Log } from "../../pipeline/ports.ts";
import { forgetPreviousKeys } from "./check-key.ts";
import type { Database, Queries } from "./database.ts";
import { type SealedColumn, type SealedRow, sealedColumns } from "./sealed-columns.ts";
import { type Sealer, sealedPrefixOf } from "./sealed-text.ts";

interface ResealOptions {
  readonly sealer: Sealer;
  readonly log: Log;
}

interface TableTexts extends SealedColumn {
  readonly table: keyof typeof sealedColumns;
}

/** Small transactions: on SQLite everything else waits meanwhile. */
const pageSize = 100;

/**
 * Gives what encrypts anew every text that stands under a previous key, so that this key can be taken away. On
 * PostgreSQL each call looks again: a replica with older settings may have written meanwhile. The one owner of an
 * embedded store looks once.
 */
export function createResealing(database: Database, { sealer, log }: ResealOptions): () => Promise<void> {
  let isDone = sealer.previousKeyIds.length === 0;
  return async () => {
    if (isDone) return;
    let count = 0;
    for (const table of ["jobs", "findings", "dismissals", "answers", "settings"] as const) {
      const texts = { table, ...sealedColumns[table] };
      for (const keyId of sealer.previousKeyIds) {
        count += await resealTable(database, texts, { sealer, prefix: sealedPrefixOf(keyId) });
      }
    }
    await forgetPreviousKeys(database, sealer);
    isDone = database.engine === "sqlite";
    log.info("no text in the store needs a previous key", { count });
  };
}

interface Resealing {
  readonly sealer: Sealer;
  /** Of the texts that are looked for. */
  readonly prefix: string;
}

/** Goes once through a table in the order of its key, and tells how many texts were written. */
async function resealTable(
  database: Database,
  texts: TableTexts,
  { sealer, prefix }: Resealing,
): Promise<number> {
  let count = 0;
  let after: SealedRow | null = null;
  for (;;) {
    const rows: readonly SealedRow[] = await database.run((db) => readPage(db, texts, { prefix, after }));
    count += await database.transact(async (trx) => {
      let written = 0;
      for (const row of rows) written += await resealRow(trx, texts, { row, sealer });
      return written;
    });
    after = rows.at(-1) ?? null;
    if (after === null || rows.length < pageSize) return count;
  }
}

async function readPage(
  db: Queries,
  { table, column, key }: TableTexts,
  { prefix, after }: { readonly prefix: string; readonly after: SealedRow | null },
): Promise<readonly SealedRow[]> {
  const names = sql.join(key.map((name) => sql.ref(name)));
  const rest =
    after === null ? sql`` : sql` and (${names}) > (${sql.join(key.map((name) => after[name] ?? null))})`;
  const { rows } = await sql<SealedRow>`select ${names}, ${sql.ref(column)} from ${sql.table(table)}
    where ${sql.ref(column)} like ${`${prefix}%`}${rest} order by ${names} limit ${pageSize}`.execute(db);
  return rows;
}

/** A text that somebody changed meanwhile, or that its key does not open, stays as it is. */
async function resealRow(
  trx: Queries,
  { table, column, key, contextOf }: TableTexts,
  { row, sealer }: { readonly row: SealedRow; readonly sealer: Sealer },
): Promise<number> {
  const old = row[column];
  const context = contextOf(row);
  const text = typeof old === "string" ? sealer.open(old, context) : null;
  if (text === null) return 0;
  const isRow = sql.join(
    key.map((name) => sql`${sql.ref(name)} = ${row[name] ?? null}`),
    sql` and `,
  );
  const { numAffectedRows } =
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sealer.seal(text, context)}
    where ${isRow} and ${sql.ref(column)} = ${old}`.execute(trx);
  return Number(numAffectedRows ?? 0);
}
