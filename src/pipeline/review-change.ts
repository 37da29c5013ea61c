import type { Amount } from "../domain/budget.ts";
import type { ModelPrice } from "../domain/model-answer.ts";
import type { PromptTemplate } from "../domain/prompt.ts";
import type { AskedModel, Depth, ReviewResult } from "../domain/review.ts";
import type { FileFacts } from "../domain/syntax.ts";
import type { ReviewUnit, UnitView } from "../domain/unit.ts";
import { parseAnswer } from "../review/answer/parse-answer.ts";
import { noUsage } from "../review/units/price-usage.ts";
import { halveUnit } from "../review/units/split-into-units.ts";
import { firstViewOf, viewUnits } from "../review/units/view-unit.ts";
import type { UnitOutcome } from "./ask-model.ts";
import { type AskRun, closeAskRun, createAskRun } from "./ask-run.ts";
import { type AskedViews, askViews, noticeMissingViews } from "./ask-views.ts";
import { type CollectedClaims, collectClaims, filesOfClaims } from "./collect-claims.ts";
import { promptComposer } from "./compose-prompts.ts";
import { createEarlyDoubts, type EarlyDoubts, noEarlyDoubts } from "./early-doubts.ts";
import { createNameReader } from "./inspect-change.ts";
import { type Judgement, judgeAnswers } from "./judge-answers.ts";
import { inTurn } from "./map-in-turns.ts";
import { createDoubts, type OpenDoubt } from "./open-doubts.ts";
import type { Log, Model, Onlooker, Progress } from "./ports.ts";
import { noTrace } from "./ports-trace.ts";
import {
  type PrepareDependencies,
  type PreparedReview,
  type PrepareRequest,
  prepareReview,
} from "./prepare-review.ts";
import { leaveClaims, type VerifiedClaims, verifyClaims } from "./verify-claims.ts";

export interface ReviewRequest extends PrepareRequest {
  readonly depth: Depth;
  readonly maxCostUsd: number | null;
  /** Most tokens that its model calls may use; absent for no limit. */
  readonly maxTokens?: number | null;
}

export interface ReviewDependencies extends PrepareDependencies {
  /** Null when no model is configured: the deterministic checks still run. */
  readonly model: Model | null;
  readonly fallback: Model | null;
  readonly price: ModelPrice | null;
  readonly fallbackPrice: ModelPrice | null;
  /** The question that finds defects. */
  readonly template: PromptTemplate;
  /** The second question, about each defect that was found. */
  readonly refuteTemplate: PromptTemplate;
  /** Key of the fences around untrusted text; secret, new for each process. */
  readonly nonceKey: string;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
  /** Absent where nobody sits and waits. */
  readonly onlooker?: Onlooker;
  /** Told all that the review has spent, whenever that grows. */
  readonly onSpent?: (spent: Amount) => void;
  readonly log: Log;
}

/** A review with the nouns that led to it, for `--show-stage` and replays. */
export interface ReviewTrace {
  readonly prepared: PreparedReview;
  /** Of the first view of every unit. */
  readonly outcomes: readonly UnitOutcome[];
  readonly verified: VerifiedClaims;
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
  const { trace = noTrace } = deps;
  const startedAt = deps.now();
  const prepared = await prepareReview(request, deps, signal);
  const { countTokens } = deps;
  const units = await inTurn(() => viewUnits(prepared, { depth: request.depth, countTokens }));
  const run = openRun(prepared, units.length, { request, deps, signal });
  const firstView = firstViewOf(request.depth);
  const readNames = createNameReader(prepared.change, deps.syntax);
  const again: SecondQuestions = { prepared, units, firstView, readNames, request, deps };
  const early = beginEarly(again, run);
  const asked = await trace.stage("ask", { units: units.length }, async () =>
    run === null ? skipEach(prepared) : askViews(units, { firstView, onLooked: early.begin }, run),
  );
  const claimed = filesOfClaims([...asked.first, ...asked.further]);
  const collected = await trace.stage("ground", {}, async () =>
    collectClaims(prepared, asked, await readNames(claimed)),
  );
  await early.settle();
  const verified = await trace.stage("refute", { claims: collected.defects.length }, () =>
    askAgain(collected, { ...again, asked, early }, run),
  );
  const judgement = await trace.stage("name", {}, async () =>
    judgeAnswers(prepared, asked.first, { collected, verified }),
  );
  if (run !== null) closeAskRun(run);

  const result: ReviewResult = {
    label: prepared.change.label,
    head: prepared.change.head,
    shortfall: deps.model === null ? "no-model" : signal.aborted ? "interrupted" : null,
    coverage: judgement.coverage,
    defects: judgement.defects,
    ...(judgement.unreported === undefined ? {} : { unreported: judgement.unreported }),
    suggestions: request.policy.suggestions ? judgement.suggestions : [],
    dropped: judgement.dropped,
    notices: [...prepared.notices, ...noticeMissingViews(asked), ...verified.notices],
    gaps: prepared.gaps,
    usage: { ...(run?.spending.usage() ?? noUsage), durationMs: deps.now() - startedAt },
    ...(deps.model === null ? {} : { asked: describeAsked(deps.model, units.length, prepared) }),
    prompts: usedPrompts(run, verified, deps),
    depth: request.depth,
  };
  return { prepared, outcomes: asked.first, verified, judgement, result };
}

function describeAsked({ name }: Model, questions: number, { carriedUnits }: PreparedReview): AskedModel {
  return { name, questions, isCarried: carriedUnits.length > 0 };
}

/** Budget, circuits and progress that all questions of the review share; null without a model. */
function openRun(
  prepared: PreparedReview,
  questions: number,
  {
    request,
    deps,
    signal,
  }: { readonly request: ReviewRequest; readonly deps: ReviewDependencies; readonly signal: AbortSignal },
): AskRun | null {
  const { model } = deps;
  if (model === null) return null;
  const limits = { budgetTokens: request.unitTokens, countTokens: deps.countTokens };
  return createAskRun(
    {
      ...deps,
      model,
      compose: promptComposer(prepared, deps),
      halve: (unit) => halveUnit(unit, limits),
      read: parseAnswer,
      maxCostUsd: request.maxCostUsd,
      maxTokens: request.maxTokens ?? null,
    },
    questions,
    signal,
  );
}

function skipEach({ units }: PreparedReview): AskedViews {
  return { first: units.map((unit) => ({ unit, kind: "skipped", reason: "no-model" })), further: [] };
}

/** What second questions are made of. */
interface SecondQuestions {
  readonly prepared: PreparedReview;
  readonly units: readonly ReviewUnit[];
  readonly firstView: UnitView;
  readonly readNames: (files: readonly number[]) => Promise<readonly FileFacts[]>;
  readonly request: ReviewRequest;
  readonly deps: ReviewDependencies;
}

/** Second questions need not wait for the last first answer. A quick review has none. */
function beginEarly(
  { prepared, units, firstView, readNames, request, deps }: SecondQuestions,
  run: AskRun | null,
): EarlyDoubts {
  if (run === null || request.depth === "quick") return noEarlyDoubts;
  const first = units.filter(({ view }) => view === firstView);
  return createEarlyDoubts(
    { prepared, units: first, openDoubt: openDoubts(prepared, first, deps), readNames },
    run,
  );
}

/** The second question, about every defect that the answers hold. A quick review goes without. */
async function askAgain(
  { defects }: CollectedClaims,
  {
    prepared,
    asked,
    early,
    request,
    deps,
  }: SecondQuestions & { readonly asked: AskedViews; readonly early: EarlyDoubts },
  run: AskRun | null,
): Promise<VerifiedClaims> {
  if (run === null || request.depth === "quick") return leaveClaims(defects);
  // The first views show the most, whichever view a claim came from.
  const units = asked.first.map(({ unit }) => unit);
  return verifyClaims(defects, { early, openDoubt: openDoubts(prepared, units, deps) }, run);
}

function openDoubts(
  prepared: PreparedReview,
  units: readonly ReviewUnit[],
  deps: ReviewDependencies,
): OpenDoubt {
  const { snapshot, cleanFile } = prepared;
  return createDoubts(prepared, units, { ...deps, snapshot, cleanFile });
}

function usedPrompts(
  run: AskRun | null,
  { verified }: VerifiedClaims,
  { template, refuteTemplate }: ReviewDependencies,
): ReviewResult["prompts"] {
  if (run === null || run.spending.usage().calls === 0) return [];
  const isAskedAgain = verified.some(({ outcome }) => outcome.kind !== "not-asked");
  return (isAskedAgain ? [template, refuteTemplate] : [template]).map(({ id, version }) => ({ id, version }));
}
