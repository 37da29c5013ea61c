import type { Lead } from "../domain/syntax.ts";
import type { UnitOutcome } from "./ask-model.ts";
import type { PreparedReview } from "./prepare-review.ts";

/** The leads of a review by whether somebody answered for the lines they stand on. */
export interface SeparatedLeads {
  /** A model was asked about them, now or in the earlier review that their hunk is carried from. */
  readonly answered: readonly Lead[];
  /** No answered unit shows them in its first view: they stay what they are, patterns. */
  readonly unanswered: readonly Lead[];
}

/** `outcomes`: of the first views. Each lead is in one of the two lists. */
export function separateLeads(prepared: PreparedReview, outcomes: readonly UnitOutcome[]): SeparatedLeads {
  const units = outcomes.filter(({ kind }) => kind === "answered").map(({ unit }) => unit);
  const shown = new Set(
    [...units, ...prepared.carriedUnits].flatMap(({ leads }) => leads.map(({ lead }) => lead)),
  );
  const { answered = [], unanswered = [] } = Object.groupBy(prepared.leads, (lead) =>
    shown.has(lead) ? "answered" : "unanswered",
  );
  return { answered, unanswered };
}
