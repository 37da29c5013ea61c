import { sql } from "kysely";
import type { Severity } from "../../domain/finding.ts";
import type { ReviewReport, RunReport } from "../../pipeline/ports-store-history.ts";
import type { JobRow } from "./claim-job.ts";
import type { Queries } from "./database.ts";
import { describeRun } from "./describe-runs.ts";
import { neverMs } from "./settle-job.ts";

const noFindings: Readonly<Record<Severity, number>> = { critical: 0, high: 0, medium: 0, low: 0 };

/** Rows of reviews, each with its newest result and its open findings: three questions however many rows. */
export async function describeReviews(
  db: Queries,
  rows: readonly JobRow[],
): Promise<readonly ReviewReport[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const runs = await loadLastRuns(db, ids);
  const findings = await countOpenFindings(db, ids);
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    installationId: row.installation_id,
    // Every review has a repository and a number; other jobs are not given to this.
    repositoryId: row.repository_id ?? 0,
    repository: `${row.owner ?? "?"}/${row.name ?? "?"}`,
    number: row.number ?? 0,
    trigger: row.trigger,
    attempts: row.attempts,
    interruptions: row.interruptions,
    wantedAtMs: row.waiting_since,
    startedAtMs: row.claimed_at === 0 ? null : row.claimed_at,
    runAtMs: row.run_at >= neverMs ? null : row.run_at,
    code: row.code,
    reason: row.reason,
    settledHead: row.settled_head,
    updatedAtMs: row.updated_at,
    lastRun: runs.get(row.id) ?? null,
    openFindings: findings.get(row.id) ?? noFindings,
  }));
}

async function loadLastRuns(db: Queries, ids: readonly string[]): Promise<ReadonlyMap<string, RunReport>> {
  const rows = await db
    .selectFrom("runs")
    .selectAll()
    .where("job_id", "in", [...ids])
    .where("result", "is not", null)
    .where(
      sql<boolean>`not exists (select 1 from runs newer where newer.job_id = runs.job_id
        and newer.fence > runs.fence and newer.result is not null)`,
    )
    .execute();
  return new Map(rows.map((row) => [row.job_id, describeRun(row)]));
}

async function countOpenFindings(
  db: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<Severity, number>>>> {
  const rows = await db
    .selectFrom("findings")
    .innerJoin("jobs", (join) =>
      join
        .onRef("jobs.repository_id", "=", "findings.repository_id")
        .onRef("jobs.number", "=", "findings.number"),
    )
    .select(["jobs.id", "findings.severity", sql<number>`count(*)`.as("count")])
    .where("jobs.id", "in", [...ids])
    .where("findings.state", "in", ["new", "still-present"])
    .groupBy(["jobs.id", "findings.severity"])
    .execute();
  const counts = new Map<string, Record<Severity, number>>();
  for (const { id, severity, count } of rows) {
    const known = counts.get(id) ?? { ...noFindings };
    // The column is written from a `Severity` only.
    counts.set(id, { ...known, [severity as Severity]: count });
  }
  return counts;
}
