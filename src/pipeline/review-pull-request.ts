import type { CommitSha, HunkRef } from "../domain/change-set.ts";
import type { Usage } from "../domain/model-answer.ts";
import type { Verdict } from "../domain/review.ts";
import type { ReviewDraft } from "../domain/review-draft.ts";
import { placeFindings } from "../review/findings/place-findings.ts";
import { type ReconciledFindings, reconcileFindings } from "../review/findings/reconcile-findings.ts";
import { admitChange, type RefusalReason } from "../review/pull-request/admit-change.ts";
import { renderReviewDraft } from "../review/render/render-review-draft.ts";
import { unitTokens } from "../review/units/unit-budget.ts";
import { externalIdOf, isDone, isWanted } from "./is-done.ts";
import { annotatePolicyProblems, noticePolicyProblems } from "./policy-problems.ts";
import type { PublishOutcome, PullRequestChange, ReviewIdentity } from "./ports-code-host.ts";
import type { PullRequestDependencies, PullRequestJob, PullRequestRequest } from "./pull-request-job.ts";
import { rememberReview } from "./remember-review.ts";
import { type ReviewTrace, reviewChange } from "./review-change.ts";
import { closedCheck, failedCheck, refusedCheck } from "./unfinished-checks.ts";

export type PullRequestOutcome =
  | {
      readonly kind: "reviewed";
      readonly verdict: Verdict;
      readonly published: PublishOutcome;
      readonly head: CommitSha;
      readonly usage: Usage;
      readonly authorId: number;
    }
  | { readonly kind: "not-admitted"; readonly reason: RefusalReason; readonly head: CommitSha }
  /** The same head was reviewed already under the same configuration. */
  | { readonly kind: "unchanged"; readonly head: CommitSha }
  /** A newer intent took over while this one ran. */
  | { readonly kind: "aborted" };

interface ReviewedPullRequest {
  readonly result: PullRequestOutcome;
  readonly check: ReviewDraft["check"];
  readonly remember: () => Promise<void>;
}

/** One pull request, from request to posted review. A check run that was started always ends. */
export async function reviewPullRequest(
  request: PullRequestRequest,
  deps: PullRequestDependencies,
  signal: AbortSignal,
): Promise<PullRequestOutcome> {
  try {
    return await reviewUnlessAborted(request, deps, signal);
  } catch (error) {
    // Whatever failed once nobody wants the review any more was made to fail, or does not matter.
    if (signal.aborted) return { kind: "aborted" };
    throw error;
  }
}

async function reviewUnlessAborted(
  request: PullRequestRequest,
  deps: PullRequestDependencies,
  signal: AbortSignal,
): Promise<PullRequestOutcome> {
  const snapshot = await deps.reader.fetchSnapshot(request.pullRequest, signal);
  const memory = await deps.memory.load(request.pullRequest);
  const governing = deps.readPolicy(snapshot);
  const configuration = `${deps.configuration}${governing.hash}`;
  const job: PullRequestJob = { request, snapshot, governing, memory, configuration };
  const isRequested = isWanted(request);
  const admission = admitChange(snapshot.state, governing.policy, { isPaused: memory.isPaused, isRequested });
  if (!admission.admitted) return refuse(job, admission, deps);
  if (isDone(job)) return { kind: "unchanged", head: snapshot.state.headSha };

  const { result, remember } = await reviewUnderCheck(job, deps, signal);
  // Last: until then, whoever takes over after a crash finds the work undone and ends the check.
  await remember();
  return result;
}

/** A check run that was started ends here, whatever happens. */
async function reviewUnderCheck(
  job: PullRequestJob,
  deps: PullRequestDependencies,
  signal: AbortSignal,
): Promise<ReviewedPullRequest> {
  const { pullRequest } = job.request;
  const { repository } = pullRequest;
  const externalId = externalIdOf(pullRequest, job.memory.generation + 1);
  const checkId = await deps.checks.startCheck(repository, job.snapshot.state.headSha, externalId);
  const end = (check: ReviewDraft["check"]) => deps.checks.finishCheck(repository, checkId, check);
  try {
    const reviewed = await reviewAdmitted(job, deps, signal);
    await end(reviewed.check);
    return reviewed;
  } catch (error) {
    await end(failedCheck(error, signal.aborted));
    throw error;
  }
}

async function refuse(
  { snapshot, request }: PullRequestJob,
  admission: { readonly reason: RefusalReason; readonly text: string },
  deps: PullRequestDependencies,
): Promise<PullRequestOutcome> {
  if (admission.reason === "too-many-files") {
    const { repository } = request.pullRequest;
    const externalId = externalIdOf(request.pullRequest, 0);
    const checkId = await deps.checks.startCheck(repository, snapshot.state.headSha, externalId);
    await deps.checks.finishCheck(repository, checkId, refusedCheck(admission.text));
  }
  return { kind: "not-admitted", reason: admission.reason, head: snapshot.state.headSha };
}

async function reviewAdmitted(
  job: PullRequestJob,
  deps: PullRequestDependencies,
  signal: AbortSignal,
): Promise<ReviewedPullRequest> {
  const { state } = job.snapshot;
  const { policy } = job.governing;
  const change = await deps.reader.openChange(state, signal);
  const reviewedHunks = await selectCarriedHunks(job, change, signal);
  const caps = [policy["max-cost-usd"], deps.maxCostUsd].filter((cap) => cap !== null);
  const maxCostUsd = caps.length === 0 ? null : Math.min(...caps);
  const trace = await reviewChange(
    { policy, unitTokens: unitTokens[policy.depth], reviewedHunks, depth: policy.depth, maxCostUsd },
    { ...deps, source: change.source },
    signal,
  );
  signal.throwIfAborted();

  const reconciled = reconcile(job, trace, change, deps);
  const draft = renderDraft(job, trace, { reconciled, change }, deps);
  const published = await publish(job, draft, deps);
  if (published.kind === "stale") {
    const check = closedCheck(published.reason);
    return { result: { kind: "aborted" }, check, remember: () => Promise.resolve() };
  }
  const { usage } = trace.result;
  const { headSha: head, authorId } = state;
  return {
    result: { kind: "reviewed", verdict: draft.verdict, published, head, usage, authorId },
    check: draft.check,
    remember: () => rememberReview(job, { trace, change, reconciled, draft, published }, deps.memory),
  };
}

/** What an earlier review covered counts again only after a plain push: same configuration, ancestor, same merge base. */
async function selectCarriedHunks(
  { request, memory, configuration }: PullRequestJob,
  change: PullRequestChange,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const last = memory.lastReview;
  if (request.scope === "full" || last === null) return new Set();
  if (last.configuration !== configuration || last.mergeBase !== change.mergeBase) return new Set();
  return (await change.isAncestor(last.head, signal)) ? new Set(last.reviewedHunks) : new Set();
}

function reconcile(
  { snapshot, memory }: PullRequestJob,
  trace: ReviewTrace,
  change: PullRequestChange,
  deps: PullRequestDependencies,
): ReconciledFindings {
  return reconcileFindings({
    found: trace.result.defects,
    remembered: memory.lastReview?.findings ?? [],
    change: trace.prepared.change,
    isWholeChange: change.shortfalls.length === 0 && trace.prepared.gaps.length === 0,
    askedHunks: trace.outcomes.flatMap(({ kind, unit }): readonly HunkRef[] =>
      kind === "answered" ? unit.hunks.map(({ ref }) => ref) : [],
    ),
    head: snapshot.state.headSha,
    today: deps.today(),
    mask: trace.prepared.redactor.mask,
  });
}

function renderDraft(
  { request, snapshot, governing, memory }: PullRequestJob,
  trace: ReviewTrace,
  found: { readonly reconciled: ReconciledFindings; readonly change: PullRequestChange },
  deps: PullRequestDependencies,
): ReviewDraft {
  const { policy } = governing;
  const shortfalls = found.change.shortfalls.map((text) => ({ kind: "incomplete-change", text }));
  const result = {
    ...trace.result,
    gaps: [...trace.result.gaps, ...found.change.shortfalls],
    notices: [...trace.result.notices, ...shortfalls, ...noticePolicyProblems(governing)],
  };
  const placed = placeFindings(found.reconciled.findings, trace.prepared.change, {
    commentFrom: policy["comment-from"],
  });
  const draft = renderReviewDraft({
    result,
    reconciled: found.reconciled,
    placed,
    context: {
      change: trace.prepared.change,
      mask: trace.prepared.redactor.mask,
      headSha: snapshot.state.headSha,
      mergeBase: found.change.mergeBase,
      repositoryUrl: deps.repositoryUrl(request.pullRequest),
      failOn: policy["fail-on"],
      docsUrl: deps.docsUrl,
      previousHead: memory.lastReview?.head ?? null,
    },
  });
  return annotatePolicyProblems(draft, governing);
}

/** The same head is said once: where nothing new stands inline, the review that is there is rewritten. */
async function publish(
  job: PullRequestJob,
  draft: ReviewDraft,
  deps: PullRequestDependencies,
): Promise<PublishOutcome> {
  const identity = identityOf(job);
  const last = job.memory.lastReview;
  const isSameHead = last !== null && last.head === identity.head;
  if (isSameHead && last.reviewId !== null && draft.comments.length === 0) {
    return deps.publisher.updateReview(identity, last.reviewId, draft);
  }
  const published = await deps.publisher.publishReview(identity, job.snapshot.state, draft);
  // After a crash between the two the older reviews are still unmarked.
  if (published.kind === "published" || published.kind === "already-published") {
    await deps.publisher.supersede(identity.pullRequest, published.reviewId);
  }
  return published;
}

function identityOf({ request, snapshot, memory, configuration }: PullRequestJob): ReviewIdentity {
  return {
    pullRequest: request.pullRequest,
    head: snapshot.state.headSha,
    configuration,
    generation: memory.generation + 1,
  };
}
