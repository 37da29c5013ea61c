import type { BudgetLimit, BudgetName, Budgets } from "../domain/budget.ts";

/** The operator's budgets, or everything that is wrong with them. */
export type BudgetsReading =
  | { readonly kind: "valid"; readonly budgets: Budgets }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;
type Unit = keyof BudgetLimit;
type Read = { readonly value: number | null } | { readonly problem: string };

const mostUsd = 1_000_000;
const mostTokens = 1_000_000_000_000;
const places: Readonly<Record<BudgetName, (unit: "USD" | "TOKENS") => string>> = {
  "installation-month": (unit) => `INSTALLATION_${unit}_PER_MONTH`,
  "repository-day": (unit) => `REPOSITORY_${unit}_PER_DAY`,
  "author-day": (unit) => `AUTHOR_${unit}_PER_DAY`,
};

/** The variable that a limit is read from. */
export function nameBudgetVariable(budget: BudgetName, unit: Unit): string {
  return `ASSAY_BUDGET_${places[budget](unit === "usd" ? "USD" : "TOKENS")}`;
}

/** Reads all budgets; what is absent has no limit. Says every mistake at once, and repeats no value. */
export function parseBudgetSettings(environment: Environment): BudgetsReading {
  const read = (budget: BudgetName, unit: Unit) => {
    const name = nameBudgetVariable(budget, unit);
    return readLimit(name, environment[name]?.trim() ?? "", unit);
  };
  const installation = {
    usd: read("installation-month", "usd"),
    tokens: read("installation-month", "tokens"),
  };
  const repository = { usd: read("repository-day", "usd"), tokens: read("repository-day", "tokens") };
  const author = { usd: read("author-day", "usd"), tokens: read("author-day", "tokens") };
  const problems = [installation, repository, author].flatMap(({ usd, tokens }) =>
    [usd, tokens].flatMap((limit) => ("problem" in limit ? [limit.problem] : [])),
  );
  if (problems.length > 0) return { kind: "invalid", problems };
  return {
    kind: "valid",
    budgets: {
      "installation-month": limitOf(installation),
      "repository-day": limitOf(repository),
      "author-day": limitOf(author),
    },
  };
}

function limitOf({ usd, tokens }: Readonly<Record<Unit, Read>>): BudgetLimit {
  return { usd: "value" in usd ? usd.value : null, tokens: "value" in tokens ? tokens.value : null };
}

function readLimit(name: string, given: string, unit: Unit): Read {
  if (given === "") return { value: null };
  const shape = unit === "usd" ? /^\d{1,7}(?:\.\d{1,6})?$/ : /^\d{1,13}$/;
  const value = shape.test(given) ? Number(given) : 0;
  if (value > 0 && value <= (unit === "usd" ? mostUsd : mostTokens)) return { value };
  const wanted =
    unit === "usd"
      ? "an amount in USD above 0 and up to 1,000,000, such as 2.50"
      : "a whole number of tokens above 0 and up to 1,000,000,000,000";
  return { problem: `${name}: must be ${wanted}; leave it away for no limit` };
}
