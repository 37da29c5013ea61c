import { describe, expect, it } from "vitest";
import { parseAppSettings } from "../../../src/config/app-settings.ts";
import { parseBudgetSettings } from "../../../src/config/budget-settings.ts";
import { defaultPriceTable } from "../../../src/config/price-table.ts";
import { findUnpricedBudgets } from "../../../src/entrypoints/app/find-unpriced-budgets.ts";

const none = { usd: null, tokens: null };
const names = [
  "ASSAY_BUDGET_INSTALLATION_USD_PER_MONTH",
  "ASSAY_BUDGET_INSTALLATION_TOKENS_PER_MONTH",
  "ASSAY_BUDGET_REPOSITORY_USD_PER_DAY",
  "ASSAY_BUDGET_REPOSITORY_TOKENS_PER_DAY",
  "ASSAY_BUDGET_AUTHOR_USD_PER_DAY",
  "ASSAY_BUDGET_AUTHOR_TOKENS_PER_DAY",
] as const;

describe("the budgets of the operator", () => {
  it("are limited where nothing is said by nothing", () => {
    const budgets = { "installation-month": none, "repository-day": none, "author-day": none };
    expect(parseBudgetSettings({})).toEqual({ kind: "valid", budgets });
    const blank = Object.fromEntries(names.map((name) => [name, "  "]));
    expect(parseBudgetSettings(blank)).toEqual({ kind: "valid", budgets });
  });

  it("are read in money and in tokens", () => {
    const values = ["200", "90000000", " 10 ", "1000000", "2.50", "1"];
    const environment = Object.fromEntries(names.map((name, index) => [name, values[index]]));

    expect(parseBudgetSettings(environment)).toEqual({
      kind: "valid",
      budgets: {
        "installation-month": { usd: 200, tokens: 90_000_000 },
        "repository-day": { usd: 10, tokens: 1_000_000 },
        "author-day": { usd: 2.5, tokens: 1 },
      },
    });
  });

  it.each([
    ...[
      "0",
      "0.0",
      "-1",
      "1e3",
      "1,50",
      "$5",
      "Infinity",
      "NaN",
      "1000000.01",
      "0x10",
      "1.5.2",
      "9".repeat(400),
    ],
  ])("in USD are no %s", (value) => {
    expect(parseBudgetSettings({ ASSAY_BUDGET_REPOSITORY_USD_PER_DAY: value })).toEqual({
      kind: "invalid",
      problems: [
        "ASSAY_BUDGET_REPOSITORY_USD_PER_DAY: must be an amount in USD above 0 and up to 1,000,000, such as 2.50; leave it away for no limit",
      ],
    });
  });

  it.each(["0", "2.5", "-1", "1e6", "1000000000001", "many"])("in tokens are no %s", (value) => {
    expect(parseBudgetSettings({ ASSAY_BUDGET_AUTHOR_TOKENS_PER_DAY: value })).toEqual({
      kind: "invalid",
      problems: [
        "ASSAY_BUDGET_AUTHOR_TOKENS_PER_DAY: must be a whole number of tokens above 0 and up to 1,000,000,000,000; leave it away for no limit",
      ],
    });
  });

  it("are told about with all other mistakes at once, and none of their values is repeated", () => {
    const wrong = Object.fromEntries(names.map((name) => [name, "canary-5"]));
    const reading = parseAppSettings({ ...wrong, APP_ID: "x" });
    const problems = reading.kind === "invalid" ? reading.problems : [];

    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "APP_ID",
      "PRIVATE_KEY",
      "WEBHOOK_SECRET",
      ...names,
    ]);
    expect(problems.join()).not.toContain("canary");
  });
});

describe("a budget in USD", () => {
  const model = (name: string) => ({
    apiKey: "k",
    baseUrl: "https://example.test",
    allowsPrivate: false,
    name,
    fallbackName: null,
    concurrency: 1,
    timeoutMs: 1,
  });
  const budgets = {
    "installation-month": { usd: 1, tokens: null },
    "repository-day": { usd: null, tokens: 1 },
    "author-day": { usd: 1, tokens: 1 },
  };

  it("needs a price of the model", () => {
    expect(findUnpricedBudgets({ model: model("own-model"), budgets }, defaultPriceTable)).toEqual([
      "ASSAY_BUDGET_INSTALLATION_USD_PER_MONTH: the price of the model is not known; name it in ASSAY_PRICES_FILE, or set ASSAY_BUDGET_INSTALLATION_TOKENS_PER_MONTH instead",
      "ASSAY_BUDGET_AUTHOR_USD_PER_DAY: the price of the model is not known; name it in ASSAY_PRICES_FILE, or set ASSAY_BUDGET_AUTHOR_TOKENS_PER_DAY instead",
    ]);
    expect(findUnpricedBudgets({ model: model("gpt-6-luna"), budgets }, defaultPriceTable)).toEqual([]);
    expect(findUnpricedBudgets({ model: null, budgets }, defaultPriceTable)).toEqual([]);
  });
});
