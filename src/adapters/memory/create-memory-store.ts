import type { PullRequestMemory } from "../../domain/memory.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { MemoryStore } from "../../pipeline/ports-code-host.ts";

interface Entry {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly memory: PullRequestMemory;
}

const blank: PullRequestMemory = { isPaused: false, generation: 0, lastReview: null };

/** Remembers the `capacity` pull requests that were reviewed last, for as long as the process lives. */
export function createMemoryStore(capacity = 10_000): MemoryStore {
  const entries = new Map<string, Entry>();
  return {
    load: async (pullRequest) => entries.get(keyOf(pullRequest))?.memory ?? blank,
    save: async (pullRequest, memory) => {
      const key = keyOf(pullRequest);
      entries.delete(key);
      const { installationId, repositoryId } = pullRequest.repository;
      entries.set(key, { installationId, repositoryId, memory });
      const [oldest] = entries.keys();
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
    },
    forget: async (installationId, repositoryIds) => {
      for (const [key, entry] of entries) {
        const isNamed = repositoryIds === null || repositoryIds.includes(entry.repositoryId);
        if (entry.installationId === installationId && isNamed) entries.delete(key);
      }
    },
  };
}

function keyOf({ repository, number }: PullRequestRef): string {
  return `${repository.repositoryId}#${number}`;
}
