import { ReviewError } from "../domain/errors.ts";
import type { Intent } from "../domain/intent.ts";
import type { LastReview } from "../domain/memory.ts";
import type { CheckDraft } from "../domain/review-draft.ts";
import type { PullRequestDependencies } from "./pull-request-job.ts";
import { failedCheck } from "./unfinished-checks.ts";

type MergeGroup = Extract<Intent, { kind: "merge-group" }>;
type MergeGroupDependencies = Pick<PullRequestDependencies, "checks" | "log" | "memory" | "reader">;

/**
 * Answers a merge queue, which waits for our check on the group's own commit. The group holds changes that were
 * reviewed in their pull requests: the answer is what the review of the named one concluded about the head that it
 * has now, and neutral otherwise.
 */
export async function answerMergeGroup(
  group: MergeGroup,
  generation: number,
  deps: MergeGroupDependencies,
): Promise<void> {
  const { repository, headSha } = group;
  const externalId = queueIdOf(group, generation);
  const checkId = await deps.checks.startCheck(repository, headSha, externalId);
  await deps.checks.finishCheck(repository, checkId, await chooseAnswer(group, deps));
}

/** How the check run of a merge group is found again; `generation` counts how often it was asked for. */
export function queueIdOf({ repository, pullRequest }: MergeGroup, generation: number): string {
  return `assay:${repository.repositoryId}:${pullRequest ?? 0}:queue.${generation}`;
}

/** The queue waits, so that a failure is an answer too, and not a green one. */
async function chooseAnswer(group: MergeGroup, deps: MergeGroupDependencies): Promise<CheckDraft> {
  try {
    return composeAnswer(await loadReview(group, deps));
  } catch (error) {
    const code = error instanceof ReviewError ? error.code : "unknown";
    deps.log.warn("a merge group is answered without a review to repeat", { code });
    return failedCheck(error, false);
  }
}

/** The last review of the pull request; null when it was of another head, whose answer says nothing about this one. */
async function loadReview(
  { repository, pullRequest: number }: MergeGroup,
  { memory, reader }: MergeGroupDependencies,
): Promise<LastReview | null> {
  if (number === null) return null;
  const { lastReview } = await memory.load({ repository, number });
  if (lastReview === null) return null;
  const { state } = await reader.fetchSnapshot({ repository, number }, new AbortController().signal);
  return lastReview.head === state.headSha ? lastReview : null;
}

function composeAnswer(last: LastReview | null): CheckDraft {
  if (last === null) {
    const summary =
      "The pull requests of this group are reviewed one by one; there is no finished review to repeat here.";
    return { conclusion: "neutral", title: "Inconclusive.", summary, annotations: [] };
  }
  const summary =
    "The review of the pull request that this group was made for concluded so. The group itself is not reviewed again.";
  return { ...last.check, summary, annotations: [] };
}
