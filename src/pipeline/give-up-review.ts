import type { PullRequestRef } from "../domain/pull-request.ts";
import type { CheckDraft } from "../domain/review-draft.ts";
import { externalIdOf } from "./is-done.ts";
import type { PullRequestDependencies } from "./pull-request-job.ts";

const givenUp: CheckDraft = {
  conclusion: "neutral",
  title: "Inconclusive.",
  summary:
    "Assay was stopped every time in the middle of this review, and does not begin it again by itself. The operator's log has the details. Comment `/review` to try again.",
  annotations: [],
};

/** Says on the pull request that its review never came to an end, and resolves to the head of which that is said. */
export async function giveUpReview(
  pullRequest: PullRequestRef,
  { reader, memory, checks }: Pick<PullRequestDependencies, "reader" | "memory" | "checks">,
): Promise<string> {
  const { state } = await reader.fetchSnapshot(pullRequest, new AbortController().signal);
  const { generation } = await memory.load(pullRequest);
  const { repository } = pullRequest;
  const externalId = externalIdOf(pullRequest, generation + 1);
  const checkId = await checks.startCheck(repository, state.headSha, externalId);
  await checks.finishCheck(repository, checkId, givenUp);
  return state.headSha;
}
