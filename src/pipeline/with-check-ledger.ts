import { ReviewError } from "../domain/errors.ts";
import { abandonedCheck } from "./end-left-checks.ts";
import type { CheckReporter } from "./ports-code-host.ts";
import type { CheckLedger } from "./ports-store.ts";
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
}

/**
 * Check runs that the store knows of before GitHub does, so that every one of them ends, whoever has to end it. One
 * that was left open is taken up again. Whoever lost the lease ends nothing, for the run belongs to somebody else by then;
 * but for a run of its own that came too late for the other to find it.
 */
export function withCheckLedger(options: LedgerOptions): CheckReporter {
  const { checks, ledger, jobs, lease, leaseMs, now, waitOut } = options;
  const started = new Map<number, { readonly head: string; readonly externalId: string }>();
  return {
    startCheck: async (repository, head, externalId) => {
      const unknown = { repository, head, externalId, checkId: null };
      const recorded = await ledger.recordCheckStarted(lease, unknown);
      if (recorded.kind === "stale") throw leaseLost();
      const { openSinceMs } = recorded;
      if (recorded.checkId === null && openSinceMs !== null) await waitOut(openSinceMs);
      const checkId =
        recorded.checkId ?? (await checks.startCheck(repository, head, externalId, openSinceMs !== null));
      started.set(checkId, { head, externalId });
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
        if (known !== undefined) await ledger.recordCheckEnded({ repository, ...known });
      });
    },
  };
}

function leaseLost(): ReviewError {
  return new ReviewError("STORE_LEASE_LOST", "another worker took this work over");
}
