import { ReviewError } from "../../domain/errors.ts";
import type { Database } from "./database.ts";
import { keyIdOf, type Sealer } from "./sealed-text.ts";

/**
 * Name of the word that every store holds sealed with its key. The same word stands beside it, under this name and the
 * id of the key, for each key of before that texts may still need.
 */
export const keyCheck = "key-check";

/** A wrong key shows at the start, not at the first review, and so does a previous key that was taken away too early. */
export async function checkKey(database: Database, sealer: Sealer): Promise<void> {
  await database.transact(async (trx) => {
    const value = sealer.seal(keyCheck, keyCheck);
    const { value: stored } = await trx
      .insertInto("settings")
      .values({ name: keyCheck, value })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ name: keyCheck }))
      .returning("value")
      .executeTakeFirstOrThrow();
    const older = await trx
      .selectFrom("settings")
      .select("value")
      .where("name", "like", `${keyCheck}:%`)
      .execute();
    const words = [stored, ...older.map((row) => row.value)];
    if (words.some((word) => sealer.open(word, keyCheck) !== keyCheck)) throw keyDiffers();
    const storedId = keyIdOf(stored);
    if (storedId !== sealer.keyId) {
      await trx
        .insertInto("settings")
        .values({ name: `${keyCheck}:${storedId}`, value: stored })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    await trx.updateTable("settings").set({ value }).where("name", "=", keyCheck).execute();
  });
}

/** Tells later starts that no text needs the previous keys of this sealer any more. */
export async function forgetPreviousKeys(database: Database, sealer: Sealer): Promise<void> {
  const names = [sealer.keyId, ...sealer.previousKeyIds].map((id) => `${keyCheck}:${id}`);
  await database.run((db) => db.deleteFrom("settings").where("name", "in", names).execute());
}

function keyDiffers(): ReviewError {
  return new ReviewError("STORE_KEY", "The texts in the store were encrypted with another key", {
    remedy:
      "Give the key of before in ASSAY_ENCRYPTION_KEY, or in ASSAY_ENCRYPTION_KEY_PREVIOUS beside a new one, or start with an empty store.",
  });
}
