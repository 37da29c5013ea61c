import type { CommitSha } from "../domain/change-set.ts";
import type { Finding, Severity } from "../domain/finding.ts";
import type { Usage } from "../domain/model-answer.ts";
import type { Verdict } from "../domain/review.ts";
import type { ReviewDraft } from "../domain/review-draft.ts";
import { admitChange, type RefusalReason } from "../review/pull-request/admit-change.ts";
import { unitTokens } from "../review/units/unit-budget.ts";
import { decideVerdict } from "../review/verdict/decide-verdict.ts";
import { findOmission, type Omission } from "../review/verdict/find-omission.ts";
import { draftReview } from "./draft-review.ts";
import { checkOfUsedBudget, findBudgetEnd, fundReview, limitsOf, noticeBudgetEnd } from "./heed-budget.ts";
import { externalIdOf, isDone, isWanted } from "./is-done.ts";
import type { PublishOutcome, PullRequestChange, ReviewIdentity } from "./ports-code-host.ts";
import { noTrace } from "./ports-trace.ts";
import type { PrepareRequest } from "./prepare-review.ts";
import type {
  FundedJob,
  PullRequestDependencies,
  PullRequestJob,
  PullRequestRequest,
  ReachedBudget,
} from "./pull-request-job.ts";
import { rememberReview } from "./remember-review.ts";
import { reviewChange } from "./review-change.ts";
import { shareResults } from "./share-results.ts";
import { tracePullRequest } from "./trace-review.ts";
import { closedCheck, failedCheck, refusedCheck } from "./unfinished-checks.ts";

export type PullRequestOutcome =
  | {
      readonly kind: "reviewed";
      readonly verdict: Verdict;
      readonly published: PublishOutcome;
      readonly head: CommitSha;
      readonly usage: Usage;
      /** Defects that no earlier review of the pull request found. */
      readonly found: Readonly<Record<Severity, number>>;
      /** Why it is not complete: our own sentences. */
      readonly reasons: readonly string[];
      /** The same for programs. */
      readonly omission: Omission | null;
      readonly authorId: number;
    }
  | { readonly kind: "not-admitted"; readonly reason: RefusalReason; readonly head: CommitSha }
  /** The same head was reviewed already under the same configuration. */
  | { readonly kind: "unchanged"; readonly head: CommitSha }
  /** A budget allows no model call: its check says so, and nothing was posted or remembered. */
  | ({ readonly kind: "over-budget"; readonly head: CommitSha } & ReachedBudget)
  /** Reviews in progress hold what this one needs: nothing was done. */
  | { readonly kind: "budget-busy" }
  /** A newer intent took over while this one ran. */
  | { readonly kind: "aborted" };

const nothingToRemember = () => Promise.resolve();

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
    return await tracePullRequest(request, deps.trace, () => reviewUnlessAborted(request, deps, signal));
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
  const snapshot = await (deps.trace ?? noTrace).stage("admit", {}, () =>
    deps.reader.fetchSnapshot(request.pullRequest, signal),
  );
  const memory = await deps.memory.load(request.pullRequest);
  const governing = deps.readPolicy(snapshot);
  const configuration = `${deps.configuration}${governing.hash}`;
  const job: PullRequestJob = { request, snapshot, governing, memory, configuration };
  const isRequested = isWanted(request);
  const admission = admitChange(snapshot.state, governing.policy, { isPaused: memory.isPaused, isRequested });
  if (!admission.admitted) return refuse(job, admission, deps);
  if (isDone(job)) return { kind: "unchanged", head: snapshot.state.headSha };

  const allowance = await fundReview(job, deps);
  if (allowance.kind === "busy") return { kind: "budget-busy" };
  const { result, remember } = await reviewUnderCheck({ ...job, allowance }, deps, signal);
  // Last: until then, whoever takes over after a crash finds the work undone and ends the check.
  await remember();
  return result;
}

/** A check run that was started ends here, whatever happens. */
async function reviewUnderCheck(
  job: FundedJob,
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
  job: FundedJob,
  deps: PullRequestDependencies,
  signal: AbortSignal,
): Promise<ReviewedPullRequest> {
  const { trace: watch = noTrace } = deps;
  const { state } = job.snapshot;
  const { policy } = job.governing;
  const change = await watch.stage("fetch", {}, () => deps.reader.openChange(state, signal));
  const reviewed = await selectReviewed(job, change, signal);
  const trace = await reviewChange(
    { policy, unitTokens: unitTokens[policy.depth], ...reviewed, depth: policy.depth, ...limitsOf(job) },
    { ...deps, source: change.source },
    signal,
  );
  signal.throwIfAborted();

  const end = findBudgetEnd(job, trace);
  const { reconciled, draft } = await watch.stage("render", {}, async () =>
    draftReview(job, { trace, change, notices: noticeBudgetEnd(end) }, deps),
  );
  const { headSha: head, authorId } = state;
  if (end?.kind === "used") {
    const { budget, renewsAtMs } = end;
    const result = { kind: "over-budget", head, budget, renewsAtMs } as const;
    return { result, check: checkOfUsedBudget(draft), remember: nothingToRemember };
  }
  const published = await watch.stage("publish", { comments: draft.comments.length }, () =>
    publish(job, draft, deps),
  );
  if (published.kind === "stale") {
    const check = closedCheck(published.reason);
    return { result: { kind: "aborted" }, check, remember: nothingToRemember };
  }
  const whole = { ...trace.result, gaps: [...trace.result.gaps, ...change.shortfalls] };
  const { reasons } = decideVerdict(whole);
  const found = countSeverities(reconciled.summary.new);
  const told = { verdict: draft.verdict, found, reasons, omission: findOmission(whole) };
  return {
    result: { kind: "reviewed", ...told, published, head, usage: whole.usage, authorId },
    check: signal.aborted
      ? draft.check
      : await shareResults(job, { trace, reconciled, check: draft.check }, deps),
    remember: () => rememberReview(job, { trace, change, reconciled, draft, published }, deps.memory),
  };
}

/**
 * What an earlier review under the same configuration covered counts again: after a plain push by itself, after a
 * rebase or a merge of the base where the tree around it, as it would be shown, is the same as well.
 */
async function selectReviewed(
  { request, memory, configuration }: PullRequestJob,
  change: PullRequestChange,
  signal: AbortSignal,
): Promise<Pick<PrepareRequest, "reviewedHunks" | "reviewedContexts">> {
  const last = memory.lastReview;
  const nothing = { reviewedHunks: new Set<string>() };
  if (request.scope === "full" || last === null || last.configuration !== configuration) return nothing;
  const isPush = last.mergeBase === change.mergeBase && (await change.isAncestor(last.head, signal));
  if (isPush) return { reviewedHunks: new Set(last.reviewedHunks) };
  return { ...nothing, reviewedContexts: new Map(Object.entries(last.reviewedContexts ?? {})) };
}

/** Patterns that nobody looked at are no defects. */
function countSeverities(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity, confidence } of findings) if (confidence !== "pattern") counts[severity] += 1;
  return counts;
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
