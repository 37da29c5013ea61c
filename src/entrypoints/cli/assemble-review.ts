import { randomBytes } from "node:crypto";
import { createLog } from "../../adapters/log/create-log.ts";
import { defaultPolicy } from "../../config/review-policy.ts";
import { isDefaultVendor } from "../../config/settings.ts";
import { defaultModel } from "../../domain/default-model.ts";
import type { Severity } from "../../domain/finding.ts";
import type { ModelPrice } from "../../domain/model-answer.ts";
import type { ReviewDependencies, ReviewRequest } from "../../pipeline/review-change.ts";
import { findPrice } from "../../review/units/price-usage.ts";
import { unitTokens } from "../../review/units/unit-budget.ts";
import { exitCode } from "../shared/exit-codes.ts";
import { openModels } from "../shared/open-models.ts";
import { openReviewTools } from "../shared/open-review-tools.ts";
import { type OpenedTraces, openTraces } from "../shared/open-traces.ts";
import { loadSettings } from "./load-settings.ts";
import { openSource } from "./open-source.ts";
import { createProgressLine, type ProgressLine } from "./progress-line.ts";
import type { ReviewOptions } from "./review-options.ts";
import { UserMistake } from "./user-mistake.ts";

export interface AssembledReview {
  readonly request: ReviewRequest;
  readonly deps: ReviewDependencies;
  readonly progress: ProgressLine;
  readonly failOn: Severity | "never";
  /** Name of the model that would be asked if there were a key; null when that is not known. */
  readonly modelName: string | null;
  /** Whether nobody chose that model. */
  readonly isDefaultModel: boolean;
  /** Address of the model's endpoint; null when no model is configured. */
  readonly modelUrl: string | null;
  readonly traces: OpenedTraces;
}

/** Builds everything that one review needs out of arguments and environment. */
export async function assembleReview(
  range: string | undefined,
  options: ReviewOptions,
): Promise<AssembledReview> {
  const named = options.model === undefined ? {} : { ASSAY_MODEL: options.model };
  const environment = { ...process.env, ...named };
  const { settings, prices } = await loadSettings(environment);
  const depth = options.depth ?? defaultPolicy.depth;
  const log = createLog(settings.logLevel ?? "silent", process.stderr);
  const traces = await openTraces(settings.traces, log);
  const models = openModels(settings.model, prices, traces.trace);
  const modelName = settings.model?.name ?? nameWithoutKey(environment);
  const maxCostUsd = options.maxCost ?? settings.maxCostUsd;
  refuseUnknownPrice(settings.model?.name ?? null, models.price, maxCostUsd);
  const progress = createProgressLine(process.stderr, Date.now);
  const tools = await openReviewTools(log);
  return {
    request: {
      policy: defaultPolicy,
      unitTokens: unitTokens[depth],
      reviewedHunks: new Set(),
      depth,
      maxCostUsd,
    },
    deps: {
      ...tools,
      ...models,
      trace: traces.trace,
      price: modelName === null ? null : findPrice(prices, modelName),
      source: await openSource(range, options),
      nonceKey: randomBytes(32).toString("hex"),
      onProgress: progress.show,
      onlooker: progress,
    },
    progress,
    failOn: options.failOn ?? defaultPolicy["fail-on"],
    modelName,
    isDefaultModel: modelName === defaultModel && (environment["ASSAY_MODEL"]?.trim() ?? "") === "",
    modelUrl: settings.model?.baseUrl ?? null,
    traces,
  };
}

/** An estimate needs no key: a model that is only named, or asked by default, has a price as well. */
function nameWithoutKey(environment: Readonly<Record<string, string | undefined>>): string | null {
  const given = environment["ASSAY_MODEL"]?.trim() ?? "";
  if (given !== "") return given;
  return isDefaultVendor(environment["OPENAI_BASE_URL"]) ? defaultModel : null;
}

function refuseUnknownPrice(model: string | null, price: ModelPrice | null, maxCostUsd: number | null): void {
  if (model === null || price !== null || maxCostUsd === null) return;
  throw new UserMistake(
    exitCode.configuration,
    `the price of ${model} is not known, so a cost limit of $${maxCostUsd} cannot be kept`,
    "Give its price in ASSAY_PRICES_FILE, or leave out the limit.",
  );
}
