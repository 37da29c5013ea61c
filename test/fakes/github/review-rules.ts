import { type Anchor, findAnchorHunk, findPositionLine } from "./commentable-lines.ts";
import { isShown } from "./present-files.ts";
import { readComparison, readPullDiff } from "./read-git-diff.ts";
import { readText, unprocessable } from "./route.ts";
import type { Account, PullRequest, Review, ReviewComment, Side, World } from "./world.ts";
import { timestamp } from "./world.ts";

type Body = Readonly<Record<string, unknown>>;

export interface PlacedComment
  extends Pick<
    ReviewComment,
    "path" | "body" | "line" | "side" | "startLine" | "startSide" | "diffHunk" | "subjectType"
  > {}

/** A body as GitHub takes it: a string of at most 65,536 characters. */
export function checkBody(world: World, body: string): string {
  const limit = world.limits.bodyCharacters;
  if ([...body].length > limit) throw unprocessable(`body is too long (maximum is ${limit} characters)`);
  return body;
}

/** The commit a review speaks of has to belong to the pull request. */
export async function checkCommit(pull: PullRequest, commitId: string): Promise<void> {
  if (commitId === pull.headSha) return;
  const { git } = pull.repository;
  const object = /^[0-9a-f]{40}$/.test(commitId) ? await git.objects.read(commitId) : null;
  if (object?.type !== "commit") throw unprocessable("commit_id is not part of the pull request");
  const { aheadBy } = await readComparison(git, pull.headSha, commitId);
  if (aheadBy > 0) throw unprocessable("commit_id is not part of the pull request");
}

/** Finds the hunk of each comment. One that is in no hunk refuses all of them, and the answer names none. */
export async function placeComment(
  world: World,
  pull: PullRequest,
  commitId: string,
  body: Body,
): Promise<PlacedComment> {
  const path = readText(body, "path") ?? "";
  const text = checkBody(world, readText(body, "body") ?? "");
  if (text === "") throw unprocessable("body can't be blank");
  const files = await readPullDiff(pull.repository.git, pull.baseSha, commitId);
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw unprocessable("Path could not be resolved");
  if (body["subject_type"] === "file") {
    const nowhere = { line: null, side: "RIGHT", startLine: null, startSide: null } as const;
    return { path, body: text, ...nowhere, diffHunk: "", subjectType: "file" };
  }
  const patch = isShown(file, world.limits) ? file.patch : null;
  const anchor = patch === null ? null : readAnchor(body, patch);
  const diffHunk = patch === null || anchor === null ? null : findAnchorHunk(patch, anchor);
  if (anchor === null || diffHunk === null) throw unprocessable("Line could not be resolved");
  return { path, body: text, ...anchor, diffHunk, subjectType: "line" };
}

function readAnchor(body: Body, patch: string): Anchor | null {
  if (typeof body["position"] === "number") return findPositionLine(patch, body["position"]);
  if (!Number.isInteger(body["line"])) return null;
  const side = readSide(body["side"]) ?? "RIGHT";
  const startLine = Number.isInteger(body["start_line"]) ? Number(body["start_line"]) : null;
  const startSide = startLine === null ? null : (readSide(body["start_side"]) ?? side);
  return { line: Number(body["line"]), side, startLine, startSide };
}

function readSide(value: unknown): Side | null {
  if (value === undefined || value === null) return null;
  if (value !== "LEFT" && value !== "RIGHT") throw unprocessable("side is not included in the list");
  return value;
}

export function findPending(world: World, pull: PullRequest, author: Account): Review | null {
  const isTheirs = (review: Review) => review.pull === pull && review.author === author;
  return [...world.reviews.values()].find((review) => isTheirs(review) && review.state === "PENDING") ?? null;
}

/** GitHub keeps one pending review a person and pull request, and refuses further ones of any kind. */
export function checkNoPending(world: World, pull: PullRequest, author: Account): void {
  if (findPending(world, pull, author) !== null) {
    throw unprocessable("User can only have one pending review per pull request");
  }
}

export interface NewReview {
  readonly author: Account;
  readonly state: Review["state"];
  readonly body: string;
  readonly commitId: string;
  readonly comments: readonly PlacedComment[];
}

/** Stores a review with its comments. */
export function storeReview(world: World, pull: PullRequest, wanted: NewReview): Review {
  const now = timestamp(world);
  const review: Review = {
    id: world.nextId(),
    pull,
    author: wanted.author,
    state: wanted.state,
    body: wanted.body,
    commitId: wanted.commitId,
    createdAt: now,
    submittedAt: wanted.state === "PENDING" ? null : now,
    minimizedReason: null,
  };
  world.reviews.set(review.id, review);
  for (const comment of wanted.comments) storeReviewComment(world, review, comment, null);
  return review;
}

export function storeReviewComment(
  world: World,
  review: Review,
  placed: PlacedComment,
  inReplyTo: number | null,
): ReviewComment {
  const comment: ReviewComment = {
    ...placed,
    id: world.nextId(),
    pull: review.pull,
    review,
    author: review.author,
    commitId: review.commitId,
    inReplyTo,
    createdAt: timestamp(world),
    reactions: [],
    minimizedReason: null,
  };
  world.reviewComments.set(comment.id, comment);
  return comment;
}
