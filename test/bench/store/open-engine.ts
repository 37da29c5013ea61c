import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteFile from "better-sqlite3";
import pg from "pg";
import type { StoreLocation } from "../../../src/adapters/store/open-database.ts";
import { databaseName } from "../../../src/adapters/store/open-sqlite.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import { silentLog, testKey } from "../../contract/store/store-samples.ts";
import { startPostgres } from "../../setup/postgres.ts";

export type EngineName = "SQLite" | "PostgreSQL";

/** A database itself, past the store; on SQLite only while the store is closed. */
export interface RawDatabase {
  run(statement: string): Promise<void>;
  columnsOf(table: string): Promise<readonly string[]>;
  /** The first value of the first row. */
  readNumber(query: string): Promise<number>;
  close(): Promise<void>;
}

/** Where one store is. */
export interface StorePlace {
  readonly location: StoreLocation;
  /** What makes the App take this place. */
  readonly environment: Readonly<Record<string, string>>;
  open(): Promise<Store>;
  openRaw(): Promise<RawDatabase>;
  /** On the disk, while the store is closed. */
  readBytes(): Promise<number>;
}

/** One of the two engines, with a server of its own where it needs one. */
export interface BenchEngine {
  readonly name: EngineName;
  /** A place where no store is yet. */
  newPlace(): Promise<StorePlace>;
  close(): Promise<void>;
}

export function openSqliteEngine(): BenchEngine {
  const folders: string[] = [];
  return {
    name: "SQLite",
    newPlace: async () => {
      const directory = mkdtempSync(join(tmpdir(), "assay-bench-store-"));
      folders.push(directory);
      return sqlitePlace(directory);
    },
    close: async () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every commit reaches the disk, as in production. */
export async function openPostgresEngine(): Promise<BenchEngine> {
  const server = await startPostgres();
  return {
    name: "PostgreSQL",
    newPlace: async () => postgresPlace(await server.createDatabase()),
    close: () => server.stop(),
  };
}

function sqlitePlace(directory: string): StorePlace {
  const location = { kind: "sqlite", directory } as const;
  const openRaw = async (): Promise<RawDatabase> => {
    const file = new SqliteFile(join(directory, databaseName));
    return {
      run: async (statement) => void file.exec(statement),
      columnsOf: async (table) =>
        file
          .prepare(`select * from ${table}`)
          .columns()
          .map(({ name }) => name),
      readNumber: async (query) => Number(file.prepare(query).pluck().get()),
      close: async () => void file.close(),
    };
  };
  return {
    location,
    environment: { ASSAY_DATA_DIR: directory, ASSAY_ENCRYPTION_KEY: testKey },
    open: () => openAt(location),
    openRaw,
    // Whoever closes the file last moves its log into it.
    readBytes: async () =>
      readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0),
  };
}

function postgresPlace(url: string): StorePlace {
  const location = { kind: "postgres", url } as const;
  const openRaw = async (): Promise<RawDatabase> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return {
      run: async (statement) => void (await client.query(statement)),
      columnsOf: async (table) =>
        (await client.query(`select * from ${table} limit 0`)).fields.map(({ name }) => name),
      readNumber: async (query) => {
        const { rows } = await client.query<unknown[]>({ text: query, rowMode: "array" });
        return Number(rows[0]?.[0]);
      },
      close: () => client.end(),
    };
  };
  return {
    location,
    environment: { DATABASE_URL: url, ASSAY_ENCRYPTION_KEY: testKey },
    open: () => openAt(location),
    openRaw,
    readBytes: async () => {
      const raw = await openRaw();
      await raw.run("vacuum analyze");
      const bytes = await raw.readNumber("select pg_database_size(current_database())");
      await raw.close();
      return bytes;
    },
  };
}

function openAt(location: StoreLocation): Promise<Store> {
  return openStore(location, { encryptionKey: testKey, now: Date.now, log: silentLog });
}
