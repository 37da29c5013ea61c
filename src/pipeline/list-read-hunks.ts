import type { UnitHunk } from "../domain/unit.ts";
import type { UnitOutcome } from "./ask-model.ts";

/** The hunks, and parts of hunks, that the answer about a unit lists as read; none where there is no answer. */
export function listReadHunks(outcome: UnitOutcome): readonly UnitHunk[] {
  if (outcome.kind !== "answered") return [];
  const { reviewed } = outcome.parsed;
  return outcome.unit.hunks.filter(({ label }) => reviewed === null || reviewed.includes(label));
}
