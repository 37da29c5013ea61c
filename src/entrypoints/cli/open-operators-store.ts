import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StoreSettings } from "../../config/store-settings.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { Store } from "../../pipeline/ports-store.ts";
import { exitCode } from "../shared/exit-codes.ts";
import { UserMistake } from "./user-mistake.ts";

const silent = () => undefined;
const silentLog: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** What to do when the App has the embedded store open. */
export const lockedRemedies = {
  jobs: "Stop the App, or ask it: start it with ASSAY_OPERATOR_TOKEN, and give its address with --url and the same token here.",
  migrate: "Stop the App first: what it accepted meanwhile would be missing in the copy.",
} as const;

/**
 * Opens a store that is there already: looking never makes one. Throws a `UserMistake` where there is none, where the
 * App owns it, and where its file could not be read and was set aside.
 */
export async function openOperatorsStore(settings: StoreSettings, remedyIfLocked: string): Promise<Store> {
  const { location } = settings;
  // Loaded by the commands that need it: reviews use no database.
  const { databaseName } = await import("../../adapters/store/open-sqlite.ts");
  const { openDurableStore } = await import("../shared/open-durable-store.ts");
  if (location.kind === "sqlite" && !existsSync(join(location.directory, databaseName))) {
    throw new UserMistake(
      exitCode.missingInput,
      `there is no store in ${location.directory}`,
      "Set ASSAY_DATA_DIR or DATABASE_URL to what the App uses; the App makes its store when it starts.",
    );
  }
  const store = await openDurableStore(settings, { now: Date.now, log: silentLog }).catch((error) => {
    if (!(error instanceof ReviewError) || error.code !== "STORE_LOCKED") throw error;
    throw new UserMistake(exitCode.tryLater, "the store is in use by a running App", remedyIfLocked);
  });
  if (store.recovered === null) return store;
  await store.close();
  throw new UserMistake(
    exitCode.storeBroken,
    `the store could not be read (${store.recovered.reason}); its files are in ${store.recovered.movedTo} now, and an empty store took their place`,
    "Start the App: it rebuilds its knowledge from GitHub.",
  );
}
