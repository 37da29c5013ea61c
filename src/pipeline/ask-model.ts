import type { ReviewUnit } from "../domain/unit.ts";
import { type AskedUnit, askOneUnit } from "./ask-one-unit.ts";
import type { AskRun } from "./ask-run.ts";
import { settleOrAbort } from "./settle-or-abort.ts";

/** Writing a question takes a millisecond or two; whatever else the process does gets its turn after so many. */
const unitsAtATime = 16;

/** One entry for every unit, or for every part of it where it had to be divided; in the order of the units. */
export type UnitOutcome = AskedUnit;

/**
 * Asks about all units at once; the model's own decorator limits the calls in flight. Never rejects: every unit ends
 * as answered, failed with a reason, or skipped. After the signal it resolves without waiting for calls in flight.
 * `onAsked` is told of each unit when it has ended.
 */
export async function askAboutEach(
  units: readonly ReviewUnit[],
  run: AskRun,
  onAsked: (unit: ReviewUnit, outcomes: readonly UnitOutcome[]) => void = () => undefined,
): Promise<readonly UnitOutcome[]> {
  const asked: Promise<readonly UnitOutcome[]>[] = [];
  for (const [index, unit] of units.entries()) {
    if (index > 0 && index % unitsAtATime === 0)
      await settleOrAbort(run.deps.sleep(0, run.signal), run.signal);
    asked.push(
      askGuarded(unit, run).then((outcomes) => {
        onAsked(unit, outcomes);
        return outcomes;
      }),
    );
  }
  return (await Promise.all(asked)).flat();
}

/** The boundary of one unit: a defect of ours that one unit brings out must not cost the others their review. */
async function askGuarded(unit: ReviewUnit, run: AskRun): Promise<readonly UnitOutcome[]> {
  try {
    return await askOneUnit(unit, run);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    run.deps.log.error("asking about a unit failed unexpectedly", { unit: unit.id, error: name });
    run.progress.finishUnit();
    const detail = `An internal error stopped this part of the review (${name}).`;
    return [{ unit, kind: "failed", reason: "model-error", detail, salvaged: null }];
  }
}
