import { hashQuestion } from "../../adapters/store/hash-question.ts";
import type { Budgets } from "../../domain/budget.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { Intent } from "../../domain/intent.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import { answerMergeGroup, queueIdOf } from "../../pipeline/answer-merge-group.ts";
import type { FinishedJob, WorkerOptions } from "../../pipeline/durable-worker.ts";
import { endChecksOfJob } from "../../pipeline/end-left-checks.ts";
import { giveUpReview } from "../../pipeline/give-up-review.ts";
import { openPurse } from "../../pipeline/open-purse.ts";
import { pauseUnlessAborted } from "../../pipeline/pause-unless-aborted.ts";
import type { Model } from "../../pipeline/ports.ts";
import type { Store } from "../../pipeline/ports-store.ts";
import {
  budgetCodes,
  type ClaimedJob,
  type JobOutcome,
  type RunFigures,
} from "../../pipeline/ports-store-jobs.ts";
import type { PullRequestDependencies } from "../../pipeline/pull-request-job.ts";
import type { LastingCheckReporter } from "../../pipeline/repeat-check-ends.ts";
import { type PullRequestOutcome, reviewPullRequest } from "../../pipeline/review-pull-request.ts";
import { type CommandDependencies, type CommandIntent, runCommand } from "../../pipeline/run-command.ts";
import { withAnswerStore } from "../../pipeline/with-answer-store.ts";
import { withCheckLedger } from "../../pipeline/with-check-ledger.ts";
import { withOutbox } from "../../pipeline/with-outbox.ts";

export interface JobRunnerParts {
  readonly store: Store;
  readonly deps: Omit<PullRequestDependencies, "checks" | "memory">;
  readonly checks: LastingCheckReporter;
  readonly conversation: CommandDependencies["conversation"];
  readonly admitCommand: CommandDependencies["admitCommand"];
  readonly budgets: Budgets;
  readonly leaseMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onReviewEnded: (outcome: PullRequestOutcome, durationMs: number) => void;
}

type ReviewIntent = Extract<Intent, { kind: "review" }>;

/** A review that waits for another one is made ready when that ends; this long if nobody told it. */
const longestBusyMs = 300_000;

/** GitHub stops a request after ten seconds; five more are for clocks and networks. */
const settleMs = 15_000;

const finished: FinishedJob = { outcome: { kind: "done", head: null }, spend: [], follow: [] };

/** What the worker does with each kind of job. Everything that a job writes is bound to its lease. */
export function createJobRunner(parts: JobRunnerParts): Pick<WorkerOptions, "run" | "giveUp"> {
  const { store } = parts;
  return {
    run: async (job, signal, noteHead) => {
      const { intent } = job;
      switch (intent.kind) {
        case "review":
          return runReview(job, intent, { ...parts, signal, noteHead });
        case "command":
        case "malformed-command":
          return runConversation(job, intent, { ...parts, signal });
        case "merge-group":
          return runMergeGroup(job, intent, { ...parts, signal });
        case "installation-gone":
          await store.memory.forget(intent.installationId, null);
          return finished;
        case "repositories-gone":
          await store.memory.forget(intent.installationId, intent.repositoryIds);
          return finished;
      }
    },
    giveUp: async (job) =>
      job.intent.kind === "review"
        ? giveUpReview(job.intent.pullRequest, bindToLease({ ...parts, signal: neverAborted }, job, null))
        : null,
  };
}

const neverAborted = new AbortController().signal;

interface Interruptible extends JobRunnerParts {
  readonly signal: AbortSignal;
}

interface Running extends Interruptible {
  readonly noteHead: (head: string) => void;
}

async function runReview(
  job: ClaimedJob,
  { pullRequest, trigger, scope }: ReviewIntent,
  { signal, noteHead, ...parts }: Running,
): Promise<FinishedJob> {
  const { store, deps } = parts;
  const startedAt = deps.now();
  const bound = bindToLease({ ...parts, signal }, job, pullRequest);
  const request = { pullRequest, trigger, scope, work: `${job.lease.jobId}@${job.generation}` };
  const { repository } = pullRequest;
  const { lease } = job;
  const { budgets, now } = parts;
  const purse = openPurse({ ledger: store.spend, lease, repository, budgets, now, log: deps.log });
  const { allowSpending, onSpent } = purse;
  const outcome = await reviewPullRequest(
    request,
    { ...bound, allowSpending, onSpent, reader: noting(bound.reader, noteHead) },
    signal,
  ).finally(() => purse.close());
  const durationMs = deps.now() - startedAt;
  deps.log.info("review ended", {
    outcome: outcome.kind,
    repository: pullRequest.repository.repositoryId,
    pullRequest: pullRequest.number,
    durationMs,
  });
  const figures = figuresOf(outcome);
  if (outcome.kind === "budget-busy")
    return { ...finished, outcome: outcomeOfReview(outcome, now()), figures };
  parts.onReviewEnded(outcome, durationMs);
  if (outcome.kind === "reviewed" || outcome.kind === "unchanged") await store.answers.purge(pullRequest);
  const head = "head" in outcome ? outcome.head : null;
  if (!signal.aborted) await endChecksOfJob(job.lease.jobId, head, { ...parts, log: deps.log });
  return { ...finished, outcome: outcomeOfReview(outcome, now()), spend: await purse.close(), figures };
}

function figuresOf(outcome: PullRequestOutcome): RunFigures {
  if (outcome.kind !== "reviewed") return { result: outcome.kind, reasons: [], use: null };
  const { calls: questions, promptTokens, completionTokens, costUsd } = outcome.usage;
  const use = { questions, tokens: promptTokens + completionTokens, costUsd };
  return { result: outcome.verdict, reasons: outcome.reasons, use };
}

function noting(
  reader: PullRequestDependencies["reader"],
  noteHead: (head: string) => void,
): PullRequestDependencies["reader"] {
  return {
    fetchSnapshot: async (ref, signal) => {
      const snapshot = await reader.fetchSnapshot(ref, signal);
      noteHead(snapshot.state.headSha);
      return snapshot;
    },
    openChange: (state, signal) => reader.openChange(state, signal),
  };
}

/** Done with the head that needs no further review, or null where the next look at GitHub has to decide; or put off. */
function outcomeOfReview(outcome: PullRequestOutcome, nowMs: number): JobOutcome {
  switch (outcome.kind) {
    case "reviewed":
    case "unchanged":
      return { kind: "done", head: outcome.head };
    case "not-admitted":
      // A draft becomes ready without a new head.
      return { kind: "done", head: outcome.reason === "draft" ? null : outcome.head };
    case "over-budget": {
      const reason = `the budget ${outcome.budget} is used up`;
      return { kind: "postponed", runAtMs: outcome.renewsAtMs, code: budgetCodes.used, reason };
    }
    case "budget-busy": {
      const reason = "reviews in progress hold what is left of a budget";
      return { kind: "postponed", runAtMs: nowMs + longestBusyMs, code: budgetCodes.busy, reason };
    }
    case "aborted":
      return { kind: "done", head: null };
  }
}

/** The same dependencies, whose writes stop when the lease is gone, and whose answers are kept until they are used. */
function bindToLease(
  { store, deps, checks, leaseMs, now, signal }: Interruptible,
  { lease }: ClaimedJob,
  pullRequest: PullRequestRef | null,
): PullRequestDependencies {
  const { log } = deps;
  const waitOut = async (sinceMs: number) => {
    await pauseUnlessAborted(deps.sleep, Math.max(0, sinceMs + settleMs - now()), signal);
    if (signal.aborted) throw new ReviewError("INTERRUPTED", "the wait for an earlier write was broken off");
  };
  const keep = (model: Model | null) =>
    model === null || pullRequest === null
      ? model
      : withAnswerStore(model, { answers: store.answers, pullRequest, keyOf: hashQuestion, now, log });
  return {
    ...deps,
    model: keep(deps.model),
    fallback: keep(deps.fallback),
    memory: store.memoryUnder(lease),
    checks: withCheckLedger({
      checks,
      ledger: store.checks,
      jobs: store.jobs,
      lease,
      leaseMs,
      now,
      waitOut,
      log,
    }),
    publisher: withOutbox(deps.publisher, { outbox: store.outbox, lease, waitOut }),
  };
}

/** What a command wants besides is wanted when it is settled: a crash before that begins it again as a whole. */
async function runConversation(
  job: ClaimedJob,
  intent: CommandIntent,
  { conversation, admitCommand, ...parts }: Interruptible,
): Promise<FinishedJob> {
  const follow: Intent[] = [];
  const bound = bindToLease({ conversation, admitCommand, ...parts }, job, intent.pullRequest);
  // A reply whose writer died may still be on its way; nobody says when it was begun.
  if (job.interruptions > 0) await pauseUnlessAborted(parts.deps.sleep, settleMs, parts.signal);
  parts.signal.throwIfAborted();
  const enqueue = async (wanted: Intent) => void follow.push(wanted);
  await runCommand(intent, { ...bound, conversation, admitCommand, enqueue });
  return { ...finished, follow };
}

async function runMergeGroup(
  job: ClaimedJob,
  group: Extract<Intent, { kind: "merge-group" }>,
  parts: Interruptible,
): Promise<FinishedJob> {
  const { repository, headSha: head } = group;
  const externalId = queueIdOf(group, job.generation);
  const isAnswered = await parts.store.checks.hasEnded({ repository, head, externalId });
  if (!isAnswered) await answerMergeGroup(group, job.generation, bindToLease(parts, job, null));
  return finished;
}
