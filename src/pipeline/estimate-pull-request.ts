import type { PullRequestRef } from "../domain/pull-request.ts";
import { renderEstimateComment } from "../review/render/render-estimate-comment.ts";
import { estimateReview } from "../review/units/estimate-review.ts";
import { unitTokens } from "../review/units/unit-budget.ts";
import { viewUnits } from "../review/units/view-unit.ts";
import { promptComposer } from "./compose-prompts.ts";
import { prepareReview } from "./prepare-review.ts";
import type { PullRequestDependencies } from "./pull-request-job.ts";

/** What a full review of a pull request would use, as Markdown. Asks no model. */
export async function estimatePullRequest(
  pullRequest: PullRequestRef,
  deps: PullRequestDependencies,
): Promise<string> {
  const { signal } = new AbortController();
  const snapshot = await deps.reader.fetchSnapshot(pullRequest, signal);
  const { policy } = deps.readPolicy(snapshot);
  const { source } = await deps.reader.openChange(snapshot.state, signal);
  const prepared = await prepareReview(
    { policy, depth: policy.depth, unitTokens: unitTokens[policy.depth], reviewedHunks: new Set() },
    { ...deps, source },
    signal,
  );
  const compose = promptComposer(prepared, deps);
  const estimate = estimateReview(
    viewUnits(prepared, { depth: policy.depth, countTokens: deps.countTokens }).map((unit) =>
      compose(unit, null),
    ),
    deps.price,
  );
  return renderEstimateComment(estimate, {
    head: snapshot.state.headSha,
    modelName: deps.model?.name ?? null,
    filesAsked: prepared.selection.order.length,
    filesTotal: prepared.change.files.length,
    maxCostUsd: policy["max-cost-usd"] ?? deps.maxCostUsd,
  });
}
