import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { type BudgetName, budgetNames } from "../../domain/budget.ts";
import type { StoreReport } from "../../pipeline/ports-store.ts";
import type { PullRequestOutcome } from "../../pipeline/review-pull-request.ts";
import { jobKinds, jobStates } from "../shared/job-words.ts";

export interface ObservedReview {
  /** One of a few fixed words: each makes time series of its own. */
  readonly outcome: string;
  readonly durationMs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
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
  readonly contentType: string;
  /** The text of one scrape. Without an answer of the store, its figures are left out and `assay_store_up` is 0. */
  render(report: Pick<StoreReport, "countJobs" | "readBacklogAge">): Promise<string>;
}

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
  return {
    observeReview: reviews,
    countWebhook: (result) => webhooks.inc({ result }),
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
    const nothing = { promptTokens: 0, completionTokens: 0, costUsd: null };
    return { outcome: outcome.kind, durationMs, ...nothing, usedBudget };
  }
  const { promptTokens, completionTokens, costUsd } = outcome.usage;
  return { outcome: outcome.verdict, durationMs, promptTokens, completionTokens, costUsd, usedBudget };
}

function createReviewMetrics(registry: Registry): (review: ObservedReview) => void {
  const registers = [registry];
  const total = new Counter({
    name: "assay_reviews_total",
    help: "Reviews that ended, by verdict or by why there is none.",
    labelNames: ["outcome"],
    registers,
  });
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
  return ({ outcome, durationMs, promptTokens, completionTokens, costUsd, usedBudget }) => {
    total.inc({ outcome });
    duration.observe({ outcome }, countable(durationMs) / 1_000);
    tokens.inc({ kind: "prompt" }, countable(promptTokens));
    tokens.inc({ kind: "completion" }, countable(completionTokens));
    cost.inc(countable(costUsd ?? 0));
    if (usedBudget !== null) refusals.inc({ budget: usedBudget });
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
