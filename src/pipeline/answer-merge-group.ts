import type { Intent } from "../domain/intent.ts";
import type { CheckDraft } from "../domain/review-draft.ts";
import type { PullRequestDependencies } from "./pull-request-job.ts";

/**
 * Answers a merge queue, which waits for our check on the group's own commit. The group holds changes that were
 * reviewed in their pull requests: the answer is what the review of the named one concluded, and neutral otherwise.
 */
export async function answerMergeGroup(
  { repository, headSha, pullRequest }: Extract<Intent, { kind: "merge-group" }>,
  deps: Pick<PullRequestDependencies, "checks" | "memory">,
): Promise<void> {
  const checkId = await deps.checks.startCheck(
    repository,
    headSha,
    `assay:${repository.repositoryId}:${pullRequest ?? 0}:queue`,
  );
  const memory = pullRequest === null ? null : await deps.memory.load({ repository, number: pullRequest });
  await deps.checks.finishCheck(repository, checkId, composeAnswer(memory?.lastReview?.check ?? null));
}

function composeAnswer(last: Pick<CheckDraft, "conclusion" | "title"> | null): CheckDraft {
  if (last === null) {
    const summary =
      "The pull requests of this group are reviewed one by one; there is no finished review to repeat here.";
    return { conclusion: "neutral", title: "Inconclusive.", summary, annotations: [] };
  }
  const summary =
    "The review of the pull request that this group was made for concluded so. The group itself is not reviewed again.";
  return { ...last, summary, annotations: [] };
}
