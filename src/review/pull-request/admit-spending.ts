import {
  type Amount,
  type BudgetName,
  type Budgets,
  type BudgetUse,
  budgetNames,
} from "../../domain/budget.ts";

/** Of each budget, what one review may take that has no limit of its own: so many can run side by side. */
const shareOfOne = 1 / 4;

/** What one review may cost. Null is no limit. `limitedBy` names the budget that allows less than the review's own limit. */
export type SpendingAdmission =
  | {
      readonly kind: "granted";
      readonly maxCostUsd: number | null;
      readonly maxTokens: number | null;
      readonly limitedBy: BudgetName | null;
    }
  /** Reviews in progress hold what this one needs; what they leave is known when they end. */
  | { readonly kind: "busy" }
  | { readonly kind: "refused"; readonly budget: BudgetName };

interface Share {
  /** Null for no limit. */
  readonly most: number | null;
  readonly by: BudgetName | null;
  readonly isBusy: boolean;
}

/**
 * Decides what one review may cost: its own limit in USD, or a share of every budget, and never more than is left.
 * It waits for reviews in progress rather than make do with less than they may leave. Of several used up budgets the
 * one is named that renews last.
 */
export function admitSpending(
  budgets: Budgets,
  uses: Readonly<Record<BudgetName, BudgetUse>>,
  ownLimitUsd: number | null,
): SpendingAdmission {
  const used = budgetNames.find((name) => isUsedUp(name, budgets, uses));
  if (used !== undefined) return { kind: "refused", budget: used };
  const usd = findShare("usd", budgets, uses, ownLimitUsd);
  const tokens = findShare("tokens", budgets, uses, null);
  if (usd.isBusy || tokens.isBusy) return { kind: "busy" };
  return { kind: "granted", maxCostUsd: usd.most, maxTokens: tokens.most, limitedBy: usd.by ?? tokens.by };
}

function isUsedUp(
  name: BudgetName,
  budgets: Budgets,
  uses: Readonly<Record<BudgetName, BudgetUse>>,
): boolean {
  const { usd, tokens } = budgets[name];
  const { spent } = uses[name];
  return (usd !== null && spent.usd >= usd) || (tokens !== null && spent.tokens >= tokens);
}

function findShare(
  unit: keyof Amount,
  budgets: Budgets,
  uses: Readonly<Record<BudgetName, BudgetUse>>,
  ownLimit: number | null,
): Share {
  const limits = budgetNames.flatMap((name) => {
    const limit = budgets[name][unit];
    if (limit === null) return [];
    const left = limit - uses[name].spent[unit];
    return [
      {
        name,
        held: uses[name].held[unit],
        left,
        most: Math.min(left, ownLimit ?? roundTo(unit, limit * shareOfOne)),
      },
    ];
  });
  let share: Omit<Share, "isBusy"> = { most: ownLimit, by: null };
  for (const { name, most } of limits) {
    if (share.most === null || most < share.most) share = { most, by: name };
  }
  const { most } = share;
  const isBusy = most !== null && limits.some(({ left, held }) => left - held < most && held > 0);
  return { ...share, isBusy };
}

/** Tokens are whole, and a share of few of them is one at least. */
function roundTo(unit: keyof Amount, amount: number): number {
  return unit === "usd" ? amount : Math.max(1, Math.floor(amount));
}
