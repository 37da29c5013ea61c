import type { Notice } from "../domain/review.ts";
import type { CheckDraft, ReviewDraft } from "../domain/review-draft.ts";
import { describeReachedShare, describeUsedBudget } from "../review/pull-request/describe-budget.ts";
import type {
  Allowance,
  FundedJob,
  PullRequestDependencies,
  PullRequestJob,
  ReachedBudget,
} from "./pull-request-job.ts";
import type { ReviewTrace } from "./review-change.ts";

/** What a review came upon: `used` where no question could be asked at all. */
export interface BudgetEnd extends ReachedBudget {
  readonly kind: "used" | "share";
}

/** What this review may spend. Without a model, or without budgets, there is only its own limit. */
export async function fundReview(
  { snapshot, governing }: PullRequestJob,
  deps: PullRequestDependencies,
): Promise<Allowance> {
  const caps = [governing.policy["max-cost-usd"], deps.maxCostUsd].filter((cap) => cap !== null);
  const maxCostUsd = caps.length === 0 ? null : Math.min(...caps);
  if (deps.model === null || deps.allowSpending === undefined) {
    return { kind: "granted", maxCostUsd, maxTokens: null, limitedBy: null };
  }
  return deps.allowSpending(snapshot.state.authorId, maxCostUsd);
}

/** The limits of the model calls. A review that was refused still runs its checks, and asks nothing. */
export function limitsOf({ allowance }: FundedJob): {
  readonly maxCostUsd: number | null;
  readonly maxTokens: number | null;
} {
  return allowance.kind === "refused" ? { maxCostUsd: 0, maxTokens: 0 } : allowance;
}

/** The budget that kept a review from asking all it wanted to; null where none did. */
export function findBudgetEnd({ allowance }: FundedJob, { outcomes, result }: ReviewTrace): BudgetEnd | null {
  const isCut = outcomes.some((outcome) => outcome.kind === "skipped" && outcome.reason === "over-budget");
  if (!isCut || allowance.limitedBy === null) return null;
  return { ...allowance.limitedBy, kind: result.usage.calls === 0 ? "used" : "share" };
}

/** What is told about it in the review and its check. */
export function noticeBudgetEnd(end: BudgetEnd | null): readonly Notice[] {
  if (end === null) return [];
  const describe = end.kind === "used" ? describeUsedBudget : describeReachedShare;
  return [{ kind: "budget", text: describe(end.budget, end.renewsAtMs) }];
}

/** The check of a review that asked nothing: what the checks found stays as it is. */
export function checkOfUsedBudget({ verdict, check }: ReviewDraft): CheckDraft {
  return verdict === "inconclusive" ? { ...check, title: "Inconclusive: a budget is used up." } : check;
}
