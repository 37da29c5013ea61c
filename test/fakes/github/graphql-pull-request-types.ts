import type { FieldDefinition, GraphqlArguments, TypeDefinition } from "./execute-graphql.ts";
import { listThreads } from "./graphql-comment-types.ts";
import { connection } from "./graphql-connection.ts";
import type { GraphqlContext } from "./graphql-schema.ts";
import { countPull, type PullCounts, pullHtmlUrl } from "./present-pull-request.ts";
import { type DiffFile, readPullDiff } from "./read-git-diff.ts";
import { visibleReviews } from "./review-routes.ts";
import { type Label, nodeId, type PullRequest, type Review } from "./world.ts";

type Field = FieldDefinition<GraphqlContext>;
type Fields = Readonly<Record<string, Field>>;

const scalar = <Source>(type: string, resolve: (source: Source) => unknown): Field => ({ type, resolve });
const count = (name: keyof PullCounts) =>
  scalar("Int", async (pull: PullRequest) => (await countPull(pull))[name]);

function listReviews(
  pull: PullRequest,
  args: GraphqlArguments,
  { world }: GraphqlContext,
): readonly Review[] {
  const { author, states } = args;
  const wanted = Array.isArray(states) ? states : typeof states === "string" ? [states] : null;
  const login = typeof author === "string" ? author.replace(/\[bot\]$/, "").toLowerCase() : null;
  return visibleReviews(world, pull)
    .filter((review) => wanted === null || wanted.includes(review.state))
    .filter(
      (review) => login === null || review.author.login.replace(/\[bot\]$/, "").toLowerCase() === login,
    );
}

const mergeableOf = ({ mergeable }: PullRequest) =>
  mergeable === null ? "UNKNOWN" : mergeable ? "MERGEABLE" : "CONFLICTING";
const stateOf = ({ mergedAt, state }: PullRequest) => (mergedAt !== null ? "MERGED" : state.toUpperCase());

const facts: Fields = {
  id: scalar("ID", ({ id }: PullRequest) => nodeId("PR", id)),
  databaseId: scalar("Int", ({ id }: PullRequest) => id),
  fullDatabaseId: scalar("BigInt", ({ id }: PullRequest) => String(id)),
  number: scalar("Int", ({ number }: PullRequest) => number),
  title: scalar("String", ({ title }: PullRequest) => title),
  body: scalar("String", ({ body }: PullRequest) => body ?? ""),
  state: scalar("PullRequestState", stateOf),
  closed: scalar("Boolean", ({ state }: PullRequest) => state === "closed"),
  merged: scalar("Boolean", ({ mergedAt }: PullRequest) => mergedAt !== null),
  isDraft: scalar("Boolean", ({ isDraft }: PullRequest) => isDraft),
  locked: scalar("Boolean", ({ isLocked }: PullRequest) => isLocked),
  activeLockReason: scalar("LockReason", () => null),
  mergeable: scalar("MergeableState", mergeableOf),
  url: scalar("URI", pullHtmlUrl),
  createdAt: scalar("DateTime", ({ createdAt }: PullRequest) => createdAt),
  updatedAt: scalar("DateTime", ({ updatedAt }: PullRequest) => updatedAt),
  closedAt: scalar("DateTime", ({ closedAt }: PullRequest) => closedAt),
  mergedAt: scalar("DateTime", ({ mergedAt }: PullRequest) => mergedAt),
  headRefOid: scalar("GitObjectID", ({ headSha }: PullRequest) => headSha),
  headRefName: scalar("String", ({ headBranch }: PullRequest) => headBranch),
  baseRefOid: scalar("GitObjectID", ({ baseSha }: PullRequest) => baseSha),
  baseRefName: scalar("String", ({ baseBranch }: PullRequest) => baseBranch),
  headRepository: scalar("Repository", ({ headRepository }: PullRequest) => headRepository),
  headRepositoryOwner: scalar(
    "RepositoryOwner",
    ({ headRepository }: PullRequest) => headRepository?.owner ?? null,
  ),
  baseRepository: scalar("Repository", ({ repository }: PullRequest) => repository),
  repository: scalar("Repository", ({ repository }: PullRequest) => repository),
  isCrossRepository: scalar(
    "Boolean",
    ({ headRepository, repository }: PullRequest) => headRepository !== repository,
  ),
  author: scalar("Actor", ({ author }: PullRequest) => author),
  changedFiles: count("changedFiles"),
  additions: count("additions"),
  deletions: count("deletions"),
};

const lists: Fields = {
  labels: connection("Label", ({ labels }: PullRequest) => labels, ["orderBy"]),
  reviews: connection("PullRequestReview", listReviews, ["author", "states"]),
  reviewThreads: connection("PullRequestReviewThread", (pull: PullRequest, _args, context: GraphqlContext) =>
    listThreads(pull, context),
  ),
  comments: connection(
    "IssueComment",
    (pull: PullRequest, _args, { world }: GraphqlContext) =>
      [...world.issueComments.values()].filter((comment) => comment.pull === pull),
    ["orderBy"],
  ),
  files: connection("PullRequestChangedFile", ({ repository, baseSha, headSha }: PullRequest) =>
    readPullDiff(repository.git, baseSha, headSha),
  ),
  commits: connection("PullRequestCommit", async ({ repository, baseSha, headSha }: PullRequest) => {
    const list = await repository.git.read(["rev-list", "--reverse", `${baseSha}..${headSha}`]);
    return list.split("\n").filter(Boolean);
  }),
};

const changeTypes: Readonly<Record<DiffFile["status"], string>> = {
  added: "ADDED",
  removed: "DELETED",
  modified: "MODIFIED",
  renamed: "RENAMED",
  copied: "COPIED",
  changed: "CHANGED",
};

export const pullRequestTypes: Readonly<Record<string, TypeDefinition<GraphqlContext>>> = {
  PullRequest: { fields: { ...facts, ...lists } },
  Label: {
    fields: {
      id: scalar("ID", ({ id }: Label) => nodeId("LA", id)),
      name: scalar("String", ({ name }: Label) => name),
    },
  },
  PullRequestChangedFile: {
    fields: {
      path: scalar("String", ({ path }: DiffFile) => path),
      additions: scalar("Int", ({ additions }: DiffFile) => additions),
      deletions: scalar("Int", ({ deletions }: DiffFile) => deletions),
      changeType: scalar("PatchStatus", ({ status }: DiffFile) => changeTypes[status]),
    },
  },
  PullRequestCommit: { fields: { commit: scalar("Commit", (sha: string) => ({ oid: sha })) } },
};
