import type { Kysely, Transaction } from "kysely";
import type { StoreTables } from "./schema.ts";
import { translateStoreError } from "./translate-store-error.ts";

/** A dead-lock costs one of its transactions; the same work may simply run again. */
const mostTries = 3;

/** Runs `work` in one transaction; repeats it where the database asks for that. */
export async function transactOn<T>(
  db: Kysely<StoreTables>,
  work: (trx: Transaction<StoreTables>) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (tries < mostTries && isCollision(error)) continue;
      throw translateStoreError(error);
    }
  }
}

/** Runs one statement; vendor errors come out translated. */
export async function runOn<T>(
  db: Kysely<StoreTables>,
  work: (db: Kysely<StoreTables>) => Promise<T>,
): Promise<T> {
  try {
    return await work(db);
  } catch (error) {
    throw translateStoreError(error);
  }
}

/** Serialisation failure and dead-lock. */
function isCollision(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "40001" || error.code === "40P01");
}
