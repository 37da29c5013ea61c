import { ReviewError } from "../domain/errors.ts";
import { isPassing } from "./is-passing.ts";
import type { JobOutcome } from "./ports-store-jobs.ts";

/** Waiting times before the second, third, … try, in milliseconds: together more than an hour. */
const pausesMs = [5_000, 30_000, 120_000, 600_000, 3_600_000] as const;
/** Work that failed so often by itself is given up. */
export const mostTries = pausesMs.length + 1;
/** A job that waits longer than this is shown as parked. */
const longestRetryMs = 300_000;
/** A defect of ours may hang together with what else went on; it is not worth more than this. */
const mostTriesOfDefects = 3;

/** A try that broke off. */
export interface BrokenTry {
  readonly attempts: number;
  readonly nowMs: number;
  /** The commit that the work was about, where that was known already. */
  readonly head: string | null;
}

/** What becomes of a job that broke off: tried again when that may help, given up with its reason otherwise. */
export function chooseOutcome(error: unknown, { attempts, nowMs, head }: BrokenTry): JobOutcome {
  const { code, reason } = describe(error);
  // Work that was wanted anew while it ran, and was then given back, may have fewer than one.
  const pauseMs = pausesMs[Math.max(attempts, 1) - 1];
  const isWorthIt = isPassing(error) || (!(error instanceof ReviewError) && attempts < mostTriesOfDefects);
  if (pauseMs === undefined || !isWorthIt) return { kind: "failed", head, code, reason };
  const askedMs = error instanceof ReviewError ? (error.retryAfterMs ?? 0) : 0;
  const waitMs = Math.max(pauseMs, askedMs);
  return { kind: waitMs > longestRetryMs ? "parked" : "retry", runAtMs: nowMs + waitMs, code, reason };
}

function describe(error: unknown): { code: string; reason: string } {
  if (error instanceof ReviewError) return { code: error.code, reason: error.message };
  return { code: "INTERNAL", reason: error instanceof Error ? error.name : "unknown error" };
}
