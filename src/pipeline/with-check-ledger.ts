import { ReviewError } from "../domain/errors.ts";
import { codeOfError } from "./code-of-error.ts";
import { abandonedCheck } from "./end-left-checks.ts";
import type { Log } from "./ports.ts";
import type { CheckReporter } from "./ports-code-host.ts";
import type { CheckLedger, CheckRecord } from "./ports-store.ts";
import type { JobStore, Lease } from "./ports-store-jobs.ts";
import type { LastingCheckReporter } from "./repeat-check-ends.ts";

export interface LedgerOptions {
  readonly checks: LastingCheckReporter;
  readonly ledger: CheckLedger;
  readonly jobs: Pick<JobStore, "heartbeat">;
  readonly lease: Lease;
  readonly leaseMs: number;
  readonly now: () => number;
  /** Waits until what was begun at that time has arrived at GitHub or never will. */
  readonly waitOut: (sinceMs: number) => Promise<void>;
  readonly log: Log;
}

interface StartedCheck {
  readonly head: string;
  readonly externalId: string;
  /** Somebody began this run before: a second one may have come up on GitHub meanwhile. */
  readonly isTakenOver: boolean;
}

/**
 * Check runs that the store knows of before GitHub does, so that every one of them ends, whoever has to end it. One
 * that was left open is taken up again. Whoever lost the lease ends nothing, for the run belongs to somebody else by then;
 * but for a run of its own that came too late for the other to find it.
 */
export function withCheckLedger(options: LedgerOptions): CheckReporter {
  const { checks, ledger, jobs, lease, leaseMs, now, waitOut } = options;
  const started = new Map<number, StartedCheck>();
  return {
    startCheck: async (repository, head, externalId) => {
      const unknown = { repository, head, externalId, checkId: null };
      const recorded = await ledger.recordCheckStarted(lease, unknown);
      if (recorded.kind === "stale") throw leaseLost();
      const { openSinceMs } = recorded;
      if (recorded.checkId === null && openSinceMs !== null) await waitOut(openSinceMs);
      const checkId =
        recorded.checkId ?? (await checks.startCheck(repository, head, externalId, openSinceMs !== null));
      const isTakenOver = recorded.checkId !== null || openSinceMs !== null;
      started.set(checkId, { head, externalId, isTakenOver });
      const known = await ledger.recordCheckStarted(lease, { ...unknown, checkId });
      if (known.kind === "stale") {
        // Whoever took the work over looked for a run before this one was there, and made another: nobody else knows
        // of this one, and it would stay in progress.
        if (known.checkId !== checkId)
          await checks.finishCheck(repository, checkId, abandonedCheck, async () => undefined);
        throw leaseLost();
      }
      return checkId;
    },
    finishCheck: async (repository, checkId, draft) => {
      if ((await jobs.heartbeat(lease, now(), leaseMs)).kind === "lost") throw leaseLost();
      await checks.finishCheck(repository, checkId, draft, async () => {
        const known = started.get(checkId);
        if (known === undefined) return;
        const { head, externalId } = known;
        await ledger.recordCheckEnded({ repository, head, externalId });
        if (known.isTakenOver) await endStray(options, { repository, head, externalId });
      });
    },
  };
}

/**
 * Whoever lost this work may have started a run after it was looked for, and died before it could end it. The one that
 * counts has ended, so that a failure here is only told.
 */
async function endStray(
  { checks, log }: LedgerOptions,
  { repository, head, externalId }: Omit<CheckRecord, "checkId">,
): Promise<void> {
  try {
    const stray = await checks.findOpenCheck(repository, head, externalId);
    if (stray !== null) await checks.finishCheck(repository, stray, abandonedCheck, async () => undefined);
  } catch (error) {
    log.warn("a check run that was begun twice could not be ended", { code: codeOfError(error) });
  }
}

function leaseLost(): ReviewError {
  return new ReviewError("STORE_LEASE_LOST", "another worker took this work over");
}
