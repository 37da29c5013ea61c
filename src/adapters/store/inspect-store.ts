import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import SqliteFile from "better-sqlite3";
import pg from "pg";
import { ReviewError } from "../../domain/errors.ts";
import { keyCheck } from "./check-key.ts";
import { readKeyFile } from "./load-key-file.ts";
import { newestVersion } from "./migrate.ts";
import type { StoreLocation } from "./open-database.ts";
import { databaseName } from "./open-sqlite.ts";
import { createSealer, type Sealer } from "./sealed-text.ts";
import { translateStoreError } from "./translate-store-error.ts";

/** What stands at a location, found without changing it. */
export type StoreInspection =
  /** Nothing yet, or a database without tables of ours. */
  | { readonly kind: "empty" }
  | {
      readonly kind: "found";
      /** Version of its schema, and the one that this program writes. */
      readonly version: number;
      readonly newestVersion: number;
      /**
       * Whether its texts can be read: `rotating` when some still need a previous key, `unused` when none was written
       * yet, `missing` when there is no key at all.
       */
      readonly key: KeyJudgement;
    };

type KeyJudgement = "fits" | "rotating" | "differs" | "missing" | "unused";

/** How a store is looked at. */
export interface InspectionOptions {
  /** Null where none is configured. */
  readonly encryptionKey: string | null;
  readonly previousEncryptionKeys: readonly string[];
  /** For reaching and asking a database, in milliseconds. */
  readonly timeoutMs: number;
}

/** What the two engines tell; `sealed` is the word that shows the keys of a store, sealed with each of them. */
interface Content {
  readonly version: number;
  readonly sealed: readonly string[];
}

const olderWords = `${keyCheck}:%`;
const lockTimeoutMs = 1_000;
/** A file up to this size is read to its end: the check of the whole cannot be interrupted. */
const mostCheckedBytes = 256 * 1024 * 1024;

/**
 * Looks at a store as opening would, and leaves it as it is: no step of the schema, no key, no file set aside. Throws
 * `ReviewError`: `STORE_LOCKED` where a process owns it, `STORE_CORRUPT`, `STORE_UNAVAILABLE`, `STORE_KEY` for a broken
 * key file.
 */
export async function inspectStore(
  location: StoreLocation,
  options: InspectionOptions,
): Promise<StoreInspection> {
  try {
    const content =
      location.kind === "sqlite" ? readSqlite(location.directory) : await readPostgres(location.url, options);
    if (content === null) return { kind: "empty" };
    const fileKey = location.kind === "sqlite" ? readKeyFile(location.directory) : null;
    const keys = [options.encryptionKey ?? fileKey, ...options.previousEncryptionKeys, fileKey];
    return { kind: "found", version: content.version, newestVersion, key: judgeKey(content, keys) };
  } catch (error) {
    throw translateStoreError(error);
  }
}

function judgeKey({ sealed }: Content, [key, ...others]: readonly (string | null)[]): KeyJudgement {
  if (sealed.length === 0) return "unused";
  if (key === undefined || key === null) return "missing";
  const previous = others.filter((one) => one !== null);
  const isReadWith = (sealer: Sealer) => sealed.every((word) => sealer.open(word, keyCheck) === keyCheck);
  if (isReadWith(createSealer(key))) return "fits";
  return isReadWith(createSealer(key, previous)) ? "rotating" : "differs";
}

function readSqlite(directory: string): Content | null {
  const path = join(directory, databaseName);
  if (!existsSync(path)) return null;
  const { size } = statSync(path);
  // An empty file is what a crash left of one: opening sets it aside.
  if (size === 0) throw new ReviewError("STORE_CORRUPT", "The store's file is empty");
  const file = new SqliteFile(path, { fileMustExist: true, timeout: lockTimeoutMs });
  try {
    file.pragma("locking_mode = EXCLUSIVE");
    file.exec("begin immediate; rollback");
    if (size <= mostCheckedBytes && file.pragma("quick_check(1)", { simple: true }) !== "ok") {
      throw new ReviewError("STORE_CORRUPT", "The store's file is damaged");
    }
    const table = file.prepare("select 1 from sqlite_master where type = 'table' and name = ?");
    if (table.get("schema_versions") === undefined) return null;
    const version = file.prepare("select max(version) from schema_versions").pluck().get();
    const words = file.prepare("select value from settings where name = ? or name like ?").pluck();
    const sealed = words.all(keyCheck, olderWords);
    return composeContent(version, sealed);
  } finally {
    file.close();
  }
}

async function readPostgres(url: string, { timeoutMs }: InspectionOptions): Promise<Content | null> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: Math.min(5_000, timeoutMs),
    query_timeout: timeoutMs,
    application_name: "assay",
  });
  // A connection that ends between two questions is told by the second.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("set default_transaction_read_only = on");
    const { rows: tables } = await client.query("select to_regclass('schema_versions') as name");
    if (tables[0]?.name === null) return null;
    const { rows: versions } = await client.query("select max(version) as version from schema_versions");
    const { rows: words } = await client.query("select value from settings where name = $1 or name like $2", [
      keyCheck,
      olderWords,
    ]);
    const sealed = words.map(({ value }) => value);
    return composeContent(versions[0]?.version, sealed);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function composeContent(version: unknown, words: readonly unknown[]): Content {
  return { version: Number(version ?? 0), sealed: words.filter((word) => typeof word === "string") };
}
