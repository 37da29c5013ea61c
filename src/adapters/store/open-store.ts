import type { Store } from "../../pipeline/ports-store.ts";
import { createAnswerStore } from "./create-answer-store.ts";
import { createCheckLedger } from "./create-check-ledger.ts";
import { createDurableMemory } from "./create-durable-memory.ts";
import { createIntake } from "./create-intake.ts";
import { createJobControl } from "./create-job-control.ts";
import { createJobStore } from "./create-job-store.ts";
import { createOutbox } from "./create-outbox.ts";
import { createSpendLedger } from "./create-spend-ledger.ts";
import { createStoreHistory } from "./create-store-history.ts";
import { createStandingReader, createStoreReport } from "./create-store-report.ts";
import { keepSecret } from "./keep-secret.ts";
import { type DatabaseOptions, openDatabase, type StoreLocation } from "./open-database.ts";
import { pruneStore } from "./prune-store.ts";
import { createResealing } from "./reseal-texts.ts";
import { takeTurn } from "./take-turn.ts";

export interface StoreOptions extends DatabaseOptions {
  /** Quiet time after a push before its review may start, in milliseconds; 3,000 unless said otherwise. */
  readonly debounceMs?: number;
}

/**
 * Opens the store. Throws `ReviewError`: `STORE_LOCKED` where another process owns it, `STORE_KEY`, `STORE_TOO_NEW`,
 * `STORE_UNSAFE`, `STORE_UNAVAILABLE`, or `CONFIG_INVALID` where the folder is none. A broken file is set aside and named in `recovered`.
 */
export async function openStore(location: StoreLocation, options: StoreOptions): Promise<Store> {
  const { database, sealer, recovered } = await openDatabase(location, options);
  const { now, log, debounceMs = 3_000 } = options;
  const reseal = createResealing(database, { sealer, log });
  const memoryOptions = { sealer, now };
  return {
    intake: createIntake(database, { sealer, now, debounceMs }),
    jobs: createJobStore(database, { sealer, now, debounceMs }),
    answers: createAnswerStore(database, { sealer, now }),
    memory: createDurableMemory(database, { ...memoryOptions, lease: null }),
    outbox: createOutbox(database, now),
    checks: createCheckLedger(database, now),
    standings: createStandingReader(database),
    spend: createSpendLedger(database),
    report: createStoreReport(database, now),
    history: createStoreHistory(database, sealer),
    control: createJobControl(database, now),
    recovered,
    memoryUnder: (lease) => createDurableMemory(database, { ...memoryOptions, lease }),
    onWake: (callback) => database.onWake(callback),
    takeTurn: (name, nowMs, everyMs) => takeTurn(database, { name, nowMs, everyMs }),
    keepSecret: (name, secret) => keepSecret(database, sealer, { name, secret }),
    prune: async (beforeMs) => {
      await pruneStore(database, beforeMs, now());
      await reseal();
    },
    close: () => database.close(),
  };
}
