import type { ModelPrice, Usage } from "../domain/model-answer.ts";
import { priceOf } from "../review/units/price-usage.ts";
import { decideVerdict } from "../review/verdict/decide-verdict.ts";
import type { Model } from "./ports.ts";
import { noTrace, type StageFacts, type Trace } from "./ports-trace.ts";
import type { PullRequestRequest } from "./pull-request-job.ts";
import type { ReviewTrace } from "./review-change.ts";

/** The whole of one review on the command line, as one stage around all others. */
export function traceReview(trace: Trace, review: () => Promise<ReviewTrace>): Promise<ReviewTrace> {
  return trace.stage("review", {}, async (note) => {
    const reviewed = await review();
    const { usage, defects } = reviewed.result;
    note({
      ...factsOfUsage(usage),
      outcome: decideVerdict(reviewed.result).verdict,
      findings: defects.length,
    });
    return reviewed;
  });
}

/** The whole of one review of a pull request, as one stage around all others. */
export function tracePullRequest<
  Outcome extends { readonly kind: string; readonly verdict?: string; readonly usage?: Usage },
>(
  { pullRequest, work }: PullRequestRequest,
  trace: Trace | undefined,
  review: () => Promise<Outcome>,
): Promise<Outcome> {
  const { repository, number } = pullRequest;
  const ids = { review: work, repository: repository.repositoryId, pullRequest: number };
  return (trace ?? noTrace).stage("review", ids, async (note) => {
    const outcome = await review();
    const used = outcome.usage === undefined ? {} : factsOfUsage(outcome.usage);
    note({ ...used, outcome: outcome.verdict ?? outcome.kind });
    return outcome;
  });
}

/** A model each of whose calls is a stage of the review that makes it, its wait for a free place included. */
export function traceCalls(model: Model, price: ModelPrice | null, trace: Trace): Model {
  const { name } = model;
  return {
    name,
    complete: (prompt, signal) =>
      trace.stage("call", { model: name, question: prompt.id }, async (note) => {
        const answer = await model.complete(prompt, signal);
        const { usage } = answer;
        note({ outcome: answer.finish, ...(usage ?? {}) });
        if (usage !== null) note({ costUsd: priceOf(usage, price) });
        return answer;
      }),
  };
}

function factsOfUsage({
  model,
  calls,
  promptTokens,
  completionTokens,
  cachedTokens,
  costUsd,
}: Usage): StageFacts {
  return { model, calls, promptTokens, completionTokens, cachedTokens, costUsd };
}
