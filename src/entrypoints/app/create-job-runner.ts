import { hashQuestion } from "../../adapters/store/hash-question.ts";
import type { Budgets } from "../../domain/budget.ts";
import type { Intent } from "../../domain/intent.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import { answerMergeGroup } from "../../pipeline/answer-merge-group.ts";
import type { FinishedJob, WorkerOptions } from "../../pipeline/durable-worker.ts";
import { endChecksOfJob } from "../../pipeline/end-left-checks.ts";
import { giveUpReview } from "../../pipeline/give-up-review.ts";
import { openPurse } from "../../pipeline/open-purse.ts";
import type { Model } from "../../pipeline/ports.ts";
import type { Store } from "../../pipeline/ports-store.ts";
import { budgetCodes, type ClaimedJob, type JobOutcome } from "../../pipeline/ports-store-jobs.ts";
import type { PullRequestDependencies } from "../../pipeline/pull-request-job.ts";
import type { LastingCheckReporter } from "../../pipeline/repeat-check-ends.ts";
import { type PullRequestOutcome, reviewPullRequest } from "../../pipeline/review-pull-request.ts";
import { type CommandDependencies, runCommand } from "../../pipeline/run-command.ts";
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

const finished: FinishedJob = { outcome: { kind: "done", head: null }, spend: [] };

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
          await runCommand(intent, commandDependencies(job, intent.pullRequest, parts));
          return finished;
        case "merge-group":
          await answerMergeGroup(intent, bindToLease(parts, job, null));
          return finished;
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
        ? giveUpReview(job.intent.pullRequest, bindToLease(parts, job, null))
        : null,
  };
}

interface Running extends JobRunnerParts {
  readonly signal: AbortSignal;
  readonly noteHead: (head: string) => void;
}

async function runReview(
  job: ClaimedJob,
  { pullRequest, trigger, scope }: ReviewIntent,
  { signal, noteHead, ...parts }: Running,
): Promise<FinishedJob> {
  const { store, deps } = parts;
  const startedAt = deps.now();
  const bound = bindToLease(parts, job, pullRequest);
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
  if (outcome.kind === "budget-busy") return { outcome: outcomeOfReview(outcome, now()), spend: [] };
  parts.onReviewEnded(outcome, durationMs);
  if (outcome.kind === "reviewed" || outcome.kind === "unchanged") await store.answers.purge(pullRequest);
  const head = "head" in outcome ? outcome.head : null;
  if (!signal.aborted) await endChecksOfJob(job.lease.jobId, head, { ...parts, log: deps.log });
  return { outcome: outcomeOfReview(outcome, now()), spend: await purse.close() };
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
  { store, deps, checks, leaseMs, now }: JobRunnerParts,
  { lease }: ClaimedJob,
  pullRequest: PullRequestRef | null,
): PullRequestDependencies {
  const { log } = deps;
  const keep = (model: Model | null) =>
    model === null || pullRequest === null
      ? model
      : withAnswerStore(model, { answers: store.answers, pullRequest, keyOf: hashQuestion, now, log });
  return {
    ...deps,
    model: keep(deps.model),
    fallback: keep(deps.fallback),
    memory: store.memoryUnder(lease),
    checks: withCheckLedger({ checks, ledger: store.checks, jobs: store.jobs, lease, leaseMs, now }),
    publisher: withOutbox(deps.publisher, store.outbox, lease),
  };
}

function commandDependencies(
  job: ClaimedJob,
  pullRequest: PullRequestRef,
  parts: JobRunnerParts,
): CommandDependencies {
  const { conversation, admitCommand, store } = parts;
  return {
    ...bindToLease(parts, job, pullRequest),
    conversation,
    admitCommand,
    enqueue: (intent) => store.intake.enqueue([intent]),
  };
}
