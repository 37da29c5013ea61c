import { storeIssueComment } from "./comment-routes.ts";
import type { EventComposer } from "./compose-event.ts";
import { presentLabel } from "./present-pull-request.ts";
import { findPending, placeComment, storeReview, storeReviewComment } from "./review-rules.ts";
import type { Delivery, WebhookEvent } from "./webhook-sender.ts";
import {
  type Account,
  type CheckRun,
  type IssueComment,
  type PullRequest,
  type Review,
  type ReviewComment,
  timestamp,
  type World,
} from "./world.ts";
import type { FileContent } from "./write-git-objects.ts";

type Files = Readonly<Record<string, FileContent>>;

/** What actions need beside the state. */
export interface ActionContext {
  readonly world: World;
  readonly compose: EventComposer;
  readonly send: (event: WebhookEvent) => Promise<Delivery>;
  readonly api: string;
}

export interface ReviewCommentRequest {
  readonly path: string;
  readonly line: number;
  readonly side?: "LEFT" | "RIGHT";
  readonly body: string;
  readonly inReplyTo?: number;
}

/** A pull request that people act on. Every action changes the state and then hands its webhook over. */
export interface PullRequestHandle {
  readonly state: PullRequest;
  readonly id: number;
  readonly number: number;
  readonly headSha: string;
  readonly baseSha: string;
  /** A commit on top of the head. */
  push(files: Files, message?: string): Promise<Delivery>;
  /** Replaces the head: a commit on `parent` (the base of the pull request when absent). */
  forcePush(files: Files, parent?: string): Promise<Delivery>;
  close(actor?: Account): Promise<Delivery>;
  merge(actor?: Account): Promise<Delivery>;
  reopen(actor?: Account): Promise<Delivery>;
  readyForReview(): Promise<Delivery>;
  convertToDraft(): Promise<Delivery>;
  /** Another base branch. */
  retarget(branch: string): Promise<Delivery>;
  edit(change: { readonly title?: string; readonly body?: string }): Promise<Delivery>;
  label(name: string, actor?: Account): Promise<Delivery>;
  unlabel(name: string, actor?: Account): Promise<Delivery>;
  lock(actor?: Account): Promise<Delivery>;
  unlock(actor?: Account): Promise<Delivery>;
  comment(
    author: Account,
    body: string,
  ): Promise<{ readonly comment: IssueComment; readonly delivery: Delivery }>;
  editComment(comment: IssueComment, body: string, actor?: Account): Promise<Delivery>;
  deleteComment(comment: IssueComment, actor?: Account): Promise<Delivery>;
  reviewComment(
    author: Account,
    request: ReviewCommentRequest,
  ): Promise<{ readonly comment: ReviewComment; readonly delivery: Delivery }>;
  /** "Re-run" in the checks tab. */
  rerequestCheck(run: CheckRun, actor?: Account): Promise<Delivery>;
  /** A pending review that an earlier run left behind; of the App when no author is given. */
  leavePendingReview(author?: Account): Review;
  /** Any review of anybody, stored without a webhook. */
  addReview(review: {
    readonly author: Account;
    readonly body: string;
    readonly state?: Review["state"];
  }): Review;
  /** The webhook of the present state, without changing it. */
  deliver(action: string, actor?: Account): Promise<Delivery>;
  /** What the App, and everybody else, wrote so far; pending reviews included. */
  reviews(): readonly Review[];
  reviewComments(): readonly ReviewComment[];
  comments(): readonly IssueComment[];
  /** Check runs of all commits of this pull request, oldest first. */
  checkRuns(): readonly CheckRun[];
}

export function createPullRequestHandle(context: ActionContext, pull: PullRequest): PullRequestHandle {
  const { world, compose, send } = context;
  const heads = new Set([pull.headSha]);
  const ofPull = (item: { readonly pull: PullRequest }) => item.pull === pull;
  const deliver = async (
    action: string,
    actor: Account = pull.author,
    extra: Record<string, unknown> = {},
  ) => {
    pull.updatedAt = timestamp(world);
    return send(await compose.pullRequest(pull, action, actor, extra));
  };
  const change = (
    values: Partial<PullRequest>,
    action: string,
    actor?: Account,
    extra?: Record<string, unknown>,
  ) => {
    Object.assign(pull, values);
    return deliver(action, actor, extra);
  };
  const moveHead = async (sha: string, isForced: boolean) => {
    const before = pull.headSha;
    heads.add(sha);
    moveHeadTo(world, pull, sha, isForced);
    return deliver("synchronize", pull.author, { before, after: sha });
  };
  const pushOnto = (files: Files, parent: string, message: string | undefined, isForced: boolean) => {
    const source = pull.headRepository;
    if (source === null) throw new Error("the fork was deleted");
    const sha = source.git.commit({
      branch: pull.headBranch,
      parent,
      files,
      ...(message === undefined ? {} : { message }),
    });
    return moveHead(sha, isForced);
  };
  const relabel = (labels: PullRequest["labels"], action: string, name: string, actor?: Account) => {
    const label = [...pull.labels, ...labels].find((candidate) => candidate.name === name);
    if (label === undefined) throw new Error(`there is no label ${name}`);
    return change({ labels }, action, actor, { label: presentLabel(context.api, pull.repository, label) });
  };
  return {
    state: pull,
    id: pull.id,
    number: pull.number,
    get headSha() {
      return pull.headSha;
    },
    get baseSha() {
      return pull.baseSha;
    },
    push: (files, message) => pushOnto(files, pull.headSha, message, false),
    forcePush: (files, parent = pull.baseSha) => pushOnto(files, parent, undefined, true),
    close: (actor) => change({ state: "closed", closedAt: timestamp(world) }, "closed", actor),
    merge: (actor) => {
      const now = timestamp(world);
      return change({ state: "closed", closedAt: now, mergedAt: now }, "closed", actor);
    },
    reopen: (actor) => change({ state: "open", closedAt: null }, "reopened", actor),
    readyForReview: () => change({ isDraft: false }, "ready_for_review"),
    convertToDraft: () => change({ isDraft: true }, "converted_to_draft"),
    retarget: (branch) => {
      const tip = pull.repository.git.tip(branch);
      if (tip === null) throw new Error(`there is no branch ${branch}`);
      const changes = { base: { ref: { from: pull.baseBranch }, sha: { from: pull.baseSha } } };
      return change({ baseBranch: branch, baseSha: tip }, "edited", pull.author, { changes });
    },
    edit: (wanted) => {
      const changes = {
        ...(wanted.title === undefined ? {} : { title: { from: pull.title } }),
        ...(wanted.body === undefined ? {} : { body: { from: pull.body ?? "" } }),
      };
      return change(wanted, "edited", pull.author, { changes });
    },
    label: (name, actor) => relabel([...pull.labels, { id: world.nextId(), name }], "labeled", name, actor),
    unlabel: (name, actor) =>
      relabel(
        pull.labels.filter((label) => label.name !== name),
        "unlabeled",
        name,
        actor,
      ),
    lock: (actor) => change({ isLocked: true }, "locked", actor),
    unlock: (actor) => change({ isLocked: false }, "unlocked", actor),
    comment: async (author, body) => {
      const comment = storeIssueComment(world, pull, author, body);
      return { comment, delivery: await send(compose.issueComment(comment, "created", author)) };
    },
    editComment: (comment, body, actor = comment.author) => {
      const changes = { body: { from: comment.body } };
      Object.assign(comment, { body, updatedAt: timestamp(world) });
      return send(compose.issueComment(comment, "edited", actor, { changes }));
    },
    deleteComment: (comment, actor = comment.author) => {
      world.issueComments.delete(comment.id);
      return send(compose.issueComment(comment, "deleted", actor));
    },
    reviewComment: async (author, request) => {
      const placed = await placeComment(world, pull, pull.headSha, { side: "RIGHT", ...request });
      const wanted = { author, state: "COMMENTED", body: "", commitId: pull.headSha, comments: [] } as const;
      const comment = storeReviewComment(
        world,
        storeReview(world, pull, wanted),
        placed,
        request.inReplyTo ?? null,
      );
      return { comment, delivery: await send(compose.reviewComment(comment, author)) };
    },
    rerequestCheck: (run, actor = pull.author) => {
      Object.assign(run.suite, { status: "queued", conclusion: null });
      return send(compose.checkRun(run, actor));
    },
    leavePendingReview: (author = world.app.bot) => {
      const wanted = { author, state: "PENDING", body: "", commitId: pull.headSha, comments: [] } as const;
      return findPending(world, pull, author) ?? storeReview(world, pull, wanted);
    },
    addReview: ({ author, body, state = "COMMENTED" }) =>
      storeReview(world, pull, { author, state, body, commitId: pull.headSha, comments: [] }),
    deliver,
    reviews: () => [...world.reviews.values()].filter(ofPull),
    reviewComments: () => [...world.reviewComments.values()].filter(ofPull),
    comments: () => [...world.issueComments.values()].filter(ofPull),
    checkRuns: () =>
      [...world.checkRuns.values()].filter(
        (run) =>
          run.repository === pull.repository && (heads.has(run.headSha) || run.headSha === pull.headSha),
      ),
  };
}

/** Moves the head of a pull request; GitHub brings its base up to date on the way. */
export function moveHeadTo(world: World, pull: PullRequest, sha: string, isForced: boolean): void {
  pull.headSha = sha;
  pull.baseSha = pull.repository.git.tip(pull.baseBranch) ?? pull.baseSha;
  pull.repository.git.setRef(`refs/pull/${pull.number}/head`, sha);
  if (!isForced || !world.repointReviewsOnForcePush) return;
  for (const review of world.reviews.values()) {
    if (review.pull === pull) review.commitId = sha;
  }
}
