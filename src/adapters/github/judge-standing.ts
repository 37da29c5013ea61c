import type { PullRequestState } from "../../domain/pull-request.ts";
import type { PublishOutcome, ReviewIdentity } from "../../pipeline/ports-code-host.ts";
import type { OwnReview, Standing } from "./fetch-standing.ts";
import { isSameReview, type ReviewMarkers, selectMarkerIdentity } from "./review-marker.ts";

/** The review of ours that carries the marker of `identity`. */
export function findOwnReview(
  reviews: readonly OwnReview[],
  identity: ReviewIdentity,
  readMarkers: ReviewMarkers["readMarkers"],
): OwnReview | null {
  const wanted = selectMarkerIdentity(identity);
  return reviews.find(({ body }) => readMarkers(body).some((marker) => isSameReview(marker, wanted))) ?? null;
}

/** What the pull request was when it was reviewed. */
export type ReviewedState = Pick<PullRequestState, "lifecycle" | "isDraft" | "baseBranch">;

/** Why no review may be written now: the pull request is not what was reviewed any more. Null when one may. */
export function findObstacle(
  standing: Standing,
  reviewed: ReviewedState,
  identity: ReviewIdentity,
): PublishOutcome | null {
  if (!standing.isOpen && reviewed.lifecycle === "open") return { kind: "stale", reason: "closed" };
  if (standing.headSha !== identity.head) return { kind: "stale", reason: "head-moved" };
  if (standing.baseBranch !== reviewed.baseBranch) return { kind: "stale", reason: "retargeted" };
  if (standing.isDraft && !reviewed.isDraft) return { kind: "stale", reason: "draft" };
  return standing.isLocked ? { kind: "refused", reason: "locked" } : null;
}
