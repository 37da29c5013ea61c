import type { HunkRef } from "../domain/change-set.ts";
import type { LastReview } from "../domain/memory.ts";
import type { ReviewDraft } from "../domain/review-draft.ts";
import type { ReconciledFindings } from "../review/findings/reconcile-findings.ts";
import { createHunkHasher } from "../review/units/hash-hunk.ts";
import type { MemoryStore, PublishOutcome, PullRequestChange } from "./ports-code-host.ts";
import type { PullRequestJob } from "./pull-request-job.ts";
import type { ReviewTrace } from "./review-change.ts";

/** Keeps what the next review of the same pull request builds upon. */
export async function rememberReview(
  job: PullRequestJob,
  done: {
    readonly trace: ReviewTrace;
    readonly change: PullRequestChange;
    readonly reconciled: ReconciledFindings;
    readonly draft: ReviewDraft;
    readonly published: PublishOutcome;
  },
  memory: MemoryStore,
): Promise<void> {
  const { trace, draft, published } = done;
  const hashHunk = createHunkHasher(trace.prepared.hunks);
  const reviewedHunks = trace.prepared.hunks
    .filter(({ ref }) => isModelReviewed(trace, ref))
    .flatMap(({ ref }) => hashHunk(ref) ?? []);
  const lastReview: LastReview = {
    head: job.snapshot.state.headSha,
    mergeBase: done.change.mergeBase,
    configuration: job.configuration,
    reviewedHunks,
    reviewedContexts: selectContexts(reviewedHunks, trace, job.memory.lastReview),
    findings: done.reconciled.remembered,
    reviewId: "reviewId" in published ? published.reviewId : null,
    check: { conclusion: draft.check.conclusion, title: draft.check.title },
    work: job.request.work,
  };
  const { isPaused } = await memory.load(job.request.pullRequest);
  await memory.save(job.request.pullRequest, {
    isPaused,
    generation: job.memory.generation + 1,
    lastReview,
  });
}

/** What was shown around hunks that were carried over is known from the review that asked about them. */
function selectContexts(
  reviewedHunks: readonly string[],
  { prepared }: ReviewTrace,
  last: LastReview | null,
): Readonly<Record<string, string>> {
  const contexts = reviewedHunks.flatMap((hash) => {
    const context = prepared.contexts.get(hash) ?? last?.reviewedContexts?.[hash];
    return context === undefined ? [] : [[hash, context] as const];
  });
  return Object.fromEntries(contexts);
}

function isModelReviewed(trace: ReviewTrace, ref: HunkRef): boolean {
  return trace.result.coverage.files[ref.file]?.hunks[ref.hunk]?.state === "reviewed";
}
