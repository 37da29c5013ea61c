import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { createLog } from "../../adapters/log/create-log.ts";
import { type MergedPolicy, mergePolicies } from "../../config/merge-policies.ts";
import { parseReviewPolicy } from "../../config/review-policy.ts";
import { RepoPath } from "../../domain/change-set.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { Severity } from "../../domain/finding.ts";
import type { Notice } from "../../domain/review.ts";
import {
  type GoverningPolicy,
  noticePolicyProblems,
  type PolicyMistake,
} from "../../pipeline/policy-problems.ts";
import { type ReviewTrace, reviewChange } from "../../pipeline/review-change.ts";
import { unitTokens } from "../../review/units/unit-budget.ts";
import { loadPrices } from "../shared/load-prices.ts";
import { type OpenedModels, openModels } from "../shared/open-models.ts";
import { openReviewTools } from "../shared/open-review-tools.ts";
import { isInside, isNamedInside } from "./is-inside.ts";
import type { OpenedChange } from "./open-change.ts";
import type { ActionInputs } from "./read-inputs.ts";

/** A finished review and the policy that it followed. */
export interface ReviewedStep {
  /** With what the step itself has to say among its notices. */
  readonly trace: ReviewTrace;
  readonly failOn: Severity | "never";
  readonly governing: GoverningPolicy;
}

export interface StepParts {
  readonly inputs: ActionInputs;
  readonly change: OpenedChange;
  /** Absolute. */
  readonly workspace: string;
  readonly isFromFork: boolean;
  /** Takes lines of the log, with their line feeds. */
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Reviews the change by the policy at its base; what the step says itself comes first. */
export async function reviewStep(parts: StepParts): Promise<ReviewedStep> {
  const { inputs, change, signal } = parts;
  const { settings } = inputs;
  await refuseOwnPrices(settings.pricesFile, parts.workspace);
  const prices = await loadPrices(settings);
  if (prices.kind === "invalid") throw refuse(`ASSAY_PRICES_FILE: ${prices.problems.join("; ")}`);
  const governing = readPolicy(change.policyText);
  const { policy } = governing;
  const depth = inputs.depth ?? policy.depth;
  const maxCostUsd = smallest([settings.maxCostUsd, policy["max-cost-usd"]]);
  const models = openModels(settings.model, prices.table);
  refuseUnknownPrice(models, maxCostUsd);
  const tools = await openReviewTools(createLog(settings.logLevel ?? "silent", parts));
  const trace = await reviewChange(
    { policy, depth, unitTokens: unitTokens[depth], reviewedHunks: new Set(), maxCostUsd },
    {
      ...tools,
      ...models,
      source: change.source,
      nonceKey: randomBytes(32).toString("hex"),
      onProgress: () => undefined,
    },
    signal,
  );
  const notices = [
    ...change.notices,
    ...noticeMissingKey(models, parts.isFromFork),
    ...noticePolicyProblems(governing),
    ...trace.result.notices,
  ];
  const failOn = inputs.failOn ?? policy["fail-on"];
  return { trace: { ...trace, result: { ...trace.result, notices } }, failOn, governing };
}

/** The workspace holds files of the change: whoever wrote it would say what the model costs. */
async function refuseOwnPrices(file: string | null, workspace: string): Promise<void> {
  if (file === null) return;
  const path = resolve(file);
  const isOwn = isNamedInside(path, workspace) || (await isInside(path, workspace).catch(() => false));
  if (!isOwn) return;
  throw new ReviewError("CONFIG_INVALID", "ASSAY_PRICES_FILE lies in the workspace, where the change is.", {
    remedy: "Name a file outside of it, such as one that the workflow writes to RUNNER_TEMP.",
  });
}

function readPolicy(text: string | null): GoverningPolicy {
  const repository = text === null ? null : parseReviewPolicy(text);
  const merged = mergePolicies({ organisation: null, repository });
  return { policy: merged.policy, hash: "", mistakes: describeMistakes(merged), overruled: [] };
}

function describeMistakes({ problems }: MergedPolicy): readonly PolicyMistake[] {
  return problems.map(({ owner, file, line, key, message }) => ({
    owner,
    file: RepoPath.parse(file),
    line,
    text: key === "" ? message : `${key}: ${message}`,
  }));
}

function noticeMissingKey({ model }: OpenedModels, isFromFork: boolean): readonly Notice[] {
  if (model !== null) return [];
  const text = isFromFork
    ? "The pull request comes from a fork, and GitHub gives its workflows no secrets: no model was asked, only the deterministic checks ran."
    : "The input api-key is empty: no model was asked, only the deterministic checks ran.";
  return [{ kind: "no-key", text }];
}

function refuseUnknownPrice({ model, price }: OpenedModels, maxCostUsd: number | null): void {
  if (model === null || price !== null || maxCostUsd === null) return;
  throw refuse(`The price of ${model.name} is not known, so a cost limit of $${maxCostUsd} cannot be kept.`);
}

function refuse(message: string): ReviewError {
  return new ReviewError("CONFIG_INVALID", message, {
    remedy: "Name a file of prices in ASSAY_PRICES_FILE, or leave out the limit.",
  });
}

function smallest(limits: readonly (number | null)[]): number | null {
  const set = limits.filter((limit) => limit !== null);
  return set.length === 0 ? null : Math.min(...set);
}
