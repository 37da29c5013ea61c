import type { Amount, BudgetName, Budgets } from "../../../domain/budget.ts";
import { budgetNames } from "../../../domain/budget.ts";
import type { BudgetReport, SpendSum } from "../../../pipeline/ports-store-history.ts";
import { describeCost, describeCount, describeUsd } from "./describe-amounts.ts";
import { type Html, html } from "./html.ts";

const titles: Readonly<Record<BudgetName, string>> = {
  "installation-month": "Installation, this month",
  "repository-day": "Repository, today",
  "author-day": "Author, today",
};

/** How much of every budget is used, by who used most; budgets without a limit are left out. */
export function renderBudgets(budgets: Budgets, report: BudgetReport): Html {
  const sums: Readonly<Record<BudgetName, readonly SpendSum[]>> = {
    "installation-month": report.installations,
    "repository-day": report.repositories,
    "author-day": report.authors,
  };
  const limits = budgetNames.flatMap((name) =>
    (["usd", "tokens"] as const).flatMap((unit) => {
      const limit = budgets[name][unit];
      return limit === null ? [] : [{ name, unit, limit }];
    }),
  );
  if (limits.length === 0) {
    return html`<p class="empty">No budget is set. <code>ASSAY_BUDGET_…</code> variables limit what reviews may cost.</p>`;
  }
  const rows = limits.flatMap(({ name, unit, limit }) => {
    const title = titles[name];
    if (sums[name].length === 0)
      return [renderUse({ title, who: "nothing spent yet", used: { usd: 0, tokens: 0 }, unit, limit })];
    return sums[name].map((sum) => renderUse({ title, who: nameOf(name, sum), used: sum, unit, limit }));
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Budgets"><table>
<thead><tr><th scope="col" class="text">Budget</th><th scope="col">Used</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function nameOf(budget: BudgetName, { id, name }: SpendSum): string {
  const kind = { "installation-month": "installation", "repository-day": "repository", "author-day": "user" }[
    budget
  ];
  return name ?? `${kind} ${id}`;
}

interface BudgetUse {
  readonly title: string;
  readonly who: string;
  readonly used: Amount;
  readonly unit: keyof Amount;
  readonly limit: number;
}

function renderUse({ title, who, used: amount, unit, limit }: BudgetUse): Html {
  const used = amount[unit];
  const [told, most] =
    unit === "usd"
      ? [describeCost(amount), describeUsd(limit)]
      : [describeCount(used), `${describeCount(limit)} tokens`];
  const share = Math.min(1, used / limit);
  const tone = share >= 1 ? "bad" : share >= 0.8 ? "weak" : "good";
  return html`<tr><th scope="row" class="narrow">${who}<br><span class="small">${title}</span></th>
<td>${told} of ${most}<br><svg width="120" height="14" aria-hidden="true"><rect class="track" x="0" y="3" width="120" height="8" rx="3"/><rect class="${tone}-bar" x="0" y="3" width="${(120 * share).toFixed(1)}" height="8" rx="3"/></svg> <span class="small share">${Math.floor((100 * used) / limit)} %</span></td></tr>`;
}
