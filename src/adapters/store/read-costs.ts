import { sql } from "kysely";
import type { BudgetReport, Costs, SpendSum } from "../../pipeline/ports-store-history.ts";
import type { Queries } from "./database.ts";

const mostRepositories = 20;
const mostUsers = 5;

interface SumRow {
  readonly id: number;
  readonly usd: number;
  readonly tokens: number;
}

/** What was booked, and what reviews in progress have spent already. */
const spending = sql`(select installation_id, repository_id, author_id, day, usd, tokens from spend
  union all select installation_id, repository_id, author_id, day, spent_usd, spent_tokens from spend_holds) as spending`;

/** What was spent from a day on, by day and by repository, and what came of it. */
export async function readCosts(db: Queries, fromDay: string): Promise<Costs> {
  const days = await sql<SumRow & { readonly day: string }>`select day, sum(usd) as usd, sum(tokens) as tokens
    from ${spending} where day >= ${fromDay} group by day order by day`.execute(db);
  const repositories = await sumBy(db, { column: "repository_id", fromDay, limit: mostRepositories });
  const counted = await sql<{ readonly count: number }>`select count(distinct repository_id) as count
    from ${spending} where day >= ${fromDay}`.execute(db);
  return {
    days: days.rows.map(({ day, usd, tokens }) => ({ day, usd: Number(usd), tokens: Number(tokens) })),
    repositories: await nameRepositories(db, repositories),
    repositoryCount: Number(counted.rows[0]?.count ?? 0),
    results: await countResults(db, Date.parse(fromDay)),
  };
}

async function countResults(db: Queries, sinceMs: number): Promise<Costs["results"]> {
  // The number stands in the text: a parameter would make the division one of fractions on SQLite.
  const day = sql<number>`ended_at / 86400000`;
  const rows = await db
    .selectFrom("runs")
    .select([day.as("day"), "result", sql<number>`count(*)`.as("count")])
    .where("ended_at", ">=", sinceMs)
    .where("result", "is not", null)
    .groupBy([day, "result"])
    .orderBy("day")
    .orderBy("result")
    .$narrowType<{ result: Costs["results"][number]["result"] }>()
    .execute();
  return rows.map((row) => ({
    day: new Date(row.day * 86_400_000).toISOString().slice(0, 10),
    result: row.result,
    count: row.count,
  }));
}

/** Who used most of each kind of budget. */
export async function readBudgets(db: Queries, monthStart: string, day: string): Promise<BudgetReport> {
  const limit = mostUsers;
  const installations = await sumBy(db, { column: "installation_id", fromDay: monthStart, limit });
  const repositories = await sumBy(db, { column: "repository_id", fromDay: day, limit });
  const authors = await sumBy(db, { column: "author_id", fromDay: day, limit });
  return {
    installations: await nameInstallations(db, installations),
    repositories: await nameRepositories(db, repositories),
    authors: authors.map((sum) => ({ ...sum, name: null })),
  };
}

interface Summing {
  readonly column: "installation_id" | "repository_id" | "author_id";
  readonly fromDay: string;
  readonly limit: number;
}

/** An author has a budget in each installation: the same person in two of them is two sums. */
async function sumBy(db: Queries, { column, fromDay, limit }: Summing): Promise<readonly SumRow[]> {
  const groups = column === "author_id" ? sql`installation_id, author_id` : sql`${sql.ref(column)}`;
  const { rows } = await sql<SumRow>`select ${sql.ref(column)} as id, sum(usd) as usd, sum(tokens) as tokens
    from ${spending} where day >= ${fromDay} group by ${groups}
    order by sum(usd) desc, sum(tokens) desc, ${sql.ref(column)} limit ${limit}`.execute(db);
  return rows.map(({ id, usd, tokens }) => ({ id, usd: Number(usd), tokens: Number(tokens) }));
}

async function nameRepositories(db: Queries, sums: readonly SumRow[]): Promise<readonly SpendSum[]> {
  if (sums.length === 0) return [];
  const rows = await db
    .selectFrom("jobs")
    .select(["repository_id", sql<string>`max(owner || '/' || name)`.as("name")])
    .where(
      "repository_id",
      "in",
      sums.map(({ id }) => id),
    )
    .groupBy("repository_id")
    .execute();
  const names = new Map(rows.map((row) => [row.repository_id, row.name]));
  return sums.map((sum) => ({ ...sum, name: names.get(sum.id) ?? null }));
}

/** An installation is one account's, and owns the repositories that it sees. */
async function nameInstallations(db: Queries, sums: readonly SumRow[]): Promise<readonly SpendSum[]> {
  if (sums.length === 0) return [];
  const rows = await db
    .selectFrom("jobs")
    .select(["installation_id", sql<string | null>`max(owner)`.as("name")])
    .where(
      "installation_id",
      "in",
      sums.map(({ id }) => id),
    )
    .groupBy("installation_id")
    .execute();
  const names = new Map(rows.map((row) => [row.installation_id, row.name]));
  return sums.map((sum) => ({ ...sum, name: names.get(sum.id) ?? null }));
}
