import type { Selectable } from "kysely";
import type { RunReport } from "../../pipeline/ports-store-history.ts";
import type { RunFigures } from "../../pipeline/ports-store-jobs.ts";
import type { RunsTable } from "./schema.ts";

/** A row of `runs` as the port tells it. */
export function describeRun(row: Selectable<RunsTable>): RunReport {
  return {
    fence: row.fence,
    generation: row.generation,
    trigger: row.trigger,
    wantedAtMs: row.wanted_at,
    startedAtMs: row.started_at,
    endedAtMs: row.ended_at,
    outcome: row.outcome,
    code: row.code,
    reason: row.reason,
    head: row.head,
    figures: figuresOf(row),
  };
}

function figuresOf({ result, reasons, questions, tokens, usd }: Selectable<RunsTable>): RunFigures | null {
  if (result === null) return null;
  const use = questions === null || tokens === null ? null : { questions, tokens, costUsd: usd };
  // Written by `recordRun` only.
  return { result, reasons: reasons === null ? [] : (JSON.parse(reasons) as readonly string[]), use };
}
