import { createGitHubClients } from "../../../../src/adapters/github/create-github-clients.ts";
import {
  createReviewPublisher,
  type ReviewPublisherOptions,
} from "../../../../src/adapters/github/create-review-publisher.ts";
import type { GitHubClients } from "../../../../src/adapters/github/github-client.ts";
import { CommitSha, RepoPath } from "../../../../src/domain/change-set.ts";
import type { PullRequestRef, PullRequestState } from "../../../../src/domain/pull-request.ts";
import type { InlineComment, ReviewDraft } from "../../../../src/domain/review-draft.ts";
import type { Log } from "../../../../src/pipeline/ports.ts";
import type { ReviewIdentity, ReviewPublisher } from "../../../../src/pipeline/ports-code-host.ts";
import { readMarkers, signMarker } from "../../../../src/review/pull-request/sign-marker.ts";
import { numberedLines } from "../../../contract/github/open-scene.ts";
import type { PullRequestHandle } from "../../../fakes/github/act-on-pull-request.ts";
import type { RepositoryHandle } from "../../../fakes/github/act-on-repository.ts";
import {
  type GitHubDouble,
  type GitHubDoubleOptions,
  startGitHubDouble,
} from "../../../fakes/github/start-github-double.ts";

const key = "the key that signs markers in tests";

/** A repository with one pull request, and a publisher whose clock only moves when it waits. */
export interface PublishingScene extends AsyncDisposable {
  readonly github: GitHubDouble;
  readonly repository: RepositoryHandle;
  readonly pull: PullRequestHandle;
  readonly ref: PullRequestRef;
  readonly clients: GitHubClients;
  readonly publisher: ReviewPublisher;
  /** The options of `publisher`, to make another one as after a restart. */
  readonly options: ReviewPublisherOptions;
  /** What the publisher waited for, in milliseconds. */
  readonly waits: readonly number[];
  /** Messages of warnings. */
  readonly warnings: readonly string[];
  readonly now: () => number;
  /** The pull request as it is now. */
  stateNow(): PullRequestState;
  identityNow(generation?: number): ReviewIdentity;
  /** Method and route of each call apart from tokens. */
  calls(): readonly string[];
}

export async function openPublishingScene(doubleOptions: GitHubDoubleOptions = {}): Promise<PublishingScene> {
  let time = Date.now();
  const now = () => time;
  const waits: number[] = [];
  const warnings: string[] = [];
  const pass = async (ms: number) => {
    time += ms;
  };
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => warnings.push(message),
    error: () => undefined,
  };
  const github = await startGitHubDouble({ now, ...doubleOptions });
  const repository = github.repository({
    fullName: "octo-org/shop",
    files: { "src/old.ts": numberedLines(100) },
  });
  repository.setBranch("release", repository.tip("main"));
  const installation = github.install({ account: github.account("octo-org") });
  const pull = await repository.openPullRequest({
    branch: "change",
    files: {
      "src/new.ts": numberedLines(200),
      "src/old.ts": numberedLines(100).replace("line 50\n", "line fifty\n"),
    },
  });
  const names = { owner: "octo-org", name: "shop" };
  const ref = {
    repository: { installationId: installation.id, repositoryId: repository.id, ...names },
    number: pull.number,
  };
  const { id: appId, privateKey } = github.app;
  const clients = createGitHubClients({
    appId,
    privateKey,
    apiUrl: github.url,
    log,
    now,
    sleep: pass,
    timeoutMs: 500,
  });
  const options: ReviewPublisherOptions = {
    clients,
    log,
    pace: {
      sleep: async (ms) => {
        waits.push(ms);
        await pass(ms);
      },
      settleMs: 15_000,
    },
    composeMarker: (identity) => signMarker(identity, key),
    readMarkers: (body) => readMarkers(body, key),
    renderMoved: (comments) =>
      `## Not at their lines\n\n${comments.map(({ path, line }) => `- ${path}:${line}`).join("\n")}`,
    renderSuperseded: (body, by) =>
      body.startsWith("Superseded") ? body : `Superseded by ${by.head} at ${by.url}\n\n${body}`,
  };
  const sha = () => CommitSha.parse(pull.headSha);
  return {
    github,
    repository,
    pull,
    ref,
    clients,
    publisher: createReviewPublisher(options),
    options,
    waits,
    warnings,
    now,
    stateNow: () => ({
      ref,
      lifecycle: pull.state.state,
      isDraft: pull.state.isDraft,
      isLocked: pull.state.isLocked,
      headSha: sha(),
      baseSha: CommitSha.parse(pull.baseSha),
      baseBranch: pull.state.baseBranch,
      headRepositoryId: repository.id,
      authorId: pull.state.author.id,
      authorLogin: pull.state.author.login,
      labels: [],
      changedFiles: 2,
      additions: 201,
      deletions: 1,
    }),
    identityNow: (generation = 1) => ({
      pullRequest: ref,
      head: sha(),
      configuration: "c0ffee",
      generation,
    }),
    calls: () => github.callsWithoutTokens.map(({ method, route }) => `${method} ${route}`),
    [Symbol.asyncDispose]: () => github.close(),
  };
}

export const graphql = "POST /graphql";
export const postReviewCall = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews";

export function makeComment(line: number, change: Partial<InlineComment> = {}): InlineComment {
  const path = RepoPath.parse("src/new.ts");
  return {
    finding: `A-${line}`,
    path,
    side: "RIGHT",
    startLine: null,
    line,
    body: `Look at ${line}`,
    ...change,
  };
}

export function makeDraft(comments: readonly InlineComment[] = [], body = "**No defects.**"): ReviewDraft {
  const check = { conclusion: "success", title: "No defects", summary: "All fine", annotations: [] } as const;
  return { verdict: "no-defects", body, comments, check };
}

/** Comments of the reviews of a pull request: path and line, in their order. */
export function listPlaces(pull: PullRequestHandle): readonly string[] {
  return pull.reviewComments().map(({ path, line }) => `${path}:${line}`);
}
