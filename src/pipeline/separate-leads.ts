import type { Lead } from "../domain/syntax.ts";
import { assignLeads } from "../review/units/assign-leads.ts";
import type { UnitOutcome } from "./ask-model.ts";
import { listReadHunks } from "./list-read-hunks.ts";
import type { PreparedReview } from "./prepare-review.ts";

/** The leads of a review by whether somebody answered for the lines they stand on. */
export interface SeparatedLeads {
  /** A model read their hunk, now or in the earlier review that it is carried from. */
  readonly answered: readonly Lead[];
  /** They stand in a hunk that no answer lists as read: they stay what they are, patterns. */
  readonly unanswered: readonly Lead[];
}

/** `outcomes`: of the first views. Each lead is in one of the two lists. */
export function separateLeads(prepared: PreparedReview, outcomes: readonly UnitOutcome[]): SeparatedLeads {
  const read = new Set(prepared.carriedUnits.flatMap(({ leads }) => leads.map(({ lead }) => lead)));
  const unread = new Set<Lead>();
  for (const outcome of outcomes) {
    const leads = outcome.unit.leads.map(({ lead }) => lead);
    const listed = new Set(listReadHunks(outcome));
    for (const [hunk, own] of assignLeads(outcome.unit.hunks, leads)) {
      for (const lead of own) (listed.has(hunk) ? read : unread).add(lead);
    }
  }
  const { answered = [], unanswered = [] } = Object.groupBy(prepared.leads, (lead) =>
    read.has(lead) && !unread.has(lead) ? "answered" : "unanswered",
  );
  return { answered, unanswered };
}
