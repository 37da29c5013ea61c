import { type RawBuilder, sql } from "kysely";

/** A verdict that does not speak of all of the change. Its reasons are JSON. */
export const isIncomplete: RawBuilder<boolean> = sql<boolean>`(runs.result in
  ('no-defects', 'defects', 'inconclusive') and coalesce(runs.reasons, '[]') <> '[]')`;

/**
 * Whether no later run of the same review came to a verdict, or found that there is nothing to review any more. Runs that
 * broke off, were put off, or found the same head again leave the verdict before them as it is.
 */
export const isNewestVerdict: RawBuilder<boolean> = sql<boolean>`not exists (select 1 from runs newer
  where newer.job_id = runs.job_id and newer.fence > runs.fence
  and newer.result in ('no-defects', 'defects', 'inconclusive', 'not-admitted'))`;
