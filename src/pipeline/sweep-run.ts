import { ReviewError } from "../domain/errors.ts";
import type { Log } from "./ports.ts";
import type { CheckLedger, Intake, StandingReader } from "./ports-store.ts";
import type { DeliveryLog, InstallationReader, LeftCheckReporter } from "./ports-sweep.ts";

export interface SweepOptions {
  readonly installations: InstallationReader;
  readonly deliveries: DeliveryLog;
  readonly store: {
    readonly standings: StandingReader;
    readonly intake: Pick<Intake, "enqueue">;
    readonly checks: Pick<CheckLedger, "listOpenChecks" | "recordCheckEnded">;
  };
  readonly checks: LeftCheckReporter;
  /** Accounts that are served, in lower case; null serves all. */
  readonly allowedAccounts: readonly string[] | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Longest time of one sweep; the next one begins elsewhere. Eight minutes when absent. */
  readonly deadlineMs?: number;
}

/** What one sweep saw and did. */
export interface SweepReport {
  /** Installations that were looked at to their end. */
  readonly installations: number;
  readonly repositories: number;
  /** Repositories whose list of open pull requests was still the same. */
  readonly unchangedRepositories: number;
  readonly pullRequests: number;
  /** Reviews that were missing and are wanted now. */
  readonly reviewsWanted: number;
  /** Webhooks that GitHub was asked to send again. */
  readonly redelivered: number;
  /** Check runs that were left over and ended. */
  readonly checksEnded: number;
  /** Installations, repositories, deliveries and check runs that could not be dealt with. */
  readonly failures: number;
  /** False when the deadline or a shutdown cut the sweep short. */
  readonly isComplete: boolean;
  readonly durationMs: number;
}

/** One sweep under way. */
export interface SweepRun {
  readonly options: SweepOptions;
  readonly signal: AbortSignal;
  readonly startedAtMs: number;
  readonly endsAtMs: number;
  readonly counts: { -readonly [Name in keyof SweepReport]: SweepReport[Name] };
}

const defaultDeadlineMs = 8 * 60_000;
const turnMs = 10 * 60_000;
/** Steps of this share of a circle fall evenly, however many there are. */
const goldenShare = 0.6180339887498949;

export function createSweepRun(options: SweepOptions, signal: AbortSignal): SweepRun {
  const startedAtMs = options.now();
  const counts = {
    installations: 0,
    repositories: 0,
    unchangedRepositories: 0,
    pullRequests: 0,
    reviewsWanted: 0,
    redelivered: 0,
    checksEnded: 0,
    failures: 0,
    isComplete: true,
    durationMs: 0,
  };
  const endsAtMs = startedAtMs + (options.deadlineMs ?? defaultDeadlineMs);
  return { options, signal, startedAtMs, endsAtMs, counts };
}

/** Whether there is time for another step; a sweep that has none is not complete. */
export function mayGoOn(run: SweepRun): boolean {
  if (!run.signal.aborted && run.options.now() < run.endsAtMs) return true;
  run.counts.isComplete = false;
  return false;
}

/** Does one part of the sweep; what breaks it off is counted and logged, and stops no other part. */
export async function guardPart(
  run: SweepRun,
  part: { readonly name: string; readonly installationId?: number },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    countFailure(run, part, error);
  }
}

/** A failure for the report and the log; what a shutdown broke off is none. */
export function countFailure(
  { signal, counts, options }: SweepRun,
  part: { readonly name: string; readonly installationId?: number },
  error: unknown,
): void {
  if (signal.aborted) {
    counts.isComplete = false;
    return;
  }
  counts.failures += 1;
  const code = error instanceof ReviewError ? error.code : error instanceof Error ? error.name : "unknown";
  options.log.warn("a part of the sweep failed", { ...part, code });
}

/** The same items, begun at another place every ten minutes: a sweep that is cut short does not miss the same ones. */
export function rotate<Item>(items: readonly Item[], atMs: number): readonly Item[] {
  const share = (Math.floor(atMs / turnMs) * goldenShare) % 1;
  const first = Math.floor(items.length * share);
  return [...items.slice(first), ...items.slice(0, first)];
}
