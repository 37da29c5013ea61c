import { ReviewError } from "../domain/errors.ts";
import type { CheckDraft } from "../domain/review-draft.ts";
import { codeOfError } from "./code-of-error.ts";
import type { Log } from "./ports.ts";
import type { CheckLedger, CheckRecord } from "./ports-store.ts";
import type { LastingCheckReporter } from "./repeat-check-ends.ts";
import { countFailure, mayGoOn, rotate, type SweepRun } from "./sweep-run.ts";

const oldestMs = 900_000;
/** So many of one installation may be forbidden before the others of it are left for the next sweep. */
const mostForbidden = 3;

/** The end of a run whose review nobody can report there any more. */
export const abandonedCheck: CheckDraft = {
  conclusion: "neutral",
  title: "Inconclusive.",
  summary:
    "Assay could not report here how the review of this commit ended. Comment `/review` on the pull request for a review of its head.",
  annotations: [],
};

/** Ends check runs that were begun more than a quarter of an hour ago and whose job neither runs nor waits to run. */
export async function endLeftChecks(run: SweepRun): Promise<void> {
  const { options } = run;
  const left = await options.store.checks.listOpenChecks(options.now() - oldestMs);
  const strikes = new Map<number, number>();
  for (const check of rotate(left, run.startedAtMs)) {
    if (!mayGoOn(run)) return;
    const { installationId } = check.repository;
    const soFar = strikes.get(installationId) ?? 0;
    if (soFar >= mostForbidden) continue;
    try {
      await endCheck(run, check);
    } catch (error) {
      countFailure(run, { name: "check", installationId }, error);
      const isForbidden = error instanceof ReviewError && error.code === "GITHUB_FORBIDDEN";
      strikes.set(installationId, isForbidden ? soFar + 1 : mostForbidden);
    }
  }
}

/**
 * Ends what a job started on other heads before a crash, now that it is done with `head`. What fails is left to the
 * sweep.
 */
export async function endChecksOfJob(
  jobId: string,
  head: string | null,
  deps: {
    readonly checks: LastingCheckReporter;
    readonly store: { readonly checks: Pick<CheckLedger, "listOpenChecksOf" | "recordCheckEnded"> };
    readonly log: Log;
  },
): Promise<void> {
  try {
    for (const left of await deps.store.checks.listOpenChecksOf(jobId)) {
      if (left.head === head || left.checkId === null) continue;
      await deps.checks.finishCheck(left.repository, left.checkId, abandonedCheck, () =>
        deps.store.checks.recordCheckEnded(left),
      );
    }
  } catch (error) {
    deps.log.warn("a check run of an older head could not be ended", { code: codeOfError(error) });
  }
}

async function endCheck({ options, counts }: SweepRun, check: CheckRecord): Promise<void> {
  const { repository, head, externalId } = check;
  try {
    const checkId = check.checkId ?? (await options.checks.startCheck(repository, head, externalId, true));
    await options.checks.finishCheck(repository, checkId, abandonedCheck);
    counts.checksEnded += 1;
  } catch (error) {
    // The commit, the repository or the installation is gone, and the run with it.
    if (!isGone(error)) throw error;
  }
  await options.store.checks.recordCheckEnded({ repository, head, externalId });
}

function isGone(error: unknown): boolean {
  if (!(error instanceof ReviewError)) return false;
  return error.code === "GITHUB_NOT_FOUND" || error.code === "GITHUB_REJECTED";
}
