import type { RepositoryRef } from "../../domain/pull-request.ts";

/** One answered request. Statuses that a caller expects (404, 422, 304) come back as values, all others throw. */
export interface GitHubResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Attacker-controlled JSON: parse it with zod before use. */
  readonly body: unknown;
}

export interface GitHubRequestOptions {
  readonly signal?: AbortSignal;
  /** Statuses outside 2xx that the caller handles itself. */
  readonly expect?: readonly number[];
  /** Entity tag of an answer that is kept: 304 says that it still holds. */
  readonly ifNoneMatch?: string;
}

/**
 * Requests with a token for one repository. Writes are sent once and never retried: a caller that does not know
 * whether a write arrived looks for it first. Throws `ReviewError` with a `GITHUB_…` code.
 */
export interface GitHubClient {
  /** `route` such as `GET /repositories/{repository_id}/pulls/{pull_number}`; parameters fill path, query and body. */
  request(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    options?: GitHubRequestOptions,
  ): Promise<GitHubResponse>;
  /** The `data` of a GraphQL answer. Errors in it throw unless `data` is there too. */
  graphql(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    options?: GitHubRequestOptions,
  ): Promise<unknown>;
}

/** Mints clients: each for one repository, with no more rights than the App's jobs need. */
export interface GitHubClients {
  forRepository(repository: RepositoryRef): GitHubClient;
  /** Numeric id of the App: what our own check runs carry. */
  readonly appId: number;
}
