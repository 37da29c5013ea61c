import type { Usage } from "../domain/model-answer.ts";
import type { ReviewUnit } from "../domain/unit.ts";
import { type AskedUnit, askOneUnit } from "./ask-one-unit.ts";
import { type AskDependencies, type AskRun, createAskRun } from "./ask-run.ts";

/** One entry for every unit, or for every part of it where it had to be divided; in the order of the units. */
export type UnitOutcome = AskedUnit;

export interface Asked {
  readonly outcomes: readonly UnitOutcome[];
  /** `calls` counts what was answered or failed, retries included, but not what an interruption cut off. */
  readonly usage: Usage;
}

/**
 * Asks about all units at once; the model's own decorator limits the calls in flight. Never rejects: every unit ends
 * as answered, failed with a reason, or skipped. After the signal it resolves without waiting for calls in flight.
 */
export async function askAboutEach(
  units: readonly ReviewUnit[],
  deps: AskDependencies,
  signal: AbortSignal,
): Promise<Asked> {
  const startedAt = deps.now();
  const run = createAskRun(deps, units.length, signal);
  const asked = await Promise.all(units.map((unit) => askGuarded(unit, run)));
  for (const endpoint of [run.main, run.fallback]) endpoint?.circuit.close();
  return { outcomes: asked.flat(), usage: { ...run.spending.usage(), durationMs: deps.now() - startedAt } };
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
