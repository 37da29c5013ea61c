import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import type { StoreLocation } from "../../../src/adapters/store/open-database.ts";
import { openStore, type StoreOptions } from "../../../src/adapters/store/open-store.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import type { ClaimedJob } from "../../../src/pipeline/ports-store-jobs.ts";
import { type PostgresServer, startPostgres } from "../../setup/postgres.ts";
import { silentLog, start, testKey } from "./store-samples.ts";

export interface Scene {
  readonly store: Store;
  readonly location: StoreLocation;
  readonly clock: { ms: number };
  /** A second replica on PostgreSQL; on SQLite the one owner again. */
  readonly replica: () => Promise<Store>;
}

export interface Stage {
  readonly engine: "sqlite" | "postgres";
  readonly newFolder: () => string;
  /** A place where no store is yet. */
  readonly newLocation: () => Promise<StoreLocation>;
  readonly openScene: (options?: Partial<StoreOptions>) => Promise<Scene>;
}

/** Runs the same tests on both engines, each test with stores of its own. */
export function describeOnBoth(title: string, define: (stage: Stage) => void): void {
  describeOn(["sqlite", "postgres"], title, define);
}

export function describeOnSqlite(title: string, define: (stage: Stage) => void): void {
  describeOn(["sqlite"], title, define);
}

function describeOn(
  engines: readonly Stage["engine"][],
  title: string,
  define: (stage: Stage) => void,
): void {
  describe.each(engines)(`${title} (%s)`, (engine) => {
    let server: PostgresServer | null = null;
    const cleanUps: (() => Promise<void> | void)[] = [];
    beforeAll(async () => {
      if (engine === "postgres") server = await startPostgres({ isDurable: false });
    });
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });
    afterAll(() => server?.stop());

    const newFolder = () => {
      const directory = mkdtempSync(join(tmpdir(), "assay-store-"));
      cleanUps.push(() => rmSync(directory, { recursive: true, force: true }));
      return directory;
    };
    const newLocation = async (): Promise<StoreLocation> => {
      if (server !== null) return { kind: "postgres", url: await server.createDatabase(), poolSize: 4 };
      return { kind: "sqlite", directory: newFolder() };
    };
    const spareDatabases: string[] = [];
    const newScenery = async (): Promise<StoreLocation> => {
      if (server === null) return newLocation();
      const { createDatabase, emptyDatabase } = server;
      const url = spareDatabases.pop() ?? (await createDatabase());
      cleanUps.push(async () => {
        await emptyDatabase(url);
        spareDatabases.push(url);
      });
      return { kind: "postgres", url, poolSize: 4 };
    };
    const openScene = async (options: Partial<StoreOptions> = {}): Promise<Scene> => {
      const location = await newScenery();
      const clock = { ms: start };
      const open = async () => {
        const store = await openStore(location, {
          encryptionKey: testKey,
          now: () => clock.ms,
          log: silentLog,
          ...options,
        });
        cleanUps.push(() => store.close());
        return store;
      };
      const store = await open();
      return { store, location, clock, replica: engine === "postgres" ? open : async () => store };
    };
    define({ engine, newFolder, newLocation, openScene });
  });
}

export const claimAt = (store: Store, nowMs: number, worker = "w1"): Promise<ClaimedJob | null> =>
  store.jobs.claim({ worker, nowMs, leaseMs: 60_000 });

/** Claims what has to be there. */
export async function claimNow(store: Store, nowMs = start, worker = "w1"): Promise<ClaimedJob> {
  const job = await claimAt(store, nowMs, worker);
  if (job === null) throw new Error("nothing was due");
  return job;
}
