import { defaultPolicy } from "../../src/config/review-policy.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { Depth } from "../../src/domain/review.ts";
import type { ChangeSource, Model } from "../../src/pipeline/ports.ts";
import { type ReviewDependencies, type ReviewTrace, reviewChange } from "../../src/pipeline/review-change.ts";
import { unitTokens } from "../../src/review/units/unit-budget.ts";
import type { Reported } from "./look.ts";

/** Everything that reviews of an evaluation share. */
export type AssayTools = Omit<
  ReviewDependencies,
  "source" | "model" | "fallback" | "price" | "fallbackPrice" | "nonceKey" | "onProgress"
>;

export interface AssayReview {
  readonly reported: readonly Reported[];
  readonly claims: number;
  readonly dropped: Readonly<Record<string, number>>;
}

/** Known to everybody: an evaluation must ask the same bytes again to find its recorded answers. */
const nonceKey = "assay evaluation";

export interface AssayRequest {
  readonly source: ChangeSource;
  readonly model: Model;
  readonly depth: Depth;
}

/** The real review with the real prompts, of one change. */
export async function reviewWithAssay(
  { source, model, depth }: AssayRequest,
  tools: AssayTools,
  signal: AbortSignal,
): Promise<AssayReview> {
  const trace = await reviewChange(
    {
      policy: { ...defaultPolicy, depth },
      unitTokens: unitTokens[depth],
      reviewedHunks: new Set(),
      depth,
      maxCostUsd: null,
    },
    {
      ...tools,
      source,
      model,
      fallback: null,
      price: null,
      fallbackPrice: null,
      nonceKey,
      onProgress: () => undefined,
    },
    signal,
  );
  return readTrace(trace);
}

function readTrace({ result, judgement }: ReviewTrace): AssayReview {
  return {
    reported: result.defects.map(toReported),
    claims: judgement.claims.filter(({ kind }) => kind === "defect").length,
    dropped: countReasons(judgement),
  };
}

function toReported(finding: Finding): Reported {
  const { place, cwe, severity, confidence, title } = finding;
  const { path, side, startLine, endLine, quote } = place;
  return {
    path,
    side,
    startLine,
    endLine,
    quote: finding.source === "model" ? quote : null,
    cwe,
    severity,
    confidence,
    title,
    isPattern: confidence === "pattern",
  };
}

function countReasons({ droppedClaims }: ReviewTrace["judgement"]): Readonly<Record<string, number>> {
  const reasons = droppedClaims.filter(({ claim }) => claim.kind === "defect").map(({ reason }) => reason);
  return Object.fromEntries(
    [...Map.groupBy(reasons, (reason) => reason)].map(([key, all]) => [key, all.length]),
  );
}
