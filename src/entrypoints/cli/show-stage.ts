import { promptComposer } from "../../pipeline/compose-prompts.ts";
import type { PreparedReview } from "../../pipeline/prepare-review.ts";
import type { ReviewTrace } from "../../pipeline/review-change.ts";
import { viewUnits } from "../../review/units/view-unit.ts";
import type { AssembledReview } from "./assemble-review.ts";

/** What was known before the first question, as JSON. Secrets are placeholders in it. */
export function showPreparedStage(
  stage: "units" | "prompts" | "claims" | "coverage" | "draft",
  prepared: PreparedReview,
  { request, deps }: Pick<AssembledReview, "request" | "deps">,
): string {
  const compose = promptComposer(prepared, deps);
  const units = viewUnits(prepared, { depth: request.depth, countTokens: deps.countTokens });
  return print(stage === "units" ? units : units.map((unit) => compose(unit, null)));
}

/** What a finished review says of one stage, as JSON. */
export function showReviewStage(
  stage: "units" | "prompts" | "claims" | "coverage" | "draft",
  trace: ReviewTrace,
): string {
  switch (stage) {
    case "claims":
      return trace.prepared.redactor.mask(
        print({
          claims: trace.judgement.claims,
          dropped: trace.judgement.droppedClaims,
          askedAgain: trace.verified.verified.map(({ defect, outcome }) => ({
            agreement: defect.agreement,
            title: defect.finding.title,
            place: defect.finding.place,
            outcome,
          })),
        }),
      );
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
