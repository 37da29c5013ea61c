import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { ReviewIdentity } from "../../pipeline/ports-code-host.ts";

/** What a review of ours is known by, as its signed marker holds it. */
export interface MarkerIdentity {
  readonly repositoryId: number;
  readonly pullRequest: number;
  readonly head: string;
  readonly configuration: string;
  readonly generation: number;
}

/** Markers that nobody else can make. */
export interface ReviewMarkers {
  readonly composeMarker: (identity: MarkerIdentity) => string;
  /** The identities in a text whose signature is ours. */
  readonly readMarkers: (body: string) => readonly MarkerIdentity[];
}

/** The marker identity of a review. */
export function selectMarkerIdentity(identity: ReviewIdentity): MarkerIdentity {
  const { pullRequest, head, configuration, generation } = identity;
  return {
    repositoryId: pullRequest.repository.repositoryId,
    pullRequest: pullRequest.number,
    head,
    configuration,
    generation,
  };
}

export function isSameReview(left: MarkerIdentity, right: MarkerIdentity): boolean {
  return (
    isOfPullRequest(left, right) &&
    left.head === right.head &&
    left.configuration === right.configuration &&
    left.generation === right.generation
  );
}

function isOfPullRequest(
  left: MarkerIdentity,
  right: Pick<MarkerIdentity, "repositoryId" | "pullRequest">,
): boolean {
  return left.repositoryId === right.repositoryId && left.pullRequest === right.pullRequest;
}

/** The marker of this pull request in a body; null where there is none, as in a copy of another one's review. */
export function findMarkerOf(
  pullRequest: PullRequestRef,
  body: string,
  readMarkers: ReviewMarkers["readMarkers"],
): MarkerIdentity | null {
  const wanted = { repositoryId: pullRequest.repository.repositoryId, pullRequest: pullRequest.number };
  return readMarkers(body).find((marker) => isOfPullRequest(marker, wanted)) ?? null;
}
