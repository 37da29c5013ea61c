import { CommitSha } from "../../domain/change-set.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { Log } from "../../pipeline/ports.ts";
import { composePullPath } from "./compose-review.ts";
import { cutBody } from "./cut-body.ts";
import type { OwnReview } from "./fetch-standing.ts";
import type { GitHubClient } from "./github-client.ts";
import { findMarkerOf, type ReviewMarkers } from "./review-marker.ts";
import { repeatWrite } from "./write-once.ts";

/** The body of an older review after the newer one `by`; the same text for a body that was marked before. */
export type RenderSuperseded = (
  body: string,
  by: { readonly head: CommitSha; readonly url: string },
) => string;

export interface Superseding extends Pick<ReviewMarkers, "readMarkers"> {
  readonly client: GitHubClient;
  readonly log: Log;
  readonly pullRequest: PullRequestRef;
  readonly renderSuperseded: RenderSuperseded;
  /** Reviews of ours. */
  readonly reviews: readonly OwnReview[];
  /** The review that takes the place of the older ones. */
  readonly newestId: number;
}

const route = "PUT /repositories/{repository_id}/pulls/{pull_number}/reviews/{review_id}";
const mostReviews = 20;

/** Marks the newest twenty reviews that are older than `newestId`. What fails is logged: the new review stands. */
export async function supersedeReviews(superseding: Superseding): Promise<void> {
  const { reviews, newestId, pullRequest, readMarkers, log } = superseding;
  const newest = reviews.find(({ id }) => id === newestId);
  const head = CommitSha.safeParse(newest && findMarkerOf(pullRequest, newest.body, readMarkers)?.head);
  if (newest === undefined || !head.success) {
    log.warn("the review that supersedes older ones is not to be found", { review: newestId });
    return;
  }
  const older = reviews
    .filter(({ id, body }) => id < newestId && findMarkerOf(pullRequest, body, readMarkers) !== null)
    .toSorted((left, right) => right.id - left.id);
  for (const review of older.slice(0, mostReviews)) {
    const isLimited = await markReview(superseding, review, { head: head.data, url: newest.url });
    if (isLimited) return;
  }
}

/** Writes the new body of one review; tells whether further writes would be refused too. */
async function markReview(
  { client, log, pullRequest, renderSuperseded }: Superseding,
  review: OwnReview,
  by: Parameters<RenderSuperseded>[1],
): Promise<boolean> {
  const body = renderSuperseded(review.body, by);
  if (body === review.body) return false;
  const parameters = { ...composePullPath(pullRequest), review_id: review.id, body: cutBody(body, "") };
  try {
    await repeatWrite(() => client.request(route, parameters));
    return false;
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    log.warn("an older review could not be marked as superseded", { review: review.id, code: error.code });
    return error.code === "GITHUB_RATE_LIMITED";
  }
}
