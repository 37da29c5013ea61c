import { repositoryUrl } from "./present-repository.ts";
import { presentReview, presentReviewComment } from "./present-review.ts";
import { findPull } from "./pull-routes.ts";
import {
  checkBody,
  checkCommit,
  checkNoPending,
  type PlacedComment,
  placeComment,
  storeReview,
} from "./review-rules.ts";
import {
  type Answer,
  ApiFailure,
  notFound,
  paginate,
  type RepositoryRequest,
  type Route,
  readNumber,
  readText,
  repositoryRoute,
  unprocessable,
} from "./route.ts";
import { type Account, type PullRequest, type Review, timestamp, type World } from "./world.ts";

const readsPulls = [{ pull_requests: "read" }] as const;
const writesPulls = [{ pull_requests: "write" }] as const;

const stateOf: Readonly<Record<string, Review["state"]>> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

function readEvent(value: unknown): Review["state"] {
  if (value === undefined) return "PENDING";
  const state = stateOf[String(value)];
  if (state === undefined) {
    throw unprocessable("Variable $event of type PullRequestReviewEvent was provided invalid value");
  }
  return state;
}

function checkVerdict(pull: PullRequest, author: Account, state: Review["state"], body: string): void {
  if ((state === "COMMENTED" || state === "CHANGES_REQUESTED") && body.trim() === "") {
    throw unprocessable("Body can't be blank");
  }
  const isOwn = author === pull.author;
  if (isOwn && state === "APPROVED") throw unprocessable("Can not approve your own pull request");
  if (isOwn && state === "CHANGES_REQUESTED")
    throw unprocessable("Can not request changes on your own pull request");
}

async function createReview(request: RepositoryRequest): Promise<Answer> {
  const { world, body } = request;
  const pull = findPull(request);
  const author = world.app.bot;
  const state = readEvent(body["event"]);
  const text = checkBody(world, readText(body, "body") ?? "");
  if (pull.isLocked) throw unprocessable("lock prevents review");
  checkNoPending(world, pull, author);
  checkVerdict(pull, author, state, text);
  const commitId = readText(body, "commit_id") ?? pull.headSha;
  await checkCommit(pull, commitId);
  const comments = await placeAll(world, pull, commitId, body["comments"]);
  const review = storeReview(world, pull, { author, state, body: text, commitId, comments });
  return { status: 200, body: presentReview(request.api, review) };
}

async function placeAll(
  world: World,
  pull: PullRequest,
  commitId: string,
  comments: unknown,
): Promise<readonly PlacedComment[]> {
  if (comments === undefined || comments === null) return [];
  if (!Array.isArray(comments)) throw unprocessable("comments is not an array");
  const placed: PlacedComment[] = [];
  for (const comment of comments) placed.push(await placeComment(world, pull, commitId, comment ?? {}));
  return placed;
}

/** Reviews that the App sees: a pending one of somebody else stays hidden. */
export function visibleReviews(world: World, pull: PullRequest): readonly Review[] {
  const shownBefore = world.now() - world.reviewsVisibleAfterMs;
  return [...world.reviews.values()].filter((review) => {
    if (review.pull !== pull) return false;
    if (world.reviewsVisibleAfterMs > 0 && Date.parse(review.createdAt) > shownBefore) return false;
    return review.state !== "PENDING" || review.author === world.app.bot;
  });
}

function findReview(request: RepositoryRequest): Review {
  const pull = findPull(request);
  const review = request.world.reviews.get(readNumber(request.params, "review_id"));
  const isHidden = review?.state === "PENDING" && review.author !== request.world.app.bot;
  if (review?.pull !== pull || isHidden) throw notFound();
  return review;
}

function updateReview(request: RepositoryRequest): Answer {
  const review = findReview(request);
  const text = readText(request.body, "body") ?? "";
  if (text.trim() === "") throw unprocessable("Body can't be blank");
  if (review.author !== request.world.app.bot)
    throw new ApiFailure(403, "Resource not accessible by integration");
  review.body = checkBody(request.world, text);
  return { status: 200, body: presentReview(request.api, review) };
}

function deleteReview(request: RepositoryRequest): Answer {
  const review = findReview(request);
  const { world, api } = request;
  if (review.state !== "PENDING") throw unprocessable("Can not delete a non-pending pull request review");
  world.reviews.delete(review.id);
  for (const comment of world.reviewComments.values()) {
    if (comment.review === review) world.reviewComments.delete(comment.id);
  }
  return { status: 200, body: presentReview(api, review) };
}

function submitReview(request: RepositoryRequest): Answer {
  const review = findReview(request);
  const state = readEvent(request.body["event"]);
  if (review.state !== "PENDING" || state === "PENDING") {
    throw unprocessable("Can not submit a review that is not pending");
  }
  const text = checkBody(request.world, readText(request.body, "body") ?? review.body);
  checkVerdict(review.pull, review.author, state, text);
  Object.assign(review, { state, body: text, submittedAt: timestamp(request.world) });
  return { status: 200, body: presentReview(request.api, review) };
}

function dismissReview(request: RepositoryRequest): Answer {
  const review = findReview(request);
  if ((readText(request.body, "message") ?? "").trim() === "") throw unprocessable("Message can't be blank");
  if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED") {
    throw unprocessable(`Can not dismiss a ${review.state.toLowerCase()} pull request review`);
  }
  review.state = "DISMISSED";
  return { status: 200, body: presentReview(request.api, review) };
}

function listReviews(request: RepositoryRequest): Answer {
  const pull = findPull(request);
  const shown = visibleReviews(request.world, pull).map((review) => presentReview(request.api, review));
  return paginate(request, `${repositoryUrl("", pull.repository)}/pulls/${pull.number}/reviews`, shown);
}

function listCommentsOfReview(request: RepositoryRequest): Answer {
  const review = findReview(request);
  const comments = [...request.world.reviewComments.values()].filter((comment) => comment.review === review);
  const url = `${repositoryUrl("", review.pull.repository)}/pulls/${review.pull.number}/reviews/${review.id}/comments`;
  return paginate(
    request,
    url,
    comments.map((comment) => presentReviewComment(request.api, comment)),
  );
}

const one = "/pulls/{pull_number}/reviews/{review_id}";

export const reviewRoutes: readonly Route[] = [
  repositoryRoute("GET", "/pulls/{pull_number}/reviews", readsPulls, listReviews),
  repositoryRoute("POST", "/pulls/{pull_number}/reviews", writesPulls, createReview),
  repositoryRoute("GET", one, readsPulls, (request) => ({
    status: 200,
    body: presentReview(request.api, findReview(request)),
  })),
  repositoryRoute("PUT", one, writesPulls, updateReview),
  repositoryRoute("DELETE", one, writesPulls, deleteReview),
  repositoryRoute("GET", `${one}/comments`, readsPulls, listCommentsOfReview),
  repositoryRoute("POST", `${one}/events`, writesPulls, submitReview),
  repositoryRoute("PUT", `${one}/dismissals`, writesPulls, dismissReview),
];
