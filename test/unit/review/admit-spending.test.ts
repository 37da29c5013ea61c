import { describe, expect, it } from "vitest";
import type { Amount, BudgetLimit, BudgetName, BudgetUse } from "../../../src/domain/budget.ts";
import { admitSpending } from "../../../src/review/pull-request/admit-spending.ts";
import { findPeriod, findRenewal } from "../../../src/review/pull-request/budget-period.ts";
import {
  describeReachedShare,
  describeUsedBudget,
} from "../../../src/review/pull-request/describe-budget.ts";

const budgetsOf = (given: Partial<Record<BudgetName, Partial<BudgetLimit>>>) => {
  const limit = (name: BudgetName) => ({ usd: null, tokens: null, ...given[name] });
  return {
    "installation-month": limit("installation-month"),
    "repository-day": limit("repository-day"),
    "author-day": limit("author-day"),
  };
};
const usesOf = (
  given: Partial<Record<BudgetName, { spent?: Partial<Amount>; held?: Partial<Amount> }>> = {},
) => {
  const use = (name: BudgetName): BudgetUse => ({
    spent: { usd: 0, tokens: 0, ...given[name]?.spent },
    held: { usd: 0, tokens: 0, ...given[name]?.held },
  });
  return {
    "installation-month": use("installation-month"),
    "repository-day": use("repository-day"),
    "author-day": use("author-day"),
  };
};
const granted = (maxCostUsd: number | null, maxTokens: number | null, limitedBy: BudgetName | null) => ({
  kind: "granted",
  maxCostUsd,
  maxTokens,
  limitedBy,
});
const busy = { kind: "busy" };
const refused = (budget: BudgetName) => ({ kind: "refused", budget });

type Row = readonly [string, Parameters<typeof admitSpending>, unknown];
const repository = budgetsOf({ "repository-day": { usd: 1 } });
const spent = (usd: number, held = 0) =>
  usesOf({ "repository-day": { spent: { usd }, held: { usd: held } } });

const rows: readonly Row[] = [
  ["no budget and no limit", [budgetsOf({}), usesOf(), null], granted(null, null, null)],
  ["no budget", [budgetsOf({}), usesOf(), 2], granted(2, null, null)],
  ["a budget: a quarter of it", [repository, spent(0), null], granted(0.25, null, "repository-day")],
  [
    "its own limit, which takes the place of the share",
    [repository, spent(0), 0.75],
    granted(0.75, null, null),
  ],
  ["its own limit, above the budget", [repository, spent(0), 5], granted(1, null, "repository-day")],
  [
    "its own limit, of which less is left",
    [repository, spent(0.5), 0.75],
    granted(0.5, null, "repository-day"),
  ],
  ["less left than a share", [repository, spent(0.875), null], granted(0.125, null, "repository-day")],
  ["room beside three others", [repository, spent(0, 0.75), null], granted(0.25, null, "repository-day")],
  ["no room beside four others", [repository, spent(0, 1), null], busy],
  ["less room than it needs beside another", [repository, spent(0.5, 0.375), null], busy],
  ["others that hold more than is left", [repository, spent(0.5, 0.625), null], busy],
  ["nothing left", [repository, spent(1), null], refused("repository-day")],
  ["more spent than there was, and others", [repository, spent(1.25, 0.25), 1], refused("repository-day")],
  [
    "the smallest of three budgets",
    [
      budgetsOf({
        "installation-month": { usd: 100 },
        "repository-day": { usd: 4 },
        "author-day": { usd: 2 },
      }),
      usesOf({ "installation-month": { spent: { usd: 99.75 } } }),
      null,
    ],
    granted(0.25, null, "installation-month"),
  ],
  [
    "two used up budgets: the one that renews last",
    [
      budgetsOf({ "installation-month": { tokens: 10 }, "author-day": { usd: 2 } }),
      usesOf({ "installation-month": { spent: { tokens: 10 } }, "author-day": { spent: { usd: 3 } } }),
      null,
    ],
    refused("installation-month"),
  ],
  [
    "tokens and money",
    [budgetsOf({ "author-day": { usd: 2, tokens: 1_001 } }), usesOf(), 1],
    granted(1, 250, "author-day"),
  ],
  [
    "very few tokens",
    [budgetsOf({ "author-day": { tokens: 3 } }), usesOf(), null],
    granted(null, 1, "author-day"),
  ],
  [
    "tokens that others hold",
    [
      budgetsOf({ "author-day": { tokens: 1_000 } }),
      usesOf({ "author-day": { held: { tokens: 800 } } }),
      null,
    ],
    busy,
  ],
  [
    "what others hold of a budget that has no limit",
    [repository, usesOf({ "author-day": { held: { usd: 50, tokens: 50 } } }), null],
    granted(0.25, null, "repository-day"),
  ],
];

describe("what one review may spend", () => {
  it.each(rows)("with %s", (_, [budgets, uses, ownLimit], expected) => {
    expect(admitSpending(budgets, uses, ownLimit)).toEqual(expected);
  });
});

describe("the time of a budget", () => {
  const at = (text: string) => Date.parse(text);
  const shown = (budget: BudgetName, text: string) => new Date(findRenewal(budget, at(text))).toISOString();

  it.each([
    [
      "2026-11-21T15:48:59.999Z",
      "2026-11-21",
      "2026-11-01",
      "2026-11-22T00:00:00.000Z",
      "2026-12-01T00:00:00.000Z",
    ],
    [
      "2026-12-31T23:59:59.999Z",
      "2026-12-31",
      "2026-12-01",
      "2027-01-01T00:00:00.000Z",
      "2027-01-01T00:00:00.000Z",
    ],
    [
      "2027-01-01T00:00:00.000Z",
      "2027-01-01",
      "2027-01-01",
      "2027-01-02T00:00:00.000Z",
      "2027-02-01T00:00:00.000Z",
    ],
    [
      "2028-02-28T12:00:00.000Z",
      "2028-02-28",
      "2028-02-01",
      "2028-02-29T00:00:00.000Z",
      "2028-03-01T00:00:00.000Z",
    ],
  ])("is that of UTC: %s", (now, day, monthStart, ...renewals) => {
    const [nextDay, nextMonth] = renewals;
    expect(findPeriod(at(now))).toEqual({ day, monthStart });
    expect(shown("repository-day", now)).toBe(nextDay);
    expect(shown("author-day", now)).toBe(nextDay);
    expect(shown("installation-month", now)).toBe(nextMonth);
  });

  it("is told with the budget and with what people can do", () => {
    const renewsAtMs = findRenewal("repository-day", at("2026-11-21T15:48:59Z"));
    expect(describeUsedBudget("repository-day", renewsAtMs)).toBe(
      "No model was asked, because today's budget of this repository is used up: only the deterministic checks ran. It renews on 2026-11-22 at 00:00 UTC, and this review runs by itself then. Maintainers can make reviews cheaper with `depth`, `exclude`, `triggers` and `max-cost-usd` in the configuration. Whoever operates Assay can raise the budget; after that the comment `/review` starts the review at once.",
    );
    expect(describeReachedShare("installation-month", renewsAtMs)).toBe(
      "This review asked about a part only: it came to the end of its share of this month's budget of this installation of Assay, or of what was left of it. The comment `/review` asks about the rest, with a share of its own, at the latest on 2026-11-22 at 00:00 UTC. Maintainers can set `max-cost-usd` in the configuration, which takes the place of the share.",
    );
  });
});
