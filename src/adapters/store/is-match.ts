import { type RawBuilder, sql } from "kysely";

/** 1 for a match of a rule that no model has looked at. What was saved before the column was there counts as a finding. */
export const isMatch: RawBuilder<number> = sql<number>`case when findings.confidence = 'pattern' then 1 else 0 end`;
