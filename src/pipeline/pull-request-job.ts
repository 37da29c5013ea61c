import type { BudgetName } from "../domain/budget.ts";
import type { Trigger } from "../domain/intent.ts";
import type { PullRequestMemory } from "../domain/memory.ts";
import type { PullRequestRef } from "../domain/pull-request.ts";
import type { GoverningPolicy } from "./policy-problems.ts";
import type {
  CheckReporter,
  MemoryStore,
  PullRequestReader,
  PullRequestSnapshot,
  ReviewPublisher,
} from "./ports-code-host.ts";
import type { CodeScanning } from "./ports-code-scanning.ts";
import type { ReviewDependencies } from "./review-change.ts";

export interface PullRequestRequest {
  readonly pullRequest: PullRequestRef;
  readonly trigger: Trigger;
  /** `full` ignores what earlier reviews covered. */
  readonly scope: "changed" | "full";
  /** Names this piece of work, the same after a crash; null where nothing is begun twice. */
  readonly work: string | null;
}

/** A budget that allows no more, and when it begins anew. */
export interface ReachedBudget {
  readonly budget: BudgetName;
  readonly renewsAtMs: number;
}

/**
 * What a review may spend; null for no limit. `limitedBy` is the budget that allows less than the review's own limit.
 * `busy`: reviews in progress may need what this one needs.
 */
export type Allowance =
  | {
      readonly kind: "granted";
      readonly maxCostUsd: number | null;
      readonly maxTokens: number | null;
      readonly limitedBy: ReachedBudget | null;
    }
  | { readonly kind: "refused"; readonly limitedBy: ReachedBudget }
  | { readonly kind: "busy" };

export interface PullRequestDependencies extends Omit<ReviewDependencies, "source"> {
  readonly reader: PullRequestReader;
  readonly publisher: ReviewPublisher;
  readonly checks: CheckReporter;
  readonly memory: MemoryStore;
  /** Absent where results go nowhere else. */
  readonly codeScanning?: CodeScanning;
  readonly readPolicy: (snapshot: PullRequestSnapshot) => GoverningPolicy;
  /** The operator's own cap for one review, in USD. */
  readonly maxCostUsd: number | null;
  /** Holds what a review may spend, by its author and its own limit in USD; absent where there are no budgets. */
  readonly allowSpending?: (authorId: number, ownLimitUsd: number | null) => Promise<Allowance>;
  /** Hash over everything but the policy that decides what an answer is worth: model, prompts, program version. */
  readonly configuration: string;
  /** `https://github.com/owner/name` of a repository. */
  readonly repositoryUrl: (pullRequest: PullRequestRef) => string;
  readonly docsUrl: string | null;
  /** The day in UTC, `YYYY-MM-DD`. */
  readonly today: () => string;
}

/** One review of one pull request, with everything that was known before it began. */
export interface PullRequestJob {
  readonly request: PullRequestRequest;
  readonly snapshot: PullRequestSnapshot;
  readonly governing: GoverningPolicy;
  readonly memory: PullRequestMemory;
  /** Hash over policy, prompts and model. */
  readonly configuration: string;
}

/** A review that runs, within what it may spend. */
export interface FundedJob extends PullRequestJob {
  readonly allowance: Exclude<Allowance, { kind: "busy" }>;
}
