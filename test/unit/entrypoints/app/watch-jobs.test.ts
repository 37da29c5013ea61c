import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "../../../../src/adapters/store/open-store.ts";
import { watchJobs } from "../../../../src/entrypoints/app/watch-jobs.ts";
import type { JobOutcome } from "../../../../src/pipeline/ports-store-jobs.ts";
import { delivery, pullRequest, review, silentLog, start } from "../../../contract/store/store-samples.ts";

it("a worker's jobs tell the code of every try that broke off, once it is in the store", async () => {
  const directory = mkdtempSync(join(tmpdir(), "assay-watch-"));
  const now = () => start;
  const store = await openStore({ kind: "sqlite", directory }, { encryptionKey: null, now, log: silentLog });
  try {
    const runAtMs = start + 5_000;
    const reason = "a reason";
    const outcomes: readonly JobOutcome[] = [
      { kind: "done", head: null },
      { kind: "retry", runAtMs, code: "GITHUB_UNAVAILABLE", reason },
      { kind: "parked", runAtMs, code: "GITHUB_RATE_LIMITED", reason },
      { kind: "postponed", runAtMs, code: "BUDGET", reason },
      { kind: "failed", head: null, code: "INTERNAL", reason },
    ];
    const numbers = outcomes.map((_, index) => index + 1);
    await store.intake.accept(
      delivery(),
      numbers.map((number) => review("opened", pullRequest(number))),
    );
    const told: string[] = [];
    const jobs = watchJobs(store.jobs, (code) => void told.push(code));
    for (const outcome of outcomes) {
      const job = await jobs.claim({ worker: "w", nowMs: start + 60_000, leaseMs: 60_000 });
      if (job === null) throw new Error("no job is due");
      await jobs.settle(job.lease, outcome);
      // The lease is gone: nothing is written, and nothing is told.
      await jobs.settle(job.lease, outcome);
    }

    expect(told).toEqual(["GITHUB_UNAVAILABLE", "GITHUB_RATE_LIMITED", "INTERNAL"]);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
