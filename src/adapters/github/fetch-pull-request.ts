import { z } from "zod";
import { CommitSha } from "../../domain/change-set.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { PullRequestRef, PullRequestState } from "../../domain/pull-request.ts";
import type { PolicyText } from "../../pipeline/ports-code-host.ts";
import type { GitHubClient } from "./github-client.ts";
import { queryRepository } from "./query-repository.ts";
import { readAnswer } from "./read-answer.ts";
import { composePolicyFields, PolicyPlace, selectPolicy } from "./select-policy.ts";

const PullRequest = z.object({
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  locked: z.boolean(),
  headRefOid: CommitSha,
  baseRefOid: CommitSha,
  baseRefName: z.string(),
  headRepository: z.object({ databaseId: z.number().nullish() }).nullable(),
  author: z
    .object({ __typename: z.string(), login: z.string(), databaseId: z.number().nullish() })
    .nullable(),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() }).nullable()).nullish() }).nullish(),
  changedFiles: z.number(),
  additions: z.number(),
  deletions: z.number(),
});

const Fields = z.object({
  defaultBranchRef: z.object({ name: z.string() }).nullable(),
  policyFolder: PolicyPlace.shape.folder,
  policyFile: PolicyPlace.shape.file,
  pullRequest: PullRequest.nullable(),
});

const policyAtDefaultBranch = composePolicyFields("policy", '"HEAD:.github"', '"HEAD:.github/assay.yml"');
const fields = `
  defaultBranchRef { name }
  ${policyAtDefaultBranch}
  pullRequest(number: $number) {
    state isDraft locked headRefOid baseRefOid baseRefName changedFiles additions deletions
    headRepository { databaseId }
    author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
    labels(first: 100) { nodes { name } }
  }`;

/** A pull request and the configuration of its repository. */
export interface FetchedPullRequest {
  readonly state: PullRequestState;
  readonly policy: PolicyText;
}

/**
 * One query for a pull request and the policy at the tip of its base branch, which only people who may write to
 * that branch can change. A base other than the default branch takes a second query.
 */
export async function fetchPullRequest(
  client: GitHubClient,
  ref: PullRequestRef,
  signal: AbortSignal,
): Promise<FetchedPullRequest> {
  const variables = { number: ref.number };
  const query = { declarations: ["$number: Int!"], fields, variables, signal };
  const found = await queryRepository(client, ref.repository, query);
  const answer = readAnswer(Fields, found.fields, "a pull request");
  const { pullRequest, defaultBranchRef } = answer;
  if (pullRequest === null)
    throw new ReviewError("GITHUB_NOT_FOUND", "The pull request is not there or may not be seen.");
  const { owner, name } = found;
  const state = composeState({ ...ref, repository: { ...ref.repository, owner, name } }, pullRequest);
  const isDefault = defaultBranchRef?.name === state.baseBranch;
  const here = selectPolicy({ folder: answer.policyFolder, file: answer.policyFile });
  return { state, policy: isDefault ? here : await fetchPolicyAt(client, state, signal) };
}

function composeState(ref: PullRequestRef, found: z.infer<typeof PullRequest>): PullRequestState {
  const { author, labels } = found;
  return {
    ref,
    lifecycle: ({ OPEN: "open", CLOSED: "closed", MERGED: "merged" } as const)[found.state],
    isDraft: found.isDraft,
    isLocked: found.locked,
    headSha: found.headRefOid,
    baseSha: found.baseRefOid,
    baseBranch: found.baseRefName,
    headRepositoryId: found.headRepository?.databaseId ?? null,
    // An account that was deleted has neither; GitHub shows it under this name.
    authorId: author?.databaseId ?? 0,
    authorLogin: author === null ? "ghost" : readLogin(author),
    labels: (labels?.nodes ?? []).flatMap((label) => (label === null ? [] : [label.name])),
    changedFiles: found.changedFiles,
    additions: found.additions,
    deletions: found.deletions,
  };
}

/** GraphQL leaves out the suffix by which REST, and every person, tells a bot from a user of the same name. */
function readLogin(author: { readonly __typename: string; readonly login: string }): string {
  const isBare = author.__typename === "Bot" && !author.login.endsWith("[bot]");
  return isBare ? `${author.login}[bot]` : author.login;
}

async function fetchPolicyAt(
  client: GitHubClient,
  state: PullRequestState,
  signal: AbortSignal,
): Promise<PolicyText> {
  const found = await queryRepository(client, state.ref.repository, {
    declarations: ["$folder: String!", "$file: String!"],
    fields: composePolicyFields("policy", "$folder", "$file"),
    variables: { folder: `${state.baseSha}:.github`, file: `${state.baseSha}:.github/assay.yml` },
    signal,
  });
  const place = readAnswer(
    Fields.pick({ policyFolder: true, policyFile: true }),
    found.fields,
    "the policy of a repository",
  );
  return selectPolicy({ folder: place.policyFolder, file: place.policyFile });
}
