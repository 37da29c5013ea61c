import type { JobStore } from "../../pipeline/ports-store-jobs.ts";

/** The same jobs; `onBroken` is told the code of every try that was settled as broken off. */
export function watchJobs(jobs: JobStore, onBroken: (code: string) => void): JobStore {
  return {
    claim: (request) => jobs.claim(request),
    heartbeat: (lease, nowMs, leaseMs) => jobs.heartbeat(lease, nowMs, leaseMs),
    listUndisturbed: (worker) => jobs.listUndisturbed(worker),
    release: (lease) => jobs.release(lease),
    settle: async (lease, outcome, rest) => {
      const settled = await jobs.settle(lease, outcome, rest);
      const isBroken = outcome.kind === "retry" || outcome.kind === "parked" || outcome.kind === "failed";
      if (settled.kind === "settled" && isBroken) onBroken(outcome.code);
      return settled;
    },
  };
}
