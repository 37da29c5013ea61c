import { ReviewError } from "../domain/errors.ts";
import type { CheckReporter } from "./ports-code-host.ts";
import type { CheckLedger } from "./ports-store.ts";
import type { Lease } from "./ports-store-jobs.ts";

/** Check runs that the store knows of before GitHub does, so that every one of them ends, whoever has to end it. */
export function withCheckLedger(checks: CheckReporter, ledger: CheckLedger, lease: Lease): CheckReporter {
  const started = new Map<number, { readonly head: string; readonly externalId: string }>();
  return {
    startCheck: async (repository, head, externalId) => {
      const recorded = await ledger.recordCheckStarted(lease, {
        repository,
        head,
        externalId,
        checkId: null,
      });
      if (recorded.kind === "stale") {
        throw new ReviewError("STORE_LEASE_LOST", "another worker took this work over");
      }
      const checkId = await checks.startCheck(repository, head, externalId);
      started.set(checkId, { head, externalId });
      await ledger.recordCheckStarted(lease, { repository, head, externalId, checkId });
      return checkId;
    },
    finishCheck: async (repository, checkId, draft) => {
      await checks.finishCheck(repository, checkId, draft);
      const known = started.get(checkId);
      if (known !== undefined) await ledger.recordCheckEnded({ repository, ...known });
    },
  };
}
