import type { ParsedAnswer } from "../domain/answer.ts";
import type { Amount } from "../domain/budget.ts";
import type { ModelPrice } from "../domain/model-answer.ts";
import type { Prompt } from "../domain/prompt.ts";
import type { ReviewUnit } from "../domain/unit.ts";
import { type Circuit, createCircuit } from "./create-circuit.ts";
import type { Log, Model, Onlooker, Progress } from "./ports.ts";
import { createSpending, type Spending } from "./spending.ts";

/** Everything that asking needs; the decisions are pure functions handed in. */
export interface AskDependencies {
  readonly model: Model;
  /** Asked once where the model declines or cannot be read; null for none. */
  readonly fallback: Model | null;
  readonly compose: (unit: ReviewUnit, repair: string | null) => Prompt;
  /** Null when the unit cannot be divided. */
  readonly halve: (unit: ReviewUnit) => readonly ReviewUnit[] | null;
  readonly read: (text: string, unit: ReviewUnit) => ParsedAnswer;
  readonly price: ModelPrice | null;
  /** Price of the fallback; absent means unknown. */
  readonly fallbackPrice?: ModelPrice | null;
  /** Most that one run may cost, in USD. With an unknown price nothing is asked. */
  readonly maxCostUsd: number | null;
  /** Most tokens that one run may use; absent for no limit. */
  readonly maxTokens?: number | null;
  /** Told all that the run has spent, whenever that grows. */
  readonly onSpent?: (spent: Amount) => void;
  /** Milliseconds of any clock that does not go back. */
  readonly now: () => number;
  /** Waits; may end early or reject when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
  /** With one, an endpoint that cannot be reached and never answered is given up sooner. */
  readonly onlooker?: Onlooker;
  readonly log: Log;
}

/** A model with what is known of it in this run. */
export interface Endpoint {
  readonly model: Model;
  readonly price: ModelPrice | null;
  readonly circuit: Circuit;
}

/** One run over all questions of a review: what its calls share. */
export interface AskRun {
  readonly deps: AskDependencies;
  readonly signal: AbortSignal;
  readonly main: Endpoint;
  readonly fallback: Endpoint | null;
  readonly spending: Spending;
  readonly progress: ProgressCounter;
}

export interface ProgressCounter {
  /** More units than were known at the start, because some were divided. */
  addUnits(count: number): void;
  finishUnit(): void;
  report(): void;
}

/** A run in which nothing has been asked yet. */
export function createAskRun(deps: AskDependencies, unitCount: number, signal: AbortSignal): AskRun {
  const spending = createSpending(
    { maxCostUsd: deps.maxCostUsd, maxTokens: deps.maxTokens ?? null },
    deps.onSpent ?? (() => undefined),
  );
  const endpointOf = (model: Model, price: ModelPrice | null) => ({
    model,
    price,
    circuit: createCircuit(signal),
  });
  return {
    deps,
    signal,
    main: endpointOf(deps.model, deps.price),
    fallback: deps.fallback === null ? null : endpointOf(deps.fallback, deps.fallbackPrice ?? null),
    spending,
    progress: createProgressCounter(deps.onProgress, spending, unitCount),
  };
}

/** Lets go of what the run holds, when nothing more is asked. */
export function closeAskRun({ main, fallback }: AskRun): void {
  for (const endpoint of [main, fallback]) endpoint?.circuit.close();
}

function createProgressCounter(
  onProgress: (progress: Progress) => void,
  spending: Spending,
  unitCount: number,
): ProgressCounter {
  let unitsTotal = unitCount;
  let unitsDone = 0;
  const report = () => {
    const { promptTokens, completionTokens, costUsd } = spending.usage();
    onProgress({ unitsDone, unitsTotal, promptTokens, completionTokens, costUsd });
  };
  return {
    addUnits(count) {
      unitsTotal += count;
    },
    finishUnit() {
      unitsDone += 1;
      report();
    },
    report,
  };
}
