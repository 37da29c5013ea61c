import { ReviewError } from "../../domain/errors.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { ReviewPublisher } from "../../pipeline/ports-code-host.ts";
import type { RenderMoved } from "./compose-review.ts";
import { fetchStanding, type OwnReview } from "./fetch-standing.ts";
import type { GitHubClient, GitHubClients } from "./github-client.ts";
import { postReview } from "./post-review.ts";
import type { ReviewMarkers } from "./review-marker.ts";
import { type RenderSuperseded, supersedeReviews } from "./supersede-reviews.ts";
import { createTurns } from "./take-turns.ts";
import { updateReview } from "./update-review.ts";
import { asRetryable, type Pace } from "./write-once.ts";

export interface ReviewPublisherOptions extends ReviewMarkers {
  readonly clients: Pick<GitHubClients, "forRepository">;
  readonly log: Log;
  readonly pace: Pace;
  readonly renderMoved: RenderMoved;
  readonly renderSuperseded: RenderSuperseded;
}

/** Pull requests of which the last seen reviews are kept. */
const mostRemembered = 500;

/**
 * Publishes reviews, one at a time for each pull request: two calls in the ordinary case. What it saw of our own
 * reviews while posting is kept for `supersede`, and for a repetition that comes before GitHub lists the new one.
 */
export function createReviewPublisher(options: ReviewPublisherOptions): ReviewPublisher {
  const takeTurns = createTurns();
  const seen = createMemory();
  const inTurn = <Result>(pullRequest: PullRequestRef, work: (client: GitHubClient) => Promise<Result>) =>
    takeTurns(keyOf(pullRequest), async () => {
      try {
        return await work(options.clients.forRepository(pullRequest.repository));
      } catch (error) {
        throw asRetryable(error, options.pace);
      }
    });
  return {
    publishReview: (identity, reviewed, draft) =>
      inTurn(identity.pullRequest, async (client) => {
        const key = keyOf(identity.pullRequest);
        const known = seen.recall(key);
        const posted = await postReview({ ...options, client, identity, reviewed, draft, known });
        seen.keep(key, posted.ownReviews);
        return posted.outcome;
      }),
    updateReview: (identity, reviewId, draft) =>
      inTurn(identity.pullRequest, (client) =>
        updateReview({ ...options, client, identity, reviewId, draft }),
      ),
    supersede: (pullRequest, newestId) =>
      inTurn(pullRequest, async (client) => {
        const key = keyOf(pullRequest);
        try {
          const reviews = await selectReviews(client, { pullRequest, newestId, known: seen.recall(key) });
          await supersedeReviews({ ...options, client, pullRequest, newestId, reviews });
          const newest = reviews.filter(({ id }) => id === newestId);
          seen.keep(key, newest);
        } catch (error) {
          if (!(error instanceof ReviewError)) throw error;
          options.log.warn("older reviews could not be marked as superseded", { code: error.code });
        }
      }),
  };
}

const keyOf = ({ repository, number }: PullRequestRef) => `${repository.repositoryId}#${number}`;

/** The reviews that were seen while `newestId` was posted, else those that GitHub lists. */
async function selectReviews(
  client: GitHubClient,
  of: {
    readonly pullRequest: PullRequestRef;
    readonly newestId: number;
    readonly known: readonly OwnReview[];
  },
): Promise<readonly OwnReview[]> {
  const has = (reviews: readonly OwnReview[]) => reviews.some(({ id }) => id === of.newestId);
  return has(of.known) ? of.known : (await fetchStanding(client, of.pullRequest, has)).ownReviews;
}

interface Memory {
  recall(key: string): readonly OwnReview[];
  keep(key: string, reviews: readonly OwnReview[]): void;
}

/** What was seen last, for a bounded number of pull requests. */
function createMemory(): Memory {
  const entries = new Map<string, readonly OwnReview[]>();
  return {
    recall: (key) => entries.get(key) ?? [],
    keep: (key, reviews) => {
      entries.delete(key);
      entries.set(key, reviews);
      const oldest = entries.keys().next();
      if (entries.size > mostRemembered && oldest.done !== true) entries.delete(oldest.value);
    },
  };
}
