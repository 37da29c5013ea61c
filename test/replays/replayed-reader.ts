import type { PullRequestRef, PullRequestState } from "../../src/domain/pull-request.ts";
import type { ChangeSource } from "../../src/pipeline/ports.ts";
import type { PullRequestReader } from "../../src/pipeline/ports-code-host.ts";
import type { Snapshot } from "../../src/pipeline/ports-snapshot.ts";
import type { Replay } from "./replay.ts";

/** Every recorded pull request stands in this repository. */
export const recordedRef = {
  repository: { installationId: 1, repositoryId: 1, owner: "recorded", name: "repository" },
} as const satisfies Pick<PullRequestRef, "repository">;

/** Reads a pull request out of its recording. What was never read is not there. */
export function replayReads(replay: Replay): PullRequestReader {
  const { policy, change } = replay;
  return {
    fetchSnapshot: async () => ({
      state: restoreState(replay),
      repositoryPolicy: policy.repository,
      organisationPolicy: policy.organisation,
    }),
    openChange: async () => {
      if (change === null)
        throw new Error("The change was not read when this was recorded: record it again.");
      const { mergeBase, shortfalls } = change;
      return { source: openSource(replay, change), mergeBase, shortfalls, isAncestor: async () => false };
    },
  };
}

function restoreState({ state: { number, isFork, ...state } }: Replay): PullRequestState {
  return {
    ...state,
    ref: { ...recordedRef, number },
    headRepositoryId: isFork ? 2 : recordedRef.repository.repositoryId,
    authorId: 1,
  };
}

function openSource(replay: Replay, change: NonNullable<Replay["change"]>): ChangeSource {
  const { diff, label, mergeBase } = change;
  const attributes = new Map(change.attributes.map(({ path, values }) => [path, new Map(values)]));
  const snapshot = openTree(replay.tree);
  return {
    readDiff: async () => ({ text: diff, base: mergeBase, head: replay.state.headSha, label }),
    readBlobs: async (names, maxBytes) =>
      new Map(
        change.blobs
          .filter(({ name, text }) => names.includes(name) && Buffer.byteLength(text) <= maxBytes)
          .map(({ name, text }) => [name, text]),
      ),
    readAttributes: async (paths) => new Map(paths.map((path) => [path, attributes.get(path) ?? new Map()])),
    openSnapshot: () => snapshot,
  };
}

function openTree({ files, existing, words }: Replay["tree"]): Snapshot {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const names = new Set(existing);
  const lines = new Map(words.map((found) => [found.word, found.lines]));
  return {
    readFile: async (path) => texts.get(path) ?? null,
    selectExisting: async (paths) => paths.filter((path) => names.has(path)),
    findWord: async (word, limit) => (lines.get(word) ?? []).slice(0, limit),
  };
}
