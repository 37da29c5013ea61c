import type { Kysely, Transaction } from "kysely";
import type { StoreTables } from "./schema.ts";

/** A database or a transaction in it. */
export type Queries = Kysely<StoreTables> | Transaction<StoreTables>;

/** An open database of either engine, with the few things in which they differ. */
export interface Database {
  readonly engine: "sqlite" | "postgres";
  readonly db: Kysely<StoreTables>;
  /** Runs `work` in one transaction. Vendor errors come out as `ReviewError`. Inside, only `trx` may be used. */
  transact<T>(work: (trx: Transaction<StoreTables>) => Promise<T>): Promise<T>;
  /** Runs one statement outside a transaction, with the same translation of errors. */
  run<T>(work: (db: Kysely<StoreTables>) => Promise<T>): Promise<T>;
  /** Wakes listeners of all replicas once the transaction is committed. */
  announce(trx: Transaction<StoreTables>): Promise<void>;
  onWake(callback: () => void): () => void;
  close(): Promise<void>;
}
