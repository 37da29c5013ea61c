import { z } from "zod";
import { CommitSha } from "../../domain/change-set.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { PullRequestState, RepositoryRef } from "../../domain/pull-request.ts";
import type { ChangeSource, Log } from "../../pipeline/ports.ts";
import type { PullRequestChange, PullRequestReader } from "../../pipeline/ports-code-host.ts";
import { composeFileDiff } from "./compose-file-diff.ts";
import type { GitHubAppClients } from "./create-github-clients.ts";
import { createGitHubSnapshot } from "./create-github-snapshot.ts";
import { fetchPullRequest } from "./fetch-pull-request.ts";
import { findShortfalls, type ReadFile } from "./find-shortfalls.ts";
import type { GitHubClient } from "./github-client.ts";
import { loadPullRequestFiles, type PullRequestFiles } from "./load-pull-request-files.ts";
import { createOrganisationPolicy } from "./organisation-policy.ts";
import { readAnswer } from "./read-answer.ts";
import { readAttributeRules } from "./read-attribute-rules.ts";

export interface PullRequestReaderOptions {
  readonly clients: GitHubAppClients;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Reads pull requests from GitHub. A change of fifty files takes five calls: pull request and policy, merge base,
 * one page of files, two batches of texts; the policy of the organisation takes one more every five minutes.
 */
export function createPullRequestReader(options: PullRequestReaderOptions): PullRequestReader {
  const { clients, log, now } = options;
  const fetchOrganisationPolicy = createOrganisationPolicy({
    clientFor: (installationId) => clients.forOrganisation(installationId),
    log,
    now,
  });
  return {
    async fetchSnapshot(ref, signal) {
      const { state, policy } = await fetchPullRequest(clients.forRepository(ref.repository), ref, signal);
      const organisationPolicy = await fetchOrganisationPolicy(state.ref.repository, signal);
      return { state, repositoryPolicy: policy, organisationPolicy };
    },
    async openChange(state, signal) {
      return openChange(clients.forRepository(state.ref.repository), state, signal);
    },
  };
}

async function openChange(
  client: GitHubClient,
  state: PullRequestState,
  signal: AbortSignal,
): Promise<PullRequestChange> {
  const { baseSha: base, headSha: head } = state;
  const { repository } = state.ref;
  const comparison = await fetchComparison(client, repository, { base, head, signal });
  if (comparison === null)
    throw new ReviewError("GITHUB_NOT_FOUND", "Base and head of the pull request have no common history.");
  const { mergeBase } = comparison;
  const loaded = await loadPullRequestFiles(client, { state, mergeBase, signal });
  const known = headTexts(loaded);
  const snapshot = createGitHubSnapshot({ client, repository, commit: head, known, signal });
  return {
    source: { ...createSource(state, mergeBase, loaded), openSnapshot: () => snapshot },
    mergeBase,
    shortfalls: findShortfalls(state, loaded.files),
    isAncestor: async (earlier, signalNow) => {
      if (earlier === head) return true;
      const ends = { base: earlier, head, signal: signalNow };
      const since = await fetchComparison(client, repository, ends);
      return since !== null && (since.status === "ahead" || since.status === "identical");
    },
  };
}

const Comparison = z.object({
  status: z.string(),
  merge_base_commit: z.object({ sha: CommitSha }),
});

/** How two commits relate; null where they have nothing in common, or one is gone. */
async function fetchComparison(
  client: GitHubClient,
  repository: RepositoryRef,
  ends: { readonly base: CommitSha; readonly head: CommitSha; readonly signal: AbortSignal },
): Promise<{ readonly mergeBase: CommitSha; readonly status: string } | null> {
  const { base, head, signal } = ends;
  const route = "GET /repositories/{repository_id}/compare/{basehead}";
  // Commits are not looked at: the less of them, the better.
  const parameters = { repository_id: repository.repositoryId, basehead: `${base}...${head}`, per_page: 1 };
  const answer = await client.request(route, parameters, { signal, expect: [404] });
  if (answer.status === 404) return null;
  const { status, merge_base_commit } = readAnswer(Comparison, answer.body, "a comparison");
  return { mergeBase: merge_base_commit.sha, status };
}

/** Texts of the changed files at the head. A link is text too, and none of a file. */
function headTexts({ files }: PullRequestFiles): ReadonlyMap<string, string> {
  const texts = files.flatMap(({ file, sides: { head } }) =>
    head === null || head.text === null ? [] : [[file.path, head.text] as const],
  );
  return new Map(texts);
}

/** Everything has been read by now: the source answers from memory. */
function createSource(
  state: PullRequestState,
  mergeBase: CommitSha,
  { files, attributes }: PullRequestFiles,
): Omit<ChangeSource, "openSnapshot"> {
  const text = composeDiff(files);
  const blobs = new Map(
    files
      .flatMap(({ sides }) => [sides.base, sides.head])
      .flatMap((blob) => (blob === null || blob.text === null ? [] : [[blob.oid, blob] as const])),
  );
  return {
    readDiff: async () => ({ text, base: mergeBase, head: state.headSha, label: `#${state.ref.number}` }),
    readBlobs: async (names, maxBytes) => {
      const found = names.flatMap((name) => {
        const blob = blobs.get(name);
        const isWanted = blob !== undefined && blob.text !== null && blob.byteSize <= maxBytes;
        return isWanted ? [[name, blob.text ?? ""] as const] : [];
      });
      return new Map(found);
    },
    readAttributes: async (paths) => readAttributeRules(attributes, paths),
  };
}

/** No string may be much longer. */
const maxDiffLength = 256 * 1_048_576;

/** One diff of all files; those that no longer fit are named in it without their lines. */
function composeDiff(files: readonly ReadFile[]): string {
  const parts: string[] = [];
  let length = 0;
  for (const { file, sides, content } of files) {
    const whole = composeFileDiff(file, sides, content);
    const fits = length + whole.length <= maxDiffLength;
    parts.push(fits ? whole : composeFileDiff(file, sides, { kind: "unreadable" }));
    length += parts.at(-1)?.length ?? 0;
  }
  return parts.join("");
}
