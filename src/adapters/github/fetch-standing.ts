import { z } from "zod";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { GitHubClient } from "./github-client.ts";
import { queryPullRequest } from "./query-pull-request.ts";
import { BigId, readAnswer } from "./read-answer.ts";

/** A submitted review that the App itself wrote. */
export interface OwnReview {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

/** A pull request as it stands, and what the App has written on it. */
export interface Standing {
  readonly isOpen: boolean;
  readonly isDraft: boolean;
  readonly isLocked: boolean;
  readonly headSha: string;
  readonly baseBranch: string;
  /** Newest first; the oldest of a very long conversation may be missing. */
  readonly ownReviews: readonly OwnReview[];
  /** Reviews that the App began and never submitted: nobody else sees them. */
  readonly pendingIds: readonly number[];
}

/** Pages of a hundred reviews that are looked through. */
const mostPages = 3;

const query = `query ($owner: String!, $name: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequest(number: $number) {
      state
      isDraft
      locked
      headRefOid
      baseRefName
      pending: reviews(first: 10, states: [PENDING]) {
        nodes { fullDatabaseId viewerDidAuthor }
      }
      reviews(last: 100, before: $before, states: [COMMENTED]) {
        pageInfo { hasPreviousPage startCursor }
        nodes { fullDatabaseId viewerDidAuthor url body }
      }
    }
  }
}`;

const Pending = z.object({ fullDatabaseId: BigId, viewerDidAuthor: z.boolean() });
const Review = Pending.extend({ url: z.string(), body: z.string() });
const PullRequest = z.object({
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  locked: z.boolean(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  pending: z.object({ nodes: z.array(Pending.nullable()) }),
  reviews: z.object({
    pageInfo: z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullable() }),
    nodes: z.array(Review.nullable()),
  }),
});

/** One query in the ordinary case; older pages only until `isEnough` is content with the reviews so far. */
export async function fetchStanding(
  client: GitHubClient,
  ref: PullRequestRef,
  isEnough: (reviews: readonly OwnReview[]) => boolean,
): Promise<Standing> {
  const first = await fetchPage(client, ref, null);
  const ownReviews = [...selectOwn(first)];
  let { pageInfo } = first.reviews;
  for (let page = 2; page <= mostPages; page += 1) {
    if (!pageInfo.hasPreviousPage || pageInfo.startCursor === null || isEnough(ownReviews)) break;
    const older = await fetchPage(client, ref, pageInfo.startCursor);
    ownReviews.push(...selectOwn(older));
    pageInfo = older.reviews.pageInfo;
  }
  return {
    isOpen: first.state === "OPEN",
    isDraft: first.isDraft,
    isLocked: first.locked,
    headSha: first.headRefOid,
    baseBranch: first.baseRefName,
    ownReviews,
    pendingIds: first.pending.nodes.flatMap((review) =>
      review?.viewerDidAuthor === true ? [review.fullDatabaseId] : [],
    ),
  };
}

async function fetchPage(
  client: GitHubClient,
  ref: PullRequestRef,
  before: string | null,
): Promise<z.output<typeof PullRequest>> {
  const pullRequest = await queryPullRequest(client, ref, { query, variables: { before } });
  return readAnswer(PullRequest, pullRequest, "the reviews of a pull request");
}

function selectOwn({ reviews }: z.output<typeof PullRequest>): readonly OwnReview[] {
  const own = reviews.nodes.flatMap((review) =>
    review?.viewerDidAuthor === true
      ? [{ id: review.fullDatabaseId, url: review.url, body: review.body }]
      : [],
  );
  return own.reverse();
}
