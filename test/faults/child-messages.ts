import type { StoreLocation } from "../../src/adapters/store/open-database.ts";
import type { Phase } from "./watch-store.ts";

/** A moment in the life of a process: the nth time that a call of the store begins or has ended. */
export interface StoreMoment {
  /** `port.method`, such as `jobs.claim`; of claims only those count that got a job. */
  readonly call: string;
  readonly phase: Phase;
  /** 1 when absent. */
  readonly nth?: number;
  /** Counting begins once this call has ended. */
  readonly since?: string;
}

/** What a child is started with, as JSON in `ASSAY_FAULT_ORDER`. */
export interface ChildOrder {
  readonly location: StoreLocation;
  readonly encryptionKey: string;
  /** Environment of the App itself. */
  readonly app: Readonly<Record<string, string>>;
  readonly debounceMs: number;
  readonly pollMs: number;
  readonly leaseMs: number;
  /** Null for none. */
  readonly sweepEveryMs: number | null;
  readonly requestTimeoutMs: number;
  /** Longest time that anything waits; null keeps to real time. */
  readonly longestSleepMs: number | null;
  /** How far the clock of the child is ahead. */
  readonly aheadMs: number;
  /** Gives no job out until it is told to. */
  readonly isHolding: boolean;
  /** Tells of every call of the store. */
  readonly isTracing: boolean;
}

export type ToChild =
  | { readonly kind: "die-at"; readonly moment: StoreMoment }
  | { readonly kind: "hold"; readonly isHolding: boolean }
  | { readonly kind: "idle"; readonly id: number };

export type FromChild =
  | { readonly kind: "ready"; readonly port: number; readonly movedTo: string | null }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "called"; readonly call: string }
  | { readonly kind: "idle"; readonly id: number };
