import type { ModelAnswer } from "../../domain/model-answer.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { AnswerStore } from "../../pipeline/ports-store-answers.ts";
import type { Database } from "./database.ts";
import { laneOf } from "./job-identity.ts";
import type { Sealer } from "./sealed-text.ts";

/** Keys that one statement asks for. */
const batchSize = 500;

/** Answers of one pull request are of no use to another: they are kept, found and purged with it. */
export function createAnswerStore(
  database: Database,
  { sealer, now }: { readonly sealer: Sealer; readonly now: () => number },
): AnswerStore {
  return {
    load: async (pullRequest, keys) => {
      const found = new Map<string, ModelAnswer>();
      for (let start = 0; start < keys.length; start += batchSize) {
        const rows = await loadRows(database, pullRequest, keys.slice(start, start + batchSize), now());
        for (const { key, sealed } of rows) {
          const text = sealer.open(sealed, contextOf(pullRequest, key));
          // Only `save` seals under this context. What cannot be opened is asked anew.
          if (text !== null) found.set(key, JSON.parse(text) as ModelAnswer);
        }
      }
      return found;
    },
    save: async (pullRequest, key, answer, expiresAtMs) => {
      const { repositoryId, installationId } = pullRequest.repository;
      const sealed = sealer.seal(JSON.stringify(answer), contextOf(pullRequest, key));
      const values = { installation_id: installationId, sealed, expires_at: expiresAtMs };
      await database.run((db) =>
        db
          .insertInto("answers")
          .values({ repository_id: repositoryId, number: pullRequest.number, key, ...values })
          .onConflict((conflict) => conflict.columns(["repository_id", "number", "key"]).doUpdateSet(values))
          .execute(),
      );
    },
    purge: async ({ repository, number }) => {
      await database.run((db) =>
        db
          .deleteFrom("answers")
          .where("repository_id", "=", repository.repositoryId)
          .where("number", "=", number)
          .execute(),
      );
    },
  };
}

function loadRows(
  database: Database,
  { repository, number }: PullRequestRef,
  keys: readonly string[],
  nowMs: number,
): Promise<readonly { readonly key: string; readonly sealed: string }[]> {
  return database.run((db) =>
    db
      .selectFrom("answers")
      .select(["key", "sealed"])
      .where("repository_id", "=", repository.repositoryId)
      .where("number", "=", number)
      .where("key", "in", [...keys])
      .where("expires_at", ">", nowMs)
      .execute(),
  );
}

function contextOf(pullRequest: PullRequestRef, key: string): string {
  return `answer:${laneOf(pullRequest)}:${key}`;
}
