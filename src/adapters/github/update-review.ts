import { z } from "zod";
import type { PublishOutcome } from "../../pipeline/ports-code-host.ts";
import { composePullPath, composeReviewBody, type ReviewTexts } from "./compose-review.ts";
import { fetchStanding } from "./fetch-standing.ts";
import type { GitHubClient } from "./github-client.ts";
import { findObstacle, findOwnReview } from "./judge-standing.ts";
import { readAnswer } from "./read-answer.ts";
import { repeatWrite } from "./write-once.ts";

const route = "PUT /repositories/{repository_id}/pulls/{pull_number}/reviews/{review_id}";

const Updated = z.object({ id: z.number(), html_url: z.string() });

/** Gives a review of ours a new body and the marker of `identity`; its comments are in the body, all of them. */
export async function updateReview(
  updating: ReviewTexts & { readonly client: GitHubClient; readonly reviewId: number },
): Promise<PublishOutcome> {
  const { client, identity, reviewId, readMarkers } = updating;
  const { pullRequest } = identity;
  const standing = await fetchStanding(
    client,
    pullRequest,
    (reviews) => findOwnReview(reviews, identity, readMarkers) !== null,
  );
  const own = findOwnReview(standing.ownReviews, identity, readMarkers);
  if (own !== null) return { kind: "already-published", reviewId: own.id };
  // The base branch and the draft state of the earlier review are not known here, so that they are not compared.
  const { baseBranch, isDraft } = standing;
  const obstacle = findObstacle(standing, { lifecycle: "open", baseBranch, isDraft }, identity);
  if (obstacle !== null) return obstacle;
  const body = composeReviewBody(updating, []);
  const parameters = { ...composePullPath(pullRequest), review_id: reviewId, body };
  const response = await repeatWrite(() => client.request(route, parameters));
  const { id, html_url: url } = readAnswer(Updated, response.body, "a review");
  return { kind: "published", reviewId: id, url };
}
