import { presentAccount } from "./present-account.ts";
import { associationOf, pullHtmlUrl, pullUrl } from "./present-pull-request.ts";
import { repositoryUrl } from "./present-repository.ts";
import { type IssueComment, nodeId, type Reaction, type Review, type ReviewComment } from "./world.ts";

export function presentReview(api: string, review: Review): Record<string, unknown> {
  const { pull } = review;
  const web = `${pullHtmlUrl(pull)}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: presentAccount(api, review.author),
    body: review.body,
    state: review.state,
    html_url: web,
    pull_request_url: pullUrl(api, pull),
    author_association: associationOf(pull.repository, review.author),
    _links: { html: { href: web }, pull_request: { href: pullUrl(api, pull) } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  };
}

const reactionNames = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];

export function presentReactions(url: string, reactions: readonly Reaction[]): Record<string, unknown> {
  const counts = reactionNames.map((name) => [
    name,
    reactions.filter(({ content }) => content === name).length,
  ]);
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function presentReaction(api: string, reaction: Reaction): Record<string, unknown> {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: presentAccount(api, reaction.author),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** A comment on lines of the diff. */
export function presentReviewComment(api: string, comment: ReviewComment): Record<string, unknown> {
  const { pull } = comment;
  const url = `${repositoryUrl(api, pull.repository)}/pulls/comments/${comment.id}`;
  const web = `${pullHtmlUrl(pull)}#discussion_r${comment.id}`;
  return {
    url,
    pull_request_review_id: comment.review.id,
    id: comment.id,
    node_id: nodeId("PRRC", comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: comment.review.commitId,
    original_commit_id: comment.commitId,
    user: presentAccount(api, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
    html_url: web,
    pull_request_url: pullUrl(api, pull),
    author_association: associationOf(pull.repository, comment.author),
    _links: { self: { href: url }, html: { href: web }, pull_request: { href: pullUrl(api, pull) } },
    reactions: presentReactions(url, comment.reactions),
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
    start_line: comment.startLine,
    original_start_line: comment.startLine,
    start_side: comment.startSide,
    ...(comment.line === null ? {} : { line: comment.line, original_line: comment.line }),
    side: comment.side,
    position: 1,
    original_position: 1,
    subject_type: comment.subjectType,
  };
}

export function presentIssueComment(api: string, comment: IssueComment): Record<string, unknown> {
  const { pull } = comment;
  const repository = repositoryUrl(api, pull.repository);
  const url = `${repository}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${pullHtmlUrl(pull)}#issuecomment-${comment.id}`,
    issue_url: `${repository}/issues/${pull.number}`,
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    user: presentAccount(api, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    body: comment.body,
    author_association: associationOf(pull.repository, comment.author),
    reactions: presentReactions(url, comment.reactions),
    performed_via_github_app: null,
  };
}
