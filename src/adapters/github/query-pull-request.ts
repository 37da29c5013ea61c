import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { GitHubClient } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";

const Data = z.object({
  repository: z.object({ databaseId: z.number(), pullRequest: z.unknown() }).nullable(),
});
const Names = z.object({ name: z.string(), owner: z.object({ login: z.string() }) });

/**
 * Asks a GraphQL query with `$owner`, `$name` and `$number` that selects `repository { databaseId pullRequest }`, and
 * answers its `pullRequest`. GraphQL knows repositories by name only: where the name leads to another repository,
 * the present one is looked up by id. Throws `GITHUB_NOT_FOUND`.
 */
export async function queryPullRequest(
  client: GitHubClient,
  ref: PullRequestRef,
  ask: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
): Promise<unknown> {
  const { repositoryId, owner, name } = ref.repository;
  const at = async (names: { readonly owner: string; readonly name: string }) => {
    const variables = { ...ask.variables, ...names, number: ref.number };
    const data = await graphqlUnlessMissing(client, ask.query, variables);
    const repository = data === null ? null : readAnswer(Data, data, "a pull request").repository;
    return repository?.databaseId === repositoryId ? repository : null;
  };
  const found = (await at({ owner, name })) ?? (await at(await fetchNames(client, repositoryId)));
  const pullRequest = found?.pullRequest ?? null;
  if (pullRequest === null) {
    throw new ReviewError("GITHUB_NOT_FOUND", "The pull request is not there or may not be seen.");
  }
  return pullRequest;
}

/** Null where GitHub knows no repository of the name, or does not show it. */
async function graphqlUnlessMissing(
  client: GitHubClient,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  try {
    return await client.graphql(query, variables);
  } catch (error) {
    if (error instanceof ReviewError && error.code === "GITHUB_NOT_FOUND") return null;
    throw error;
  }
}

async function fetchNames(
  client: GitHubClient,
  repositoryId: number,
): Promise<{ readonly owner: string; readonly name: string }> {
  const { body } = await client.request("GET /repositories/{repository_id}", { repository_id: repositoryId });
  const { owner, name } = readAnswer(Names, body, "a repository");
  return { owner: owner.login, name };
}
