import type { CommitSha } from "../domain/change-set.ts";
import type { CommentRef } from "../domain/intent.ts";
import type { PullRequestMemory } from "../domain/memory.ts";
import type { Permission, PullRequestRef, PullRequestState, RepositoryRef } from "../domain/pull-request.ts";
import type { CheckDraft, ReviewDraft } from "../domain/review-draft.ts";
import type { ChangeSource } from "./ports.ts";

/** A configuration file as it stands at the base commit; null where there is none. `refused` names why it is not read. */
export type PolicyText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "refused"; readonly reason: string };

/** One look at a pull request: its state and the configuration that governs it. */
export interface PullRequestSnapshot {
  readonly state: PullRequestState;
  /** `.github/assay.yml` of the repository at the base commit. */
  readonly repositoryPolicy: PolicyText;
  /** `assay.yml` in the `.github` repository of the organisation. */
  readonly organisationPolicy: PolicyText;
}

/** Reads pull requests. Throws `ReviewError` with a `GITHUB_…` code. */
export interface PullRequestReader {
  fetchSnapshot(ref: PullRequestRef, signal: AbortSignal): Promise<PullRequestSnapshot>;
  /** The change of exactly this state, its merge base, and how it relates to an earlier head. */
  openChange(state: PullRequestState, signal: AbortSignal): Promise<PullRequestChange>;
}

export interface PullRequestChange {
  readonly source: ChangeSource;
  readonly mergeBase: CommitSha;
  /** Whether `earlier` is an ancestor of the head, so that a push only added commits. */
  isAncestor(earlier: CommitSha, signal: AbortSignal): Promise<boolean>;
  /** What GitHub counted and the files did not give: one sentence each; empty when all is there. */
  readonly shortfalls: readonly string[];
}

/** Identity of a review: what its signed marker is made of. */
export interface ReviewIdentity {
  readonly pullRequest: PullRequestRef;
  readonly head: CommitSha;
  readonly configuration: string;
  readonly generation: number;
}

export type PublishOutcome =
  | { readonly kind: "published"; readonly reviewId: number; readonly url: string }
  /** The same review was already there. */
  | { readonly kind: "already-published"; readonly reviewId: number }
  /** The pull request moved on; nothing was posted. */
  | { readonly kind: "stale"; readonly reason: "head-moved" | "closed" | "draft" | "retargeted" }
  /** The conversation takes no comments; the check run still tells the result. */
  | { readonly kind: "refused"; readonly reason: "locked" };

/** Writes reviews: looks for its own marker first, posts once, verifies. Throws `ReviewError` with a `GITHUB_…` code. */
export interface ReviewPublisher {
  publishReview(
    identity: ReviewIdentity,
    state: PullRequestState,
    draft: ReviewDraft,
  ): Promise<PublishOutcome>;
  /** Rewrites the body of our own review of the same head, where nothing new has to be said inline. */
  updateReview(identity: ReviewIdentity, reviewId: number, draft: ReviewDraft): Promise<PublishOutcome>;
  /** Marks older reviews of ours on this pull request as superseded. */
  supersede(pullRequest: PullRequestRef, exceptReviewId: number): Promise<void>;
}

/** Check runs of one name, found again by head and `externalId`. */
export interface CheckReporter {
  /** Creates the run, or takes up the one that is in progress for the same head and pull request. */
  startCheck(repository: RepositoryRef, head: string, externalId: string): Promise<number>;
  finishCheck(repository: RepositoryRef, checkId: number, draft: CheckDraft): Promise<void>;
}

export type Reaction = "eyes" | "+1" | "-1" | "confused";

/** People talking to Assay in comments. */
export interface Conversation {
  fetchPermission(repository: RepositoryRef, login: string): Promise<Permission>;
  /** The comment as it stands now; null when it is gone. */
  fetchComment(
    pullRequest: PullRequestRef,
    comment: CommentRef,
  ): Promise<{ readonly body: string; readonly authorId: number } | null>;
  react(pullRequest: PullRequestRef, comment: CommentRef, reaction: Reaction): Promise<void>;
  reply(pullRequest: PullRequestRef, comment: CommentRef, markdown: string): Promise<void>;
}

/** Remembers pull requests between reviews. */
export interface MemoryStore {
  /** A pull request that was never seen has an empty memory. */
  load(pullRequest: PullRequestRef): Promise<PullRequestMemory>;
  save(pullRequest: PullRequestRef, memory: PullRequestMemory): Promise<void>;
  /** Forgets an installation, or some of its repositories. */
  forget(installationId: number, repositoryIds: readonly number[] | null): Promise<void>;
}
