import type { PullRequestRef } from "../domain/pull-request.ts";
import type { PullRequestJob, PullRequestRequest } from "./pull-request-job.ts";

/** Whether a person asked for this review by name, or decided something that it has to say anew. */
export function isWanted({ trigger }: PullRequestRequest): boolean {
  return trigger === "command" || trigger === "decision" || trigger === "rerun";
}

/** Whether there is nothing left to do: the same head was reviewed under the same configuration. */
export function isDone(job: PullRequestJob): boolean {
  return isFinishedWork(job) || (!isWanted(job.request) && isReviewed(job));
}

/** This very piece of work was finished, and whoever did it could not say so any more. */
function isFinishedWork({ request, memory }: PullRequestJob): boolean {
  return request.work !== null && memory.lastReview?.work === request.work;
}

/** Another base makes another change of the same head. */
function isReviewed({ request, memory, snapshot, configuration }: PullRequestJob): boolean {
  const last = memory.lastReview;
  if (request.trigger === "retargeted") return false;
  return last !== null && last.head === snapshot.state.headSha && last.configuration === configuration;
}

/** How the check run of a review is found again. Generation 0 is that of a change that is not reviewed at all. */
export function externalIdOf({ repository, number }: PullRequestRef, generation: number): string {
  return `assay:${repository.repositoryId}:${number}:${generation}`;
}
