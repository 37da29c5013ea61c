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
import type { Pace } from "./write-once.ts";

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
  return {
    publishReview: (identity, reviewed, draft) => {
      const { pullRequest } = identity;
      const key = keyOf(pullRequest);
      return takeTurns(key, async () => {
        const client = options.clients.forRepository(pullRequest.repository);
        const known = seen.recall(key);
        const posted = await postReview({ ...options, client, identity, reviewed, draft, known });
        seen.keep(key, posted.ownReviews);
        return posted.outcome;
      });
    },
    updateReview: (identity, reviewId, draft) => {
      const { pullRequest } = identity;
      const client = options.clients.forRepository(pullRequest.repository);
      return takeTurns(keyOf(pullRequest), () =>
        updateReview({ ...options, client, identity, reviewId, draft }),
      );
    },
    supersede: (pullRequest, newestId) => {
      const key = keyOf(pullRequest);
      return takeTurns(key, async () => {
        const client = options.clients.forRepository(pullRequest.repository);
        const known = seen.recall(key);
        try {
          const reviews = await selectReviews(client, { pullRequest, newestId, known });
          await supersedeReviews({ ...options, client, pullRequest, newestId, reviews });
          seen.keep(
            key,
            reviews.filter(({ id }) => id === newestId),
          );
        } catch (error) {
          if (!(error instanceof ReviewError)) throw error;
          options.log.warn("older reviews could not be marked as superseded", { code: error.code });
        }
      });
    },
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
