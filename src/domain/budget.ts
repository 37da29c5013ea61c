/** What each budget is about: all of an installation's reviews in a month, a repository's or an author's in a day. */
export const budgetNames = ["installation-month", "repository-day", "author-day"] as const;
export type BudgetName = (typeof budgetNames)[number];

/** What was or may be spent. Where the price of a model is not known, its tokens cost 0 USD. */
export interface Amount {
  readonly usd: number;
  readonly tokens: number;
}

/** A limit in USD, in tokens, or in both; null for none. */
export type BudgetLimit = { readonly [Unit in keyof Amount]: number | null };

/** The operator's limits. An author's budget is one for each installation. Days and months are those of UTC. */
export type Budgets = Readonly<Record<BudgetName, BudgetLimit>>;

/** What a budget has been used for: `held` is what reviews in progress may still spend. */
export interface BudgetUse {
  readonly spent: Amount;
  readonly held: Amount;
}
