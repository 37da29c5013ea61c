import type { BudgetName } from "../../domain/budget.ts";

const owners: Readonly<Record<BudgetName, string>> = {
  "installation-month": "this month's budget of this installation of Assay",
  "repository-day": "today's budget of this repository",
  "author-day": "today's budget of this author",
};

/** Why no model was asked, when that changes, and what people can do: our own words for the review and the check. */
export function describeUsedBudget(budget: BudgetName, renewsAtMs: number): string {
  return [
    `No model was asked, because ${owners[budget]} is used up: only the deterministic checks ran.`,
    `It renews on ${describeTime(renewsAtMs)}, and this review runs by itself then.`,
    "Maintainers can make reviews cheaper with `depth`, `exclude`, `triggers` and `max-cost-usd` in the configuration.",
    "Whoever operates Assay can raise the budget; after that the comment `/review` starts the review at once.",
  ].join(" ");
}

/** Why a review asked about a part only. */
export function describeReachedShare(budget: BudgetName, renewsAtMs: number): string {
  return [
    `This review asked about a part only: it came to the end of its share of ${owners[budget]}, or of what was left of it.`,
    `The comment \`/review\` asks about the rest, with a share of its own, at the latest on ${describeTime(renewsAtMs)}.`,
    "Maintainers can set `max-cost-usd` in the configuration, which takes the place of the share.",
  ].join(" ");
}

function describeTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " at ")} UTC`;
}
