import { sql } from "kysely";
import type { Dismissal } from "../../domain/memory.ts";
import type { DismissalReport, FindingCount } from "../../pipeline/ports-store-history.ts";
import type { Queries } from "./database.ts";
import { isMatch } from "./is-match.ts";
import type { Sealer } from "./sealed-text.ts";

/** Findings of the last review of every pull request, counted by kind and state. Nothing is decrypted for it. */
export async function countFindings(db: Queries): Promise<readonly FindingCount[]> {
  const rows = await db
    .selectFrom("findings")
    .select(["cwe", "severity", "state", isMatch.as("match"), sql<number>`count(*)`.as("count")])
    .groupBy(["cwe", "severity", "state", isMatch])
    .orderBy("cwe")
    .orderBy("severity")
    .orderBy("state")
    // Both columns are written from these words only.
    .$narrowType<Pick<FindingCount, "severity" | "state">>()
    .execute();
  return rows.map(({ match, ...row }) => ({ ...row, isMatch: match === 1 }));
}

interface DismissalRow extends Omit<DismissalReport, "because" | "byLogin"> {
  readonly sealed: string;
  readonly repositoryId: number;
  readonly position: number;
}

/** Decisions with what is known of their findings. The words of who decided are decrypted for these rows only. */
export async function listDismissals(
  db: Queries,
  sealer: Sealer,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly dismissals: readonly DismissalReport[] }> {
  const counted = await db
    .selectFrom("dismissals")
    .select(sql<number>`count(*)`.as("total"))
    .executeTakeFirst();
  const { rows } = await sql<DismissalRow>`select dismissals.finding_id as "findingId",
      'review:' || dismissals.repository_id || '#' || dismissals.number as "jobId",
      jobs.owner || '/' || jobs.name as repository, dismissals.number, findings.cwe, findings.severity,
      findings.path, findings.start_line as line, dismissals.reason, dismissals.by_id as "byId", dismissals.until,
      dismissals.sealed, dismissals.repository_id as "repositoryId", dismissals.position
    from dismissals
    join findings on findings.repository_id = dismissals.repository_id and findings.number = dismissals.number
      and findings.position = dismissals.position
    left join jobs on jobs.id = 'review:' || dismissals.repository_id || '#' || dismissals.number
    order by case findings.severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end,
      coalesce(dismissals.until, '9999'), dismissals.repository_id, dismissals.number, dismissals.position
    limit ${limit} offset ${offset}`.execute(db);
  return { total: counted?.total ?? 0, dismissals: rows.map((row) => unseal(row, sealer)) };
}

function unseal({ sealed, repositoryId, position, ...row }: DismissalRow, sealer: Sealer): DismissalReport {
  const text = sealer.open(sealed, `dismissal:${repositoryId}#${row.number}:${position}`);
  // The seal shows that nobody changed what was written from a `Dismissal`.
  const dismissal = text === null ? null : (JSON.parse(text) as Dismissal);
  return { ...row, because: dismissal?.because ?? null, byLogin: dismissal?.byLogin ?? null };
}
