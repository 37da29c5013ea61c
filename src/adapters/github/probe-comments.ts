import { z } from "zod";
import type { CommitSha } from "../../domain/change-set.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { InlineComment } from "../../domain/review-draft.ts";
import { composeComments, composePullPath } from "./compose-review.ts";
import { deletePending } from "./delete-pending.ts";
import type { GitHubClient } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";

const route = "POST /repositories/{repository_id}/pulls/{pull_number}/reviews";
/** Each costs one or two writes. */
const mostProbes = 8;

const Review = z.object({ id: z.number() });

type Group = readonly InlineComment[];

/**
 * Finds comments that GitHub takes, by halving a list that it refused without saying which entry is bad. A probe is
 * a review that is never submitted, so that nobody sees it. What eight probes could not clear counts as refused.
 */
export async function probeComments(
  client: GitHubClient,
  ref: PullRequestRef,
  refused: { readonly head: CommitSha; readonly comments: Group },
): Promise<ReadonlySet<InlineComment>> {
  const taken = new Set<InlineComment>();
  let probes = 0;
  const isTaken = async (comments: Group) => {
    probes += 1;
    const isGood = await probe(client, ref, { head: refused.head, comments });
    if (isGood) for (const comment of comments) taken.add(comment);
    return isGood;
  };
  // Something in `suspects` is bad; of `untested` nothing is known.
  let suspects: Group = refused.comments;
  let untested: Group = [];
  while (probes < mostProbes && suspects.length + untested.length > 1) {
    if (suspects.length === 1) {
      if (untested.length === 0 || (await isTaken(untested))) break;
      suspects = untested;
      untested = [];
      continue;
    }
    const half = Math.ceil(suspects.length / 2);
    const [left, right] = [suspects.slice(0, half), suspects.slice(half)];
    if (await isTaken(left)) {
      suspects = right;
    } else {
      suspects = left;
      untested = [...untested, ...right];
    }
  }
  return taken;
}

async function probe(
  client: GitHubClient,
  ref: PullRequestRef,
  { head, comments }: { readonly head: CommitSha; readonly comments: Group },
): Promise<boolean> {
  const parameters = { ...composePullPath(ref), commit_id: head, comments: composeComments(comments) };
  const { status, body } = await client.request(route, parameters, { expect: [422] });
  if (status === 422) return false;
  await deletePending(client, ref, [readAnswer(Review, body, "a review").id]);
  return true;
}
