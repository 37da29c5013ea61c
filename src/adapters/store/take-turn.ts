import { sql } from "kysely";
import type { Database } from "./database.ts";

/** Takes a turn that comes once in `everyMs` among all replicas; false when somebody had it within that time. */
export async function takeTurn(
  database: Database,
  turn: { readonly name: string; readonly nowMs: number; readonly everyMs: number },
): Promise<boolean> {
  const value = String(turn.nowMs);
  const taken = await database.run((db) =>
    db
      .insertInto("settings")
      .values({ name: `turn:${turn.name}`, value })
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet({ value })
          .where(sql<boolean>`cast(settings.value as bigint) <= ${turn.nowMs - turn.everyMs}`),
      )
      .returning("name")
      .executeTakeFirst(),
  );
  return taken !== undefined;
}
