import type { ModelPrice, Usage } from "../domain/model-answer.ts";
import type { PromptTemplate } from "../domain/prompt.ts";
import type { Depth, ReviewResult } from "../domain/review.ts";
import { parseAnswer } from "../review/answer/parse-answer.ts";
import { noUsage } from "../review/units/price-usage.ts";
import { halveUnit } from "../review/units/split-into-units.ts";
import { askAboutEach, type UnitOutcome } from "./ask-model.ts";
import { promptComposer } from "./compose-prompts.ts";
import { inspectNames } from "./inspect-change.ts";
import { filesOfClaims, type Judgement, judgeAnswers } from "./judge-answers.ts";
import type { Log, Model, Progress } from "./ports.ts";
import {
  type PrepareDependencies,
  type PreparedReview,
  type PrepareRequest,
  prepareReview,
} from "./prepare-review.ts";

export interface ReviewRequest extends PrepareRequest {
  readonly depth: Depth;
  readonly maxCostUsd: number | null;
}

export interface ReviewDependencies extends PrepareDependencies {
  /** Null when no model is configured: the deterministic checks still run. */
  readonly model: Model | null;
  readonly fallback: Model | null;
  readonly price: ModelPrice | null;
  readonly fallbackPrice: ModelPrice | null;
  readonly template: PromptTemplate;
  /** Key of the fences around untrusted text; secret, new for each process. */
  readonly nonceKey: string;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
  readonly log: Log;
}

/** A review with the nouns that led to it, for `--show-stage` and replays. */
export interface ReviewTrace {
  readonly prepared: PreparedReview;
  readonly outcomes: readonly UnitOutcome[];
  readonly judgement: Judgement;
  readonly result: ReviewResult;
}

/**
 * One change, from its source to a review that can be rendered. Read this file first. Throws `ReviewError` only
 * when the change itself cannot be read; whatever happens later is told in the result.
 */
export async function reviewChange(
  request: ReviewRequest,
  deps: ReviewDependencies,
  signal: AbortSignal,
): Promise<ReviewTrace> {
  const startedAt = deps.now();
  const prepared = await prepareReview(request, deps, signal);
  const { outcomes, usage } = await askAbout(prepared, request, deps, signal);
  const facts = await inspectNames(prepared.change, deps.syntax, filesOfClaims(outcomes));
  const judgement = judgeAnswers(prepared, outcomes, facts);

  const result: ReviewResult = {
    label: prepared.change.label,
    head: prepared.change.head,
    shortfall: deps.model === null ? "no-model" : signal.aborted ? "interrupted" : null,
    coverage: judgement.coverage,
    defects: judgement.defects,
    suggestions: request.policy.suggestions ? judgement.suggestions : [],
    dropped: judgement.dropped,
    notices: prepared.notices,
    gaps: prepared.gaps,
    usage: { ...usage, durationMs: deps.now() - startedAt },
    prompts: usage.calls > 0 ? [{ id: deps.template.id, version: deps.template.version }] : [],
    depth: request.depth,
  };
  return { prepared, outcomes, judgement, result };
}

async function askAbout(
  prepared: PreparedReview,
  request: ReviewRequest,
  deps: ReviewDependencies,
  signal: AbortSignal,
): Promise<{ outcomes: readonly UnitOutcome[]; usage: Usage }> {
  const { model } = deps;
  if (model === null) {
    const outcomes = prepared.units.map((unit) => ({ unit, kind: "skipped", reason: "no-model" }) as const);
    return { outcomes, usage: noUsage };
  }
  return askAboutEach(
    prepared.units,
    {
      ...deps,
      model,
      compose: promptComposer(prepared, deps),
      halve: (unit) => halveUnit(unit, { budgetTokens: request.unitTokens, countTokens: deps.countTokens }),
      read: parseAnswer,
      maxCostUsd: request.maxCostUsd,
    },
    signal,
  );
}
