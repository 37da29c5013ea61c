import type { BudgetName } from "../../domain/budget.ts";

/** The day and the month of a time in UTC: `YYYY-MM-DD`, and the first day of the month in the same form. */
export function findPeriod(nowMs: number): { readonly day: string; readonly monthStart: string } {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return { day, monthStart: `${day.slice(0, 7)}-01` };
}

/** When a budget begins anew: the next midnight in UTC, or that of the first of the next month. Epoch milliseconds. */
export function findRenewal(budget: BudgetName, nowMs: number): number {
  const now = new Date(nowMs);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return budget === "installation-month"
    ? Date.UTC(year, month + 1, 1)
    : Date.UTC(year, month, now.getUTCDate() + 1);
}
