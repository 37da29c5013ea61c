import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { PullRequestState } from "../../domain/pull-request.ts";
import type { InlineComment } from "../../domain/review-draft.ts";
import type { PublishOutcome } from "../../pipeline/ports-code-host.ts";
import { composeReview, composeReviewBody, type ReviewTexts } from "./compose-review.ts";
import { deletePending } from "./delete-pending.ts";
import { fetchStanding, type OwnReview, type Standing } from "./fetch-standing.ts";
import type { GitHubClient } from "./github-client.ts";
import { findObstacle, findOwnReview } from "./judge-standing.ts";
import { probeComments } from "./probe-comments.ts";
import { readAnswer } from "./read-answer.ts";
import { sortByPatch } from "./sort-by-patch.ts";
import { type Pace, writeOnce } from "./write-once.ts";

/** One review that is to be posted, and what posting it needs. */
export interface Posting extends ReviewTexts {
  readonly client: GitHubClient;
  readonly pace: Pace;
  /** The pull request as it was when it was reviewed. */
  readonly reviewed: PullRequestState;
  /** Reviews of ours that GitHub may not list yet. */
  readonly known: readonly OwnReview[];
}

/** How posting ended, and the reviews of ours that stand there now, newest first. */
export interface PostedReview {
  readonly outcome: PublishOutcome;
  readonly ownReviews: readonly OwnReview[];
}

type Comments = readonly InlineComment[];

const route = "POST /repositories/{repository_id}/pulls/{pull_number}/reviews";

const Posted = z.object({ id: z.number(), html_url: z.string() });

/**
 * Ends in one review: looks for it first, then posts it. Where GitHub refuses it, comments move into the body: those
 * that stand in no hunk of GitHub's own patches, then those that probing finds, at last all.
 */
export async function postReview(posting: Posting): Promise<PostedReview> {
  let standing = await fetchNow(posting);
  let inline: Comments = posting.draft.comments;
  for (const narrow of [keepAll, keepInside, keepTaken, keepNone]) {
    const settled = settle(posting, standing);
    if (settled !== null) return settled;
    const hadPending = standing.pendingIds.length > 0;
    await deletePending(posting.client, posting.identity.pullRequest, standing.pendingIds);
    const kept = await narrow(posting, inline);
    // The same review would be refused again, unless a pending one stood in its way.
    if (narrow !== keepAll && kept.length === inline.length && !hadPending) continue;
    inline = kept;
    const posted = await sendReview(posting, inline, standing);
    if (posted !== null) return posted;
    standing = await fetchNow(posting);
  }
  const settled = settle(posting, standing);
  if (settled !== null) return settled;
  throw new ReviewError("GITHUB_REJECTED", "GitHub refuses the review, even without inline comments.");
}

function fetchNow({ client, identity, readMarkers }: Posting): Promise<Standing> {
  return fetchStanding(
    client,
    identity.pullRequest,
    (reviews) => findOwnReview(reviews, identity, readMarkers) !== null,
  );
}

/** The end where there is nothing to post: the review is there, or the pull request moved on. */
function settle(
  { identity, reviewed, known, readMarkers }: Posting,
  standing: Standing,
): PostedReview | null {
  const listed = new Set(standing.ownReviews.map(({ id }) => id));
  const ownReviews = [...known.filter(({ id }) => !listed.has(id)), ...standing.ownReviews];
  const own = findOwnReview(ownReviews, identity, readMarkers);
  if (own !== null) return { outcome: { kind: "already-published", reviewId: own.id }, ownReviews };
  const outcome = findObstacle(standing, reviewed, identity);
  return outcome === null ? null : { outcome, ownReviews };
}

/** Posts once and finds a lost answer; null when GitHub refuses what was sent. */
async function sendReview(
  posting: Posting,
  inline: Comments,
  before: Standing,
): Promise<PostedReview | null> {
  const { client, identity, pace, readMarkers } = posting;
  const body = composeReviewBody(posting, inline);
  const review = composeReview(identity.pullRequest, { head: identity.head, body, comments: inline });
  let standing = before;
  const write = async () => {
    const settled = settle(posting, standing);
    if (settled !== null) return { posted: settled };
    const response = await client.request(route, review, { expect: [422] });
    if (response.status === 422) return { posted: null };
    const { id, html_url: url } = readAnswer(Posted, response.body, "a new review");
    return { posted: composePosted({ id, url, body }, standing.ownReviews) };
  };
  const find = async () => {
    standing = await fetchNow(posting);
    const own = findOwnReview(standing.ownReviews, identity, readMarkers);
    return own === null ? null : { posted: composePosted(own, standing.ownReviews) };
  };
  return (await writeOnce({ write, find, pace })).posted;
}

function composePosted(review: OwnReview, others: readonly OwnReview[]): PostedReview {
  const { id, url } = review;
  return {
    outcome: { kind: "published", reviewId: id, url },
    ownReviews: [review, ...others.filter((other) => other.id !== id)],
  };
}

const keepAll = async (_posting: Posting, comments: Comments): Promise<Comments> => comments;

async function keepInside({ client, identity }: Posting, comments: Comments): Promise<Comments> {
  const { outside, unknown } = await sortByPatch(client, identity.pullRequest, comments);
  // A file without a patch is under suspicion only where nothing else explains the refusal.
  const dropped = new Set(outside.length > 0 ? outside : unknown);
  return comments.filter((comment) => !dropped.has(comment));
}

async function keepTaken({ client, identity }: Posting, comments: Comments): Promise<Comments> {
  const { pullRequest, head } = identity;
  const taken = await probeComments(client, pullRequest, { head, comments });
  return comments.filter((comment) => taken.has(comment));
}

const keepNone = async (): Promise<Comments> => [];
