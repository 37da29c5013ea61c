import { sql } from "kysely";
import { ReviewError } from "../../domain/errors.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { StoreRecovery } from "../../pipeline/ports-store.ts";
import { checkKey } from "./check-key.ts";
import type { Database } from "./database.ts";
import { loadKeyFile, readKeyFile } from "./load-key-file.ts";
import { createSealer, type Sealer } from "./sealed-text.ts";

/** Where a store is: a folder of its own, or the URL of a PostgreSQL database. */
export type StoreLocation =
  | { readonly kind: "sqlite"; readonly directory: string }
  | { readonly kind: "postgres"; readonly url: string; readonly poolSize?: number };

export interface KeyOptions {
  /** At least 32 characters. Null makes an embedded store use a random key of its own; PostgreSQL needs one. */
  readonly encryptionKey: string | null;
  /** Keys that older texts may still be encrypted with. */
  readonly previousEncryptionKeys?: readonly string[];
}

export interface DatabaseOptions extends KeyOptions {
  readonly now: () => number;
  readonly log: Log;
}

export interface UnlockedDatabase {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly recovered: StoreRecovery | null;
}

const shortestKey = 32;

/** Opens the database of a location, brings it up to date, and makes sure that its texts can be read. */
export async function openDatabase(
  location: StoreLocation,
  options: DatabaseOptions,
): Promise<UnlockedDatabase> {
  refuseBadKeys(location, options);
  const { database, recovered } = await openEngine(location, options);
  try {
    const sealer = createSealer(...selectKeys(location, options));
    await checkKey(database, sealer);
    if (database.engine === "sqlite") await requeueAll(database, options.now());
    if (recovered !== null) {
      options.log.error("the store could not be read and starts empty", { ...recovered });
    }
    return { database, sealer, recovered };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Only the driver that is used is loaded. */
async function openEngine(location: StoreLocation, { now, log }: DatabaseOptions) {
  if (location.kind === "sqlite") {
    const { openSqlite } = await import("./open-sqlite.ts");
    return openSqlite({ directory: location.directory, now });
  }
  const { openPostgres } = await import("./open-postgres.ts");
  return { database: await openPostgres({ ...location, log }), recovered: null };
}

function refuseBadKeys({ kind }: StoreLocation, { encryptionKey }: KeyOptions): void {
  if (encryptionKey === null && kind === "postgres") throw keyNeeded();
  if (encryptionKey !== null && encryptionKey.length < shortestKey) {
    throw new ReviewError("STORE_KEY", `The encryption key is shorter than ${shortestKey} characters`, {
      remedy: "Set ASSAY_ENCRYPTION_KEY to a random text, for example from `openssl rand -hex 32`.",
    });
  }
}

/** An operator who gives a key later can still read what the key file encrypted. */
function selectKeys(location: StoreLocation, options: KeyOptions): [string, readonly string[]] {
  const { encryptionKey, previousEncryptionKeys = [] } = options;
  if (location.kind === "postgres") {
    if (encryptionKey === null) throw keyNeeded();
    return [encryptionKey, previousEncryptionKeys];
  }
  if (encryptionKey === null) return [loadKeyFile(location.directory), previousEncryptionKeys];
  const fileKey = readKeyFile(location.directory);
  return [encryptionKey, fileKey === null ? previousEncryptionKeys : [...previousEncryptionKeys, fileKey]];
}

/**
 * Waiting times after the third, fourth, … process that ended in the middle of a job, in milliseconds: work that ends
 * the process must not keep all other work from being done.
 */
const pausesMs = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000] as const;

/** Whoever opens an embedded store is its only owner: what is marked as running belongs to a process that is gone. */
async function requeueAll(database: Database, nowMs: number): Promise<void> {
  const pauses = sql.join(
    pausesMs.map((pauseMs, index) => sql`when interruptions = ${index + 2} then ${nowMs + pauseMs}`),
    sql` `,
  );
  const longest = sql`when interruptions > ${pausesMs.length + 1} then ${nowMs + (pausesMs.at(-1) ?? 0)}`;
  await database.run((db) =>
    db
      .updateTable("jobs")
      .set({
        state: "ready",
        fence: sql`fence + 1`,
        // A process that ended in the middle is no failure of the work.
        attempts: sql`attempts - 1`,
        interruptions: sql`interruptions + 1`,
        run_at: sql`case ${pauses} ${longest} else ${nowMs} end`,
        // Whoever pushes shortens no pause either.
        not_before: sql`case ${pauses} ${longest} else 0 end`,
        worker: null,
        lease_until: null,
        updated_at: nowMs,
      })
      .where("state", "=", "active")
      .execute(),
  );
}

function keyNeeded(): ReviewError {
  return new ReviewError("STORE_KEY", "A store on PostgreSQL needs an encryption key", {
    remedy: "Set ASSAY_ENCRYPTION_KEY to the same random text for every replica (`openssl rand -hex 32`).",
  });
}
