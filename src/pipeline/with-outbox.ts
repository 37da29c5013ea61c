import { ReviewError } from "../domain/errors.ts";
import type { PublishOutcome, ReviewIdentity, ReviewPublisher } from "./ports-code-host.ts";
import type { Outbox } from "./ports-store.ts";
import type { Lease } from "./ports-store-jobs.ts";

export interface OutboxOptions {
  readonly outbox: Outbox;
  readonly lease: Lease;
  /** Waits until what was begun at that time has arrived at GitHub or never will. */
  readonly waitOut: (sinceMs: number) => Promise<void>;
}

/**
 * A publisher that says which review it is about to write, and writes none once its lease is gone. A review whose
 * writer died may still be on its way: it is waited for, so that the look for its marker finds it.
 */
export function withOutbox(
  publisher: ReviewPublisher,
  { outbox, lease, waitOut }: OutboxOptions,
): ReviewPublisher {
  const recorded = async (identity: ReviewIdentity, write: () => Promise<PublishOutcome>) => {
    const intended = await outbox.recordPosting(lease, identity);
    if (intended.kind === "stale") {
      throw new ReviewError("STORE_LEASE_LOST", "another worker took this review over");
    }
    if (intended.openSinceMs !== null) await waitOut(intended.openSinceMs);
    const published = await write();
    const reviewId = "reviewId" in published ? published.reviewId : null;
    await outbox.recordPosted(lease, { reviewId, checkId: null });
    return published;
  };
  return {
    publishReview: (identity, state, draft) =>
      recorded(identity, () => publisher.publishReview(identity, state, draft)),
    updateReview: (identity, reviewId, draft) =>
      recorded(identity, () => publisher.updateReview(identity, reviewId, draft)),
    supersede: (pullRequest, exceptReviewId) => publisher.supersede(pullRequest, exceptReviewId),
  };
}
