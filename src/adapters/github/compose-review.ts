import type { CommitSha } from "../../domain/change-set.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { InlineComment, ReviewDraft } from "../../domain/review-draft.ts";
import type { ReviewIdentity } from "../../pipeline/ports-code-host.ts";
import { cutBody } from "./cut-body.ts";
import { type ReviewMarkers, selectMarkerIdentity } from "./review-marker.ts";

/** Comments that GitHub does not take at their lines, as a section of the body. */
export type RenderMoved = (comments: readonly InlineComment[]) => string;

/** What the body of a review is made of. */
export interface ReviewTexts extends ReviewMarkers {
  readonly identity: ReviewIdentity;
  readonly draft: ReviewDraft;
  readonly renderMoved: RenderMoved;
}

/** Path parameters of everything below a pull request. */
export function composePullPath(ref: PullRequestRef): Readonly<Record<string, number>> {
  return { repository_id: ref.repository.repositoryId, pull_number: ref.number };
}

/** Comments as `POST /pulls/{n}/reviews` takes them. */
export function composeComments(
  comments: readonly InlineComment[],
): readonly Readonly<Record<string, unknown>>[] {
  return comments.map(({ path, line, side, startLine, body }) => ({
    path,
    line,
    side,
    ...(startLine === null ? {} : { start_line: startLine, start_side: side }),
    body: cutBody(body, ""),
  }));
}

/** A submitted review. The commit is always named: left out, GitHub takes the latest one. */
export function composeReview(
  ref: PullRequestRef,
  review: { readonly head: CommitSha; readonly body: string; readonly comments: readonly InlineComment[] },
): Readonly<Record<string, unknown>> {
  return {
    ...composePullPath(ref),
    commit_id: review.head,
    event: "COMMENT",
    body: review.body,
    comments: composeComments(review.comments),
  };
}

/** The body of a review whose comments stand inline only where `inline` has them; it ends in the marker. */
export function composeReviewBody(
  { draft, identity, composeMarker, renderMoved }: ReviewTexts,
  inline: readonly InlineComment[],
): string {
  const kept = new Set(inline);
  const moved = draft.comments.filter((comment) => !kept.has(comment));
  const text = moved.length === 0 ? draft.body : `${draft.body}\n\n${renderMoved(moved)}`;
  return cutBody(text, composeMarker(selectMarkerIdentity(identity)));
}
