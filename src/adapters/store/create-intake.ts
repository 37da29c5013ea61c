import { type SelectQueryBuilder, sql, type Transaction } from "kysely";
import type { Intent } from "../../domain/intent.ts";
import type { Delivery, Intake } from "../../pipeline/ports-store.ts";
import type { Database } from "./database.ts";
import { enqueueAll } from "./enqueue-intent.ts";
import { jobIdOf } from "./job-identity.ts";
import type { StoreTables } from "./schema.ts";
import type { Sealer } from "./sealed-text.ts";

export interface IntakeOptions {
  readonly sealer: Sealer;
  readonly now: () => number;
  readonly debounceMs: number;
}

/** Takes webhooks over, each in one transaction that begins with a write. */
export function createIntake(database: Database, options: IntakeOptions): Intake {
  const enqueue = async (trx: Transaction<StoreTables>, intents: readonly Intent[], nowMs: number) => {
    if (intents.length === 0) return;
    await enqueueAll(intents, { ...options, trx, nowMs });
    await database.announce(trx);
  };
  return {
    accept: (delivery, intents) =>
      database.transact(async (trx) => {
        const isNew = await recordArrival(trx, delivery);
        const wanted = isNew ? intents : await selectUndone(trx, intents);
        if (!isNew && wanted.length === 0) return { kind: "duplicate" };
        await enqueue(trx, wanted, delivery.receivedAtMs);
        return { kind: "accepted" };
      }),
    enqueue: (intents) => database.transact((trx) => enqueue(trx, intents, options.now())),
  };
}

/** Whether neither the delivery nor its body was ever seen. Who comes at the same time waits here for the first. */
async function recordArrival(trx: Transaction<StoreTables>, delivery: Delivery): Promise<boolean> {
  const { guid, event, action, bodyHash, receivedAtMs } = delivery;
  const body = await trx
    .insertInto("delivered_bodies")
    .values({ body_hash: bodyHash, received_at: receivedAtMs, seen: 1 })
    .onConflict((conflict) =>
      conflict.column("body_hash").doUpdateSet({ seen: sql`delivered_bodies.seen + 1` }),
    )
    .returning("seen")
    .executeTakeFirstOrThrow();
  const arrival = await trx
    .insertInto("deliveries")
    .values({ guid, event, action, body_hash: bodyHash, received_at: receivedAtMs, seen: 1 })
    .onConflict((conflict) => conflict.column("guid").doUpdateSet({ seen: sql`deliveries.seen + 1` }))
    .returning("seen")
    .executeTakeFirstOrThrow();
  return body.seen === 1 && arrival.seen === 1;
}

/** Of what came before, only work that failed or is gone is wanted again. */
async function selectUndone(
  trx: Transaction<StoreTables>,
  intents: readonly Intent[],
): Promise<readonly Intent[]> {
  const works = intents.filter(({ kind }) => kind !== "closed");
  if (works.length === 0) return [];
  const rows = await statesOf(trx, works.map(jobIdOf)).execute();
  const done = new Set(rows.filter(({ state }) => state !== "failed").map(({ id }) => id));
  return works.filter((intent) => !done.has(jobIdOf(intent)));
}

function statesOf(
  trx: Transaction<StoreTables>,
  ids: readonly string[],
): SelectQueryBuilder<StoreTables, "jobs", Pick<StoreTables["jobs"], "id" | "state">> {
  return trx
    .selectFrom("jobs")
    .select(["id", "state"])
    .where("id", "in", [...ids]);
}
