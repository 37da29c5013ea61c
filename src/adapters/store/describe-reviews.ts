import { sql } from "kysely";
import type { Severity } from "../../domain/finding.ts";
import type { ReviewReport, RunReport } from "../../pipeline/ports-store-history.ts";
import type { JobRow } from "./claim-job.ts";
import type { Queries } from "./database.ts";
import { describeRun } from "./describe-runs.ts";
import { isMatch } from "./is-match.ts";
import { isIncomplete, isNewestVerdict } from "./newest-verdict.ts";
import { neverMs } from "./settle-job.ts";

type Open = Pick<ReviewReport, "openFindings" | "openMatches">;

const nothingOpen: Open = { openFindings: { critical: 0, high: 0, medium: 0, low: 0 }, openMatches: 0 };

/** Rows of reviews, each with its newest result and its open findings: four questions however many rows. */
export async function describeReviews(
  db: Queries,
  rows: readonly JobRow[],
): Promise<readonly ReviewReport[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const runs = await loadLastRuns(db, ids);
  const missing = await loadMissing(db, ids);
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
    missing: missing.get(row.id) ?? [],
    ...(findings.get(row.id) ?? nothingOpen),
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

/** What the newest verdict of each review left out. */
async function loadMissing(
  db: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom("runs")
    .selectAll()
    .where("job_id", "in", [...ids])
    .where(isIncomplete)
    .where(isNewestVerdict)
    .execute();
  return new Map(rows.map((row) => [row.job_id, describeRun(row).figures?.reasons ?? []]));
}

async function countOpenFindings(db: Queries, ids: readonly string[]): Promise<ReadonlyMap<string, Open>> {
  const rows = await db
    .selectFrom("findings")
    .innerJoin("jobs", (join) =>
      join
        .onRef("jobs.repository_id", "=", "findings.repository_id")
        .onRef("jobs.number", "=", "findings.number"),
    )
    .select(["jobs.id", "findings.severity", isMatch.as("match"), sql<number>`count(*)`.as("count")])
    .where("jobs.id", "in", [...ids])
    .where("findings.state", "in", ["new", "still-present"])
    .groupBy(["jobs.id", "findings.severity", isMatch])
    .execute();
  const counts = new Map<string, Open>();
  for (const { id, severity, match, count } of rows) {
    const { openFindings, openMatches } = counts.get(id) ?? nothingOpen;
    // The column is written from a `Severity` only.
    const known = { ...openFindings, [severity as Severity]: openFindings[severity as Severity] + count };
    counts.set(
      id,
      match === 1 ? { openFindings, openMatches: openMatches + count } : { openFindings: known, openMatches },
    );
  }
  return counts;
}
