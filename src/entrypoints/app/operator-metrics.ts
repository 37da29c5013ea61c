import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { type BudgetName, budgetNames } from "../../domain/budget.ts";
import { errorMeanings } from "../../domain/error-meanings.ts";
import type { Severity } from "../../domain/finding.ts";
import type { Verdict } from "../../domain/review.ts";
import type { StoreReport } from "../../pipeline/ports-store.ts";
import type { PullRequestOutcome } from "../../pipeline/review-pull-request.ts";
import { type Omission, omissions } from "../../review/verdict/find-omission.ts";
import { jobKinds, jobStates } from "../shared/job-words.ts";

export interface ObservedReview {
  /** One of a few fixed words: each makes time series of its own. */
  readonly outcome: string;
  /** Why its verdict does not speak of all of the change; null where it does, or where there is no verdict. */
  readonly omission: Omission | null;
  readonly durationMs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Part of the prompt tokens. */
  readonly cachedTokens: number;
  /** Answered questions. */
  readonly calls: number;
  /** Defects that no earlier review of the pull request found. */
  readonly found: Readonly<Record<Severity, number>>;
  /** Null where the price of the model is not known. */
  readonly costUsd: number | null;
  /** The budget that allowed no model call; null where none was in the way. */
  readonly usedBudget: BudgetName | null;
}

const webhookResults = ["accepted", "ignored", "refused", "failed", "broken-off"] as const;
/** What became of one webhook. */
export type WebhookResult = (typeof webhookResults)[number];

/** What this process did, and what the store says, for Prometheus. */
export interface OperatorMetrics {
  observeReview(review: ObservedReview): void;
  countWebhook(result: WebhookResult): void;
  /** One try of a job that broke off; a code that is not ours counts as `other`. */
  countBrokenJob(code: string): void;
  readonly contentType: string;
  /** The text of one scrape. Without an answer of the store, its figures are left out and `assay_store_up` is 0. */
  render(report: Pick<StoreReport, "countJobs" | "readBacklogAge">): Promise<string>;
}

/** One without defects speaks of everything. */
const incompleteVerdicts = ["defects", "inconclusive"] satisfies readonly Verdict[];
const durationBuckets = [1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 3_600];

/** Makes the metrics of one process, in a registry of their own. */
export function createOperatorMetrics(): OperatorMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const reviews = createReviewMetrics(registry);
  const store = createStoreMetrics(registry);
  const webhooks = new Counter({
    name: "assay_webhooks_total",
    help: "Webhooks by what became of them.",
    labelNames: ["result"],
    registers: [registry],
  });
  for (const result of webhookResults) webhooks.inc({ result }, 0);
  const errors = new Counter({
    name: "assay_job_errors_total",
    help: "Tries of jobs that broke off, by the code of the error; most are tried again.",
    labelNames: ["code"],
    registers: [registry],
  });
  return {
    observeReview: reviews,
    countWebhook: (result) => webhooks.inc({ result }),
    countBrokenJob: (code) => errors.inc({ code: isKnownCode(code) ? code : "other" }),
    contentType: registry.contentType,
    render: async (report) => {
      await store(report);
      return registry.metrics();
    },
  };
}

/** The words and figures of a review that ended. */
export function describeEndedReview(outcome: PullRequestOutcome, durationMs: number): ObservedReview {
  const usedBudget = outcome.kind === "over-budget" ? outcome.budget : null;
  if (outcome.kind !== "reviewed") {
    return { outcome: outcome.kind, omission: null, durationMs, ...nothingUsed, usedBudget };
  }
  const { verdict, omission, found, usage } = outcome;
  const { promptTokens, completionTokens, cachedTokens, calls, costUsd } = usage;
  const used = { promptTokens, completionTokens, cachedTokens, calls, costUsd };
  return { outcome: verdict, omission, durationMs, ...used, found, usedBudget };
}

const nothingUsed = {
  ...{ promptTokens: 0, completionTokens: 0, cachedTokens: 0, calls: 0, costUsd: null },
  found: { critical: 0, high: 0, medium: 0, low: 0 },
};

/** Also what no `ReviewError` names: a defect of ours. */
function isKnownCode(code: string): boolean {
  return code === "INTERNAL" || Object.hasOwn(errorMeanings, code);
}

function createReviewMetrics(registry: Registry): (review: ObservedReview) => void {
  const registers = [registry];
  const total = new Counter({
    name: "assay_reviews_total",
    help: "Reviews that ended, by verdict or by why there is none.",
    labelNames: ["outcome"],
    registers,
  });
  const countIncomplete = createIncompleteCounter(registry);
  const duration = new Histogram({
    name: "assay_review_duration_seconds",
    help: "Time from the start of a review to its end.",
    labelNames: ["outcome"],
    buckets: durationBuckets,
    registers,
  });
  const tokens = new Counter({
    name: "assay_model_tokens_total",
    help: "Tokens of finished reviews, as the model's endpoint counted them.",
    labelNames: ["kind"],
    registers,
  });
  const cached = new Counter({
    name: "assay_model_cached_tokens_total",
    help: "Prompt tokens of finished reviews that the endpoint had cached; part of the prompt tokens.",
    registers,
  });
  const calls = new Counter({
    name: "assay_model_calls_total",
    help: "Questions of finished reviews that were answered.",
    registers,
  });
  const findings = new Counter({
    name: "assay_findings_total",
    help: "Defects that no earlier review of their pull request found, by severity.",
    labelNames: ["severity"],
    registers,
  });
  const cost = new Counter({
    name: "assay_model_cost_usd_total",
    help: "Cost of finished reviews in USD, where the price of the model is known.",
    registers,
  });
  const refusals = new Counter({
    name: "assay_budget_refusals_total",
    help: "Reviews that a used up budget left without a model, by budget.",
    labelNames: ["budget"],
    registers,
  });
  for (const kind of ["prompt", "completion"]) tokens.inc({ kind }, 0);
  for (const budget of budgetNames) refusals.inc({ budget }, 0);
  for (const severity of Object.keys(nothingUsed.found)) findings.inc({ severity }, 0);
  return ({ outcome, omission, durationMs, promptTokens, completionTokens, cachedTokens, ...review }) => {
    total.inc({ outcome });
    countIncomplete(outcome, omission);
    duration.observe({ outcome }, countable(durationMs) / 1_000);
    tokens.inc({ kind: "prompt" }, countable(promptTokens));
    tokens.inc({ kind: "completion" }, countable(completionTokens));
    cached.inc(countable(cachedTokens));
    calls.inc(countable(review.calls));
    for (const [severity, count] of Object.entries(review.found))
      findings.inc({ severity }, countable(count));
    cost.inc(countable(review.costUsd ?? 0));
    if (review.usedBudget !== null) refusals.inc({ budget: review.usedBudget });
  };
}

/** A counter of its own beside that of all reviews: one divided by the other is the share. */
function createIncompleteCounter(registry: Registry): (outcome: string, omission: Omission | null) => void {
  const incomplete = new Counter({
    name: "assay_incomplete_reviews_total",
    help: "Reviews whose verdict does not speak of all of the change, by verdict and by what was in the way.",
    labelNames: ["outcome", "cause"],
    registers: [registry],
  });
  // A rate over a series that begins with its first failure does not see that failure.
  for (const outcome of incompleteVerdicts)
    for (const cause of omissions) incomplete.inc({ outcome, cause }, 0);
  return (outcome, cause) => {
    if (cause !== null) incomplete.inc({ outcome, cause });
  };
}

/** A counter throws for anything else, and nothing about a figure may break off the work that it describes. */
function countable(amount: number): number {
  return Number.isFinite(amount) && amount > 0 ? amount : 0;
}

type ReadStore = (report: Pick<StoreReport, "countJobs" | "readBacklogAge">) => Promise<void>;

function createStoreMetrics(registry: Registry): ReadStore {
  const registers = [registry];
  const jobs = new Gauge({
    name: "assay_jobs",
    help: "Jobs in the store; the same from every replica.",
    labelNames: ["kind", "state"],
    registers,
  });
  const age = new Gauge({
    name: "assay_backlog_age_seconds",
    help: "How long the job that is longest due has been waiting; the same from every replica.",
    registers,
  });
  const isUp = new Gauge({
    name: "assay_store_up",
    help: "1 when the store answered this scrape.",
    registers,
  });
  return async (report) => {
    try {
      const [counts, backlogAgeMs] = await Promise.all([report.countJobs(), report.readBacklogAge()]);
      for (const kind of jobKinds) for (const state of jobStates) jobs.set({ kind, state }, 0);
      for (const { kind, state, count } of counts) jobs.set({ kind, state }, count);
      age.set(backlogAgeMs / 1_000);
      isUp.set(1);
    } catch {
      // A stale figure is worse than none, and the scrape is how the operator learns of it.
      jobs.reset();
      age.remove();
      isUp.set(0);
    }
  };
}
