import { setTimeout as wait } from "node:timers/promises";
import { ReviewError } from "../../domain/errors.ts";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { GitHubClient, GitHubClients } from "./github-client.ts";
import { createInstallationTokens, type TokenScope } from "./installation-tokens.ts";
import { createRateGate } from "./rate-gate.ts";
import type { Sleep } from "./repeat-read.ts";
import { createScopedClient } from "./scoped-client.ts";
import { createSendRequest } from "./send-request.ts";
import { createWriteLanes } from "./write-lanes.ts";

export interface GitHubClientsOptions {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise server. */
  readonly apiUrl: string;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly fetch?: typeof fetch;
  readonly sleep?: Sleep;
  /** For one request with its answer; 15 s when absent. */
  readonly timeoutMs?: number;
  /** Most bytes of one answer; 64 MiB when absent. */
  readonly maxBytes?: number;
}

/** Clients of the App, and beside them those that read the configuration of an organisation. */
export interface GitHubAppClients extends GitHubClients {
  /** Reads the `.github` repository of the account that the installation belongs to, and nothing else. */
  forOrganisation(installationId: number): GitHubClient;
  /** Speaks for the App itself: its installations, and the webhooks that were sent to it. */
  forApp(): GitHubClient;
  /** Lists the repositories of an installation and their pull requests; it writes nothing. */
  forInstallation(installationId: number): GitHubClient;
  /** Uploads results of code scanning, and nothing else: a right of its own, which few installations grant. */
  forCodeScanning(repository: RepositoryRef): GitHubClient;
}

const jobPermissions = {
  checks: "write",
  contents: "read",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
} as const;

const uploadPermissions = { metadata: "read", security_events: "write" } as const;

const listPermissions = { metadata: "read", pull_requests: "read" } as const;
/** The App itself has limits and a lane of its own, under an id that no installation has. */
const appScope: TokenScope = { installationId: 0, repository: null, permissions: {} };

const readPermissions = { contents: "read", metadata: "read" } as const;

/**
 * Clients whose tokens are good for one repository only. Limits and write lanes are kept per installation, so that
 * one installation never waits for another. Throws `CONFIG_INVALID` for an address that is no http(s) URL.
 */
export function createGitHubClients(options: GitHubClientsOptions): GitHubAppClients {
  const { appId, privateKey, log, now } = options;
  const sleep: Sleep = options.sleep ?? ((ms, signal) => wait(ms, undefined, { signal }));
  const send = createSendRequest({
    apiUrl: checkAddress(options.apiUrl),
    fetch: options.fetch ?? fetch,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
  });
  const tokens = createInstallationTokens({ appId, privateKey, send, sleep, now, log });
  const shared = { send, tokens, gate: createRateGate(now), lanes: createWriteLanes(now, sleep), sleep, now };
  const open = (scope: TokenScope) => createScopedClient(shared, scope);
  const signed = { fetchToken: () => tokens.signAppToken(), renewToken: () => tokens.signAppToken() };
  return {
    appId,
    forRepository: ({ installationId, repositoryId }: RepositoryRef) =>
      open({ installationId, repository: repositoryId, permissions: jobPermissions }),
    forOrganisation: (installationId) =>
      open({ installationId, repository: ".github", permissions: readPermissions }),
    forApp: () => createScopedClient({ ...shared, tokens: signed }, appScope),
    forInstallation: (installationId) =>
      open({ installationId, repository: null, permissions: listPermissions }),
    forCodeScanning: ({ installationId, repositoryId }) =>
      open({ installationId, repository: repositoryId, permissions: uploadPermissions }),
  };
}

function checkAddress(apiUrl: string): string {
  const protocol = URL.parse(apiUrl)?.protocol;
  if (protocol === "https:" || protocol === "http:") return apiUrl;
  throw new ReviewError("CONFIG_INVALID", "The address of GitHub's API is not an http(s) URL.");
}
