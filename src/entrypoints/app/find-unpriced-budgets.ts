import type { AppSettings } from "../../config/app-settings.ts";
import { nameBudgetVariable } from "../../config/budget-settings.ts";
import { budgetNames } from "../../domain/budget.ts";
import type { PriceTable } from "../../domain/model-answer.ts";
import { findPrice } from "../../review/units/price-usage.ts";

/** Budgets in USD that nothing can be counted against, because the price of the model is not known: one problem each. */
export function findUnpricedBudgets(
  { model, budgets }: Pick<AppSettings, "model" | "budgets">,
  prices: PriceTable,
): readonly string[] {
  if (model === null || findPrice(prices, model.name) !== null) return [];
  return budgetNames
    .filter((name) => budgets[name].usd !== null)
    .map((name) => {
      const tokens = nameBudgetVariable(name, "tokens");
      return `${nameBudgetVariable(name, "usd")}: the price of the model is not known; name it in ASSAY_PRICES_FILE, or set ${tokens} instead`;
    });
}
