import type { PullRequestRef } from "../../domain/pull-request.ts";
import { composePullPath } from "./compose-review.ts";
import type { GitHubClient } from "./github-client.ts";
import { repeatWrite } from "./write-once.ts";

const route = "DELETE /repositories/{repository_id}/pulls/{pull_number}/reviews/{review_id}";

/** Deletes reviews of ours that were never submitted: while one is there, GitHub refuses every other. */
export async function deletePending(
  client: GitHubClient,
  ref: PullRequestRef,
  ids: readonly number[],
): Promise<void> {
  for (const id of ids) {
    const parameters = { ...composePullPath(ref), review_id: id };
    // 404: it is gone. 422: somebody submitted it meanwhile, so that it stands in nobody's way.
    await repeatWrite(() => client.request(route, parameters, { expect: [404, 422] }));
  }
}
