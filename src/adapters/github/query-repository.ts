import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { GitHubClient } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";

/** What is asked of one repository. */
export interface RepositoryQuery {
  /** Variables beside `$owner` and `$name`, such as `$number: Int!`. */
  readonly declarations: readonly string[];
  /** Fields of the repository. */
  readonly fields: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** The asked fields, and the names that the repository has now. */
export interface FoundRepository {
  readonly owner: string;
  readonly name: string;
  /** Attacker-controlled JSON: parse it with zod before use. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const Names = z.object({ name: z.string().min(1), owner: z.object({ login: z.string().min(1) }) });
const Data = z.object({ repository: z.looseObject({ databaseId: z.number(), ...Names.shape }).nullable() });

/**
 * Asks GraphQL about a repository. GraphQL finds repositories by name only: where the name leads elsewhere, or
 * nowhere, the present one is looked up by id, so that no other repository ever answers in its place.
 */
export async function queryRepository(
  client: GitHubClient,
  repository: Omit<RepositoryRef, "installationId">,
  query: RepositoryQuery,
): Promise<FoundRepository> {
  const { repositoryId, owner, name } = repository;
  const found = await queryNamed(client, query, { owner, name });
  if (found?.databaseId === repositoryId) return withNames(found);
  const moved = await queryNamed(client, query, await fetchNames(client, repositoryId, query.signal));
  if (moved?.databaseId === repositoryId) return withNames(moved);
  throw new ReviewError("GITHUB_NOT_FOUND", "The repository is not there or may not be seen.");
}

type Named = NonNullable<z.infer<typeof Data>["repository"]>;

function withNames(found: Named): FoundRepository {
  return { owner: found.owner.login, name: found.name, fields: found };
}

async function queryNamed(
  client: GitHubClient,
  query: RepositoryQuery,
  names: { readonly owner: string; readonly name: string },
): Promise<Named | null> {
  const declarations = ["$owner: String!", "$name: String!", ...query.declarations].join(", ");
  const text = `query(${declarations}) {
    repository(owner: $owner, name: $name) { databaseId name owner { login } ${query.fields} }
  }`;
  const data = await client.graphql(text, { ...query.variables, ...names }, { signal: query.signal });
  return readAnswer(Data, data, "a repository").repository;
}

async function fetchNames(
  client: GitHubClient,
  repositoryId: number,
  signal: AbortSignal,
): Promise<{ readonly owner: string; readonly name: string }> {
  const route = "GET /repositories/{repository_id}";
  const { body } = await client.request(route, { repository_id: repositoryId }, { signal });
  const { name, owner } = readAnswer(Names, body, "a repository");
  return { owner: owner.login, name };
}
