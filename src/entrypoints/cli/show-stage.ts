import { promptComposer } from "../../pipeline/compose-prompts.ts";
import type { PreparedReview } from "../../pipeline/prepare-review.ts";
import type { ReviewDependencies, ReviewTrace } from "../../pipeline/review-change.ts";

/** What was known before the first question, as JSON. Secrets are placeholders in it. */
export function showPreparedStage(
  stage: "units" | "prompts" | "claims" | "coverage" | "draft",
  prepared: PreparedReview,
  deps: ReviewDependencies,
): string {
  const compose = promptComposer(prepared, deps);
  return print(stage === "units" ? prepared.units : prepared.units.map((unit) => compose(unit, null)));
}

/** What a finished review says of one stage, as JSON. */
export function showReviewStage(
  stage: "units" | "prompts" | "claims" | "coverage" | "draft",
  trace: ReviewTrace,
): string {
  switch (stage) {
    case "claims":
      return print({ claims: trace.judgement.claims, dropped: trace.judgement.droppedClaims });
    case "coverage":
      return print(trace.result.coverage);
    case "draft":
      return print(trace.result);
    case "units":
    case "prompts":
      return print(trace.prepared.units);
  }
}

function print(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
