import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { createLog } from "../../adapters/log/create-log.ts";
import { createOpenAIModel } from "../../adapters/openai/create-openai-model.ts";
import { openOpenAIClient } from "../../adapters/openai/open-openai-client.ts";
import { loadPrompt } from "../../adapters/prompts/load-prompts.ts";
import { withConcurrency } from "../../adapters/queue/with-concurrency.ts";
import { createSecretScanner } from "../../adapters/secrets/create-secret-scanner.ts";
import { createSyntax } from "../../adapters/syntax/create-syntax.ts";
import { createTokenCounter } from "../../adapters/tokens/count-tokens.ts";
import { defaultPolicy } from "../../config/review-policy.ts";
import type { ModelSettings } from "../../config/settings.ts";
import type { Severity } from "../../domain/finding.ts";
import type { ModelPrice } from "../../domain/model-answer.ts";
import type { Model } from "../../pipeline/ports.ts";
import type { ReviewDependencies, ReviewRequest } from "../../pipeline/review-change.ts";
import { findPrice } from "../../review/price-usage.ts";
import { exitCode } from "./exit-codes.ts";
import { loadSettings } from "./load-settings.ts";
import { openSource } from "./open-source.ts";
import { createProgressLine, type ProgressLine } from "./progress-line.ts";
import type { ReviewOptions } from "./review-options.ts";
import { UserMistake } from "./user-mistake.ts";

/** Tokens of code that one question holds: small questions are answered better. */
const unitTokens = { quick: 6_000, standard: 3_000, thorough: 2_000 } as const;

export interface AssembledReview {
  readonly request: ReviewRequest;
  readonly deps: ReviewDependencies;
  readonly progress: ProgressLine;
  readonly failOn: Severity | "never";
  /** Name of the model that would be asked; null when none is configured. */
  readonly modelName: string | null;
}

/** Builds everything that one review needs out of arguments and environment. */
export async function assembleReview(
  range: string | undefined,
  options: ReviewOptions,
): Promise<AssembledReview> {
  const { settings, prices } = await loadSettings(process.env);
  const depth = options.depth ?? defaultPolicy.depth;
  const modelSettings =
    settings.model === null ? null : { ...settings.model, name: options.model ?? settings.model.name };
  const price = modelSettings === null ? null : findPrice(prices, modelSettings.name);
  const fallbackName = modelSettings?.fallbackName ?? null;
  const maxCostUsd = options.maxCost ?? settings.maxCostUsd;
  refuseUnknownPrice(modelSettings?.name ?? null, price, maxCostUsd);
  const progress = createProgressLine(Date.now());
  const log = createLog(settings.logLevel ?? "silent", process.stderr);
  const models = modelSettings === null ? { model: null, fallback: null } : openModels(modelSettings);
  return {
    request: { policy: defaultPolicy, unitTokens: unitTokens[depth], depth, maxCostUsd },
    deps: {
      ...models,
      price,
      fallbackPrice: fallbackName === null ? null : findPrice(prices, fallbackName),
      source: await openSource(range, options),
      syntax: createSyntax(),
      scanner: createSecretScanner(log),
      countTokens: createTokenCounter(),
      template: await loadPrompt("find-defects"),
      nonceKey: randomBytes(32).toString("hex"),
      now: Date.now,
      sleep: async (ms, signal) => {
        await delay(ms, undefined, { signal });
      },
      onProgress: progress.show,
      log,
    },
    progress,
    failOn: options.failOn ?? defaultPolicy["fail-on"],
    modelName: modelSettings?.name ?? null,
  };
}

function openModels(settings: ModelSettings): { model: Model; fallback: Model | null } {
  const client = openOpenAIClient({ apiKey: settings.apiKey, baseUrl: settings.baseUrl });
  const open = (name: string) =>
    withConcurrency(createOpenAIModel({ client, name, timeoutMs: settings.timeoutMs }), settings.concurrency);
  return {
    model: open(settings.name),
    fallback: settings.fallbackName === null ? null : open(settings.fallbackName),
  };
}

function refuseUnknownPrice(model: string | null, price: ModelPrice | null, maxCostUsd: number | null): void {
  if (model === null || price !== null || maxCostUsd === null) return;
  throw new UserMistake(
    exitCode.configuration,
    `the price of ${model} is not known, so a cost limit of $${maxCostUsd} cannot be kept`,
    "Give its price in ASSAY_PRICES_FILE, or leave out the limit.",
  );
}
