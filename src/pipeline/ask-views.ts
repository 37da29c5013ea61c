import type { Notice } from "../domain/review.ts";
import type { ReviewUnit, UnitView } from "../domain/unit.ts";
import { countNoun } from "../review/verdict/count-noun.ts";
import { askAboutEach, type UnitOutcome } from "./ask-model.ts";
import type { AskRun } from "./ask-run.ts";
import { describeGaps, gapTexts } from "./describe-gaps.ts";

/** What came of asking about every unit in its views. */
export interface AskedViews {
  /** Of the view that counts as the review of a unit. */
  readonly first: readonly UnitOutcome[];
  /** Of the others, which may find more and cost nothing when they fail. */
  readonly further: readonly UnitOutcome[];
}

/**
 * Asks about units in the order given: the views of one unit behind each other, so that what they share is cached.
 * `onLooked` is told of each unit when all of its views have ended.
 */
export async function askViews(
  units: readonly ReviewUnit[],
  { firstView, onLooked }: { readonly firstView: UnitView; readonly onLooked: (asked: AskedViews) => void },
  run: AskRun,
): Promise<AskedViews> {
  const separate = (outcomes: readonly UnitOutcome[]): AskedViews => {
    const isFirst = ({ unit }: UnitOutcome) => unit.view === firstView;
    return { first: outcomes.filter(isFirst), further: outcomes.filter((outcome) => !isFirst(outcome)) };
  };
  const looks = new Map<ReviewUnit, { left: number; readonly outcomes: UnitOutcome[] }>();
  let current = { left: 0, outcomes: [] as UnitOutcome[] };
  for (const unit of units) {
    if (unit.view === firstView) current = { left: 0, outcomes: [] };
    current.left += 1;
    looks.set(unit, current);
  }
  const outcomes = await askAboutEach(units, run, (unit, ended) => {
    const look = looks.get(unit);
    if (look === undefined) return;
    look.left -= 1;
    look.outcomes.push(...ended);
    if (look.left === 0) onLooked(separate(look.outcomes));
  });
  return separate(outcomes);
}

/** One notice about all further views without an answer. */
export function noticeMissingViews({ further }: AskedViews): readonly Notice[] {
  const missing = further.flatMap(listGaps);
  if (missing.length === 0) return [];
  const are = missing.length === 1 ? "is" : "are";
  return [
    {
      kind: "fewer-looks",
      text: `${missing.length} of ${countNoun(further.length, "further look")} at parts of the change ${are} missing: ${describeGaps(missing)}. Fewer looks find less.`,
    },
  ];
}

function listGaps(outcome: UnitOutcome): readonly string[] {
  switch (outcome.kind) {
    case "answered":
      return [];
    case "failed":
      return [gapTexts.failed];
    case "skipped":
      return outcome.reason === "no-model" ? [] : [gapTexts[outcome.reason]];
  }
}
