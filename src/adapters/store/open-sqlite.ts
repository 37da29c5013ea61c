import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import SqliteFile from "better-sqlite3";
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement, type Transaction } from "kysely";
import { ReviewError } from "../../domain/errors.ts";
import type { StoreRecovery } from "../../pipeline/ports-store.ts";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { quarantine } from "./quarantine.ts";
import type { StoreTables } from "./schema.ts";
import { runOn, transactOn } from "./transact.ts";
import { translateFolderError } from "./translate-folder-error.ts";

export const databaseName = "assay.db";

/** How long opening waits for a process that is just ending. */
const lockTimeoutMs = 1_000;
const fullSynchronous = 2;

export interface SqliteOpening {
  readonly directory: string;
  readonly now: () => number;
  /** For tests of the way from an earlier version. */
  readonly upTo?: number;
}

export interface OpenedDatabase {
  readonly database: Database;
  readonly recovered: StoreRecovery | null;
}

/** Opens the embedded database as its only owner. A broken file is set aside and an empty one takes its place. */
export async function openSqlite(opening: SqliteOpening): Promise<OpenedDatabase> {
  try {
    mkdirSync(opening.directory, { recursive: true, mode: 0o700 });
    const path = join(opening.directory, databaseName);
    const isEmpty = statSync(path, { throwIfNoEntry: false })?.size === 0;
    if (!isEmpty) return { database: await openFile(path, opening), recovered: null };
    // SQLite takes a file without bytes for a new database; ours never has none once it was opened.
    return await openAfresh(path, "empty", opening);
  } catch (error) {
    const translated = translateFolderError(error, opening.directory);
    if (translated.code !== "STORE_CORRUPT") throw translated;
    return openAfresh(join(opening.directory, databaseName), reasonOf(translated), opening);
  }
}

async function openAfresh(
  path: string,
  reason: StoreRecovery["reason"],
  opening: SqliteOpening,
): Promise<OpenedDatabase> {
  try {
    const movedTo = quarantine(path, opening.now());
    return { database: await openFile(path, opening), recovered: { movedTo, reason } };
  } catch (error) {
    throw translateFolderError(error, opening.directory);
  }
}

async function openFile(path: string, { upTo }: SqliteOpening): Promise<Database> {
  // SQLite would make it readable for everybody; its log takes over the rights of the file.
  closeSync(openSync(path, "a", 0o600));
  const file = new SqliteFile(path, { timeout: lockTimeoutMs });
  try {
    own(file);
    const db = new Kysely<StoreTables>({
      dialect: new SqliteDialect({ database: withStatementCache(file) }),
    });
    await migrate(db, "sqlite", upTo);
    return databaseOf(db, file);
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The order matters: exclusive before WAL, and `synchronous` falls back to NORMAL whenever a WAL file is reopened. */
function own(file: SqliteFile.Database): void {
  file.pragma("locking_mode = EXCLUSIVE");
  const journal = file.pragma("journal_mode = WAL", { simple: true });
  file.pragma("synchronous = FULL");
  file.exec("begin immediate; commit");
  const synchronous = file.pragma("synchronous", { simple: true });
  if (journal !== "wal" || synchronous !== fullSynchronous) {
    throw new ReviewError("STORE_UNSAFE", "The store's file system does not take a write-ahead log", {
      remedy: "Put ASSAY_DATA_DIR on a local file system.",
    });
  }
  const found: unknown = file.pragma("quick_check(1)", { simple: true });
  if (found !== "ok") throw new ReviewError("STORE_CORRUPT", "The store's file is damaged");
}

/** Statements are compiled once. A transaction that SQLite itself rolled back, for want of space, is not rolled back again. */
function withStatementCache(file: SqliteFile.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => file.close(),
    prepare: (text) => {
      if (text === "rollback" && !file.inTransaction) return file.prepare("select 1");
      const known = statements.get(text);
      if (known !== undefined) return known;
      if (statements.size >= 500) statements.clear();
      // The driver hands parameters over as an array, which better-sqlite3 binds in order.
      const statement: SqliteStatement = file.prepare<unknown[]>(text === "begin" ? "begin immediate" : text);
      statements.set(text, statement);
      return statement;
    },
  };
}

function databaseOf(db: Kysely<StoreTables>, file: SqliteFile.Database): Database {
  const callbacks = new Set<() => void>();
  const announced = new WeakSet<Transaction<StoreTables>>();
  return {
    engine: "sqlite",
    db,
    transact: async (work) => {
      let isAnnounced = false;
      const result = await transactOn(db, async (trx) => {
        const done = await work(trx);
        isAnnounced = announced.has(trx);
        return done;
      });
      if (isAnnounced) for (const callback of callbacks) callback();
      return result;
    },
    run: (work) => runOn(db, work),
    announce: async (trx) => void announced.add(trx),
    onWake: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    close: async () => {
      callbacks.clear();
      await db.destroy();
      if (file.open) file.close();
    },
  };
}

function reasonOf({ cause }: ReviewError): StoreRecovery["reason"] {
  const isForeign = cause instanceof Error && "code" in cause && cause.code === "SQLITE_NOTADB";
  return isForeign ? "not-a-database" : "corrupt";
}
