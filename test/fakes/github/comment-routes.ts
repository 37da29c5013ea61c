import { repositoryUrl } from "./present-repository.ts";
import { presentIssueComment, presentReaction, presentReviewComment } from "./present-review.ts";
import { findPull } from "./pull-routes.ts";
import {
  checkBody,
  checkCommit,
  checkNoPending,
  placeComment,
  storeReview,
  storeReviewComment,
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
import {
  type Account,
  type IssueComment,
  type PullRequest,
  type Reaction,
  type ReviewComment,
  timestamp,
  type World,
} from "./world.ts";

const readsPulls = [{ pull_requests: "read" }] as const;
const writesPulls = [{ pull_requests: "write" }] as const;
const readsTalk = [{ issues: "read" }, { pull_requests: "read" }] as const;
const writesTalk = [{ issues: "write" }, { pull_requests: "write" }] as const;

function checkUnlocked(pull: PullRequest): void {
  if (pull.isLocked) throw new ApiFailure(403, "Unable to create comment because issue is locked.");
}

function requireBody(request: RepositoryRequest): string {
  const text = checkBody(request.world, readText(request.body, "body") ?? "");
  if (text.trim() === "") throw unprocessable("body can't be blank");
  return text;
}

export function storeIssueComment(
  world: World,
  pull: PullRequest,
  author: Account,
  body: string,
): IssueComment {
  const now = timestamp(world);
  const comment: IssueComment = {
    id: world.nextId(),
    pull,
    author,
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    minimizedReason: null,
  };
  world.issueComments.set(comment.id, comment);
  return comment;
}

function createIssueComment(request: RepositoryRequest): Answer {
  const pull = findPull(request);
  checkUnlocked(pull);
  const comment = storeIssueComment(request.world, pull, request.world.app.bot, requireBody(request));
  return { status: 201, body: presentIssueComment(request.api, comment) };
}

function findIssueComment({ world, params, repository }: RepositoryRequest): IssueComment {
  const comment = world.issueComments.get(readNumber(params, "comment_id"));
  if (comment?.pull.repository !== repository) throw notFound();
  return comment;
}

function findReviewComment(request: RepositoryRequest): ReviewComment {
  const comment = request.world.reviewComments.get(readNumber(request.params, "comment_id"));
  if (comment?.pull.repository !== request.repository) throw notFound();
  return comment;
}

function updateIssueComment(request: RepositoryRequest): Answer {
  const comment = findIssueComment(request);
  if (comment.author !== request.world.app.bot)
    throw new ApiFailure(403, "Resource not accessible by integration");
  comment.body = requireBody(request);
  comment.updatedAt = timestamp(request.world);
  return { status: 200, body: presentIssueComment(request.api, comment) };
}

/** A second reaction of the same kind changes nothing and is answered 200. */
function react(request: RepositoryRequest, reactions: Reaction[]): Answer {
  const { world, body, api } = request;
  const content = String(body["content"]);
  const known = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];
  if (!known.includes(content)) throw unprocessable("content is not included in the list");
  const existing = reactions.find(
    (reaction) => reaction.content === content && reaction.author === world.app.bot,
  );
  if (existing !== undefined) return { status: 200, body: presentReaction(api, existing) };
  const reaction = { id: world.nextId(), author: world.app.bot, content, createdAt: timestamp(world) };
  reactions.push(reaction);
  return { status: 201, body: presentReaction(api, reaction) };
}

async function createReviewComment(request: RepositoryRequest): Promise<Answer> {
  const { world, body, api } = request;
  const pull = findPull(request);
  checkUnlocked(pull);
  checkNoPending(world, pull, world.app.bot);
  if (typeof body["in_reply_to"] === "number") return reply(request, body["in_reply_to"]);
  const commitId = readText(body, "commit_id");
  if (commitId === null) throw unprocessable("commit_id is missing");
  await checkCommit(pull, commitId);
  const placed = await placeComment(world, pull, commitId, body);
  const wanted = { author: world.app.bot, state: "COMMENTED", body: "", commitId, comments: [] } as const;
  const comment = storeReviewComment(world, storeReview(world, pull, wanted), placed, null);
  return { status: 201, body: presentReviewComment(api, comment) };
}

function reply(request: RepositoryRequest, commentId: number): Answer {
  const { world, api } = request;
  const pull = findPull(request);
  checkUnlocked(pull);
  const first = world.reviewComments.get(commentId);
  if (first?.pull !== pull) throw notFound();
  const text = requireBody(request);
  const wanted = {
    author: world.app.bot,
    state: "COMMENTED",
    body: "",
    commitId: first.commitId,
    comments: [],
  } as const;
  const review = storeReview(world, pull, wanted);
  const comment = storeReviewComment(world, review, { ...first, body: text }, first.inReplyTo ?? first.id);
  return { status: 201, body: presentReviewComment(api, comment) };
}

function listReviewComments(request: RepositoryRequest): Answer {
  const pull = findPull(request);
  const shown = [...request.world.reviewComments.values()]
    .filter((comment) => comment.pull === pull && comment.review.state !== "PENDING")
    .map((comment) => presentReviewComment(request.api, comment));
  return paginate(request, `${repositoryUrl("", pull.repository)}/pulls/${pull.number}/comments`, shown);
}

function listIssueComments(request: RepositoryRequest): Answer {
  const pull = findPull(request);
  const shown = [...request.world.issueComments.values()]
    .filter((comment) => comment.pull === pull)
    .map((comment) => presentIssueComment(request.api, comment));
  return paginate(request, `${repositoryUrl("", pull.repository)}/issues/${pull.number}/comments`, shown);
}

const issueComment = "/issues/comments/{comment_id}";
const reviewComment = "/pulls/comments/{comment_id}";

export const commentRoutes: readonly Route[] = [
  repositoryRoute("GET", "/issues/{issue_number}/comments", readsTalk, listIssueComments),
  repositoryRoute("POST", "/issues/{issue_number}/comments", writesTalk, createIssueComment),
  repositoryRoute("GET", issueComment, readsTalk, (request) => ({
    status: 200,
    body: presentIssueComment(request.api, findIssueComment(request)),
  })),
  repositoryRoute("PATCH", issueComment, writesTalk, updateIssueComment),
  repositoryRoute("POST", `${issueComment}/reactions`, writesTalk, (request) =>
    react(request, findIssueComment(request).reactions),
  ),
  repositoryRoute("GET", "/pulls/{pull_number}/comments", readsPulls, listReviewComments),
  repositoryRoute("POST", "/pulls/{pull_number}/comments", writesPulls, createReviewComment),
  repositoryRoute("POST", "/pulls/{pull_number}/comments/{comment_id}/replies", writesPulls, (request) =>
    reply(request, readNumber(request.params, "comment_id")),
  ),
  repositoryRoute("GET", reviewComment, readsPulls, (request) => ({
    status: 200,
    body: presentReviewComment(request.api, findReviewComment(request)),
  })),
  repositoryRoute("POST", `${reviewComment}/reactions`, writesPulls, (request) =>
    react(request, findReviewComment(request).reactions),
  ),
];
