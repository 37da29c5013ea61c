import { ReviewError } from "../../domain/errors.ts";
import type { Database } from "./database.ts";
import type { Sealer } from "./sealed-text.ts";

const prefix = "secret:";
/** Pattern of the names that secrets have among the settings. */
export const keptSecrets = `${prefix}%`;

/** Keeps a secret under a name unless one is there, and gives what is there. One statement: replicas start together. */
export async function keepSecret(
  database: Database,
  sealer: Sealer,
  given: { readonly name: string; readonly secret: string },
): Promise<string> {
  const name = `${prefix}${given.name}`;
  const { value } = await database.run((db) =>
    db
      .insertInto("settings")
      .values({ name, value: sealer.seal(given.secret, name) })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ name }))
      .returning("value")
      .executeTakeFirstOrThrow(),
  );
  const secret = sealer.open(value, name);
  if (secret !== null) return secret;
  throw new ReviewError("STORE_KEY", "A secret in the store cannot be decrypted", {
    remedy: "Give the key that it was encrypted with in ASSAY_ENCRYPTION_KEY_PREVIOUS.",
  });
}
