import {
  createGitHubClients,
  type GitHubAppClients,
  type GitHubClientsOptions,
} from "../../../../src/adapters/github/create-github-clients.ts";
import { createPullRequestReader } from "../../../../src/adapters/github/create-pull-request-reader.ts";
import { ReviewError } from "../../../../src/domain/errors.ts";
import type { PullRequestRef, RepositoryRef } from "../../../../src/domain/pull-request.ts";
import type { Log } from "../../../../src/pipeline/ports.ts";
import type { PullRequestReader } from "../../../../src/pipeline/ports-code-host.ts";
import type { InstallationHandle } from "../../../fakes/github/act-on-installation.ts";
import type { PullRequestHandle } from "../../../fakes/github/act-on-pull-request.ts";
import type { RepositoryHandle } from "../../../fakes/github/act-on-repository.ts";
import {
  type GitHubDouble,
  type GitHubDoubleOptions,
  startGitHubDouble,
} from "../../../fakes/github/start-github-double.ts";
import type { FileContent } from "../../../fakes/github/write-git-objects.ts";

/** A repository with the App installed, and clients whose clock moves only when they wait or a test moves it. */
export interface ReadingScene extends AsyncDisposable {
  readonly github: GitHubDouble;
  readonly repository: RepositoryHandle;
  readonly installation: InstallationHandle;
  readonly at: RepositoryRef;
  readonly clients: GitHubAppClients;
  readonly reader: PullRequestReader;
  readonly signal: AbortSignal;
  /** What the clients waited for, in milliseconds. */
  readonly waits: readonly number[];
  readonly warnings: readonly string[];
  readonly now: () => number;
  pass(ms: number): void;
  refOf(pull: PullRequestHandle): PullRequestRef;
  /** Method and route of each call apart from tokens. */
  calls(): readonly string[];
  /** Clients that know nothing yet. */
  openClients(options?: Partial<GitHubClientsOptions>): GitHubAppClients;
}

export interface SceneRequest {
  readonly double?: GitHubDoubleOptions;
  readonly files?: Readonly<Record<string, FileContent>>;
}

export async function openReadingScene(request: SceneRequest = {}): Promise<ReadingScene> {
  let time = Date.now();
  const now = () => time;
  const waits: number[] = [];
  const warnings: string[] = [];
  const pass = (ms: number) => {
    time += ms;
  };
  const sleep = async (ms: number) => {
    waits.push(ms);
    pass(ms);
  };
  const ignore = () => undefined;
  const log: Log = { debug: ignore, info: ignore, warn: (message) => warnings.push(message), error: ignore };
  const github = await startGitHubDouble({ now, ...request.double });
  const files = request.files;
  const repository = github.repository({
    fullName: "octo-org/shop",
    ...(files === undefined ? {} : { files }),
  });
  const installation = github.install({ account: github.account("octo-org") });
  const openClients = (options: Partial<GitHubClientsOptions> = {}) => {
    const { id: appId, privateKey } = github.app;
    return createGitHubClients({ appId, privateKey, apiUrl: github.url, log, now, sleep, ...options });
  };
  const clients = openClients();
  const at = {
    installationId: installation.id,
    repositoryId: repository.id,
    owner: "octo-org",
    name: "shop",
  };
  return {
    github,
    repository,
    installation,
    at,
    clients,
    reader: createPullRequestReader({ clients, log, now }),
    signal: new AbortController().signal,
    waits,
    warnings,
    now,
    pass,
    refOf: (pull) => ({ repository: at, number: pull.number }),
    calls: () => github.callsWithoutTokens.map(({ method, route }) => `${method} ${route}`),
    openClients,
    [Symbol.asyncDispose]: () => github.close(),
  };
}

/** The error with which a promise is rejected. */
export async function failureOf(promise: Promise<unknown>): Promise<ReviewError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ReviewError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
