import { grants, tokenCovers } from "./authenticate.ts";
import {
  type FieldDefinition,
  FieldFailure,
  type GraphqlArguments,
  type GraphqlSchema,
} from "./execute-graphql.ts";
import { commentTypes, type Minimizable } from "./graphql-comment-types.ts";
import { connectionTypes, pageInfoType } from "./graphql-connection.ts";
import { pullRequestTypes } from "./graphql-pull-request-types.ts";
import { gitObjectTypes, repositoryType } from "./graphql-repository-types.ts";
import { accountNodeId } from "./present-account.ts";
import {
  type Account,
  findMovedRepository,
  findRepository,
  type InstallationToken,
  nodeId,
  type PullRequest,
  parseNodeId,
  type Repository,
  type World,
} from "./world.ts";

/** What resolvers work with. */
export interface GraphqlContext {
  readonly world: World;
  readonly token: InstallationToken;
  readonly api: string;
}

type Field = FieldDefinition<GraphqlContext>;

/** The repository, when the token may see it. */
function admit(context: GraphqlContext, repository: Repository | null): Repository | null {
  if (repository === null || repository.isDeleted) return null;
  return tokenCovers(context.token, repository) || !repository.isPrivate ? repository : null;
}

function findNamed(args: GraphqlArguments, context: GraphqlContext): Repository {
  const owner = String(args["owner"]);
  const name = String(args["name"]);
  const { world } = context;
  const moved = args["followRenames"] === false ? null : findMovedRepository(world, owner, name);
  const repository = admit(context, findRepository(world, owner, name) ?? moved);
  if (repository === null) {
    throw new FieldFailure(
      "NOT_FOUND",
      `Could not resolve to a Repository with the name '${owner}/${name}'.`,
    );
  }
  return repository;
}

type Tables = Readonly<Record<string, (world: World, id: number) => object | undefined>>;

const tables: Tables = {
  R: (world, id) => world.repositories.get(id),
  PR: (world, id) =>
    [...world.repositories.values()]
      .flatMap(({ pulls }) => [...pulls.values()])
      .find((pull) => pull.id === id),
  PRR: (world, id) => world.reviews.get(id),
  PRRC: (world, id) => world.reviewComments.get(id),
  IC: (world, id) => world.issueComments.get(id),
  U: (world, id) => world.accounts.get(id),
  BOT: (world, id) => world.accounts.get(id),
  O: (world, id) => world.accounts.get(id),
};

interface NodeValue {
  readonly prefix: string;
}

// Which type an object has, is known from the id by which it was found.
const foundAs = new WeakMap<object, string>();

function findNode(id: unknown, context: GraphqlContext): object {
  const parsed = parseNodeId(String(id));
  const found = parsed === null ? undefined : tables[parsed.prefix]?.(context.world, parsed.id);
  const repository = found === undefined ? null : repositoryBehind(found);
  if (
    parsed === null ||
    found === undefined ||
    (repository !== null && admit(context, repository) === null)
  ) {
    throw new FieldFailure("NOT_FOUND", `Could not resolve to a node with the global id of '${String(id)}'`);
  }
  foundAs.set(found, parsed.prefix);
  return found;
}

function repositoryBehind(value: object): Repository | null {
  if ("git" in value) return value as Repository;
  if ("repository" in value) return (value as PullRequest).repository;
  return "pull" in value ? (value as { readonly pull: PullRequest }).pull.repository : null;
}

const nodeTypes: Readonly<Record<string, string>> = {
  R: "Repository",
  PR: "PullRequest",
  PRR: "PullRequestReview",
  PRRC: "PullRequestReviewComment",
  IC: "IssueComment",
  U: "User",
  BOT: "Bot",
  O: "Organization",
};

function requirePermission(context: GraphqlContext, permission: string, access: "read" | "write"): void {
  if (!grants(context.token.permissions, { [permission]: access })) {
    throw new FieldFailure("FORBIDDEN", "Resource not accessible by integration");
  }
}

const accountFields: Readonly<Record<string, Field>> = {
  id: { type: "ID", resolve: (account: Account) => accountNodeId(account) },
  // GraphQL names a bot without its suffix.
  login: { type: "String", resolve: (account: Account) => account.login.replace(/\[bot\]$/, "") },
  url: { type: "URI", resolve: (account: Account) => `https://github.example.com/${account.login}` },
};

const databaseId: Field = { type: "Int", resolve: ({ id }: { readonly id: number }) => id };
const account = { fields: { ...accountFields, databaseId } };
const accountInterface = {
  fields: accountFields,
  resolveType: (value: Account) => value.type,
};

const query: Readonly<Record<string, Field>> = {
  repository: {
    type: "Repository",
    args: ["owner!", "name!", "followRenames"],
    resolve: (_source: never, args, context) => findNamed(args, context),
  },
  node: {
    type: "Node",
    args: ["id!"],
    resolve: (_source: never, args, context) => findNode(args["id"], context),
  },
  nodes: {
    type: "Node",
    args: ["ids!"],
    resolve: (_source: never, args, context) =>
      (Array.isArray(args["ids"]) ? args["ids"] : []).map((id: unknown) => findNode(id, context)),
  },
  rateLimit: {
    type: "RateLimit",
    resolve: (_source: never, _args, { token }) => token.installation.rate,
  },
  viewer: { type: "User", resolve: (_source: never, _args, { world }) => world.app.bot },
};

type Rate = InstallationToken["installation"]["rate"];

const rateLimit: Readonly<Record<string, Field>> = {
  cost: { type: "Int", resolve: () => 1 },
  limit: { type: "Int", resolve: ({ limit }: Rate) => limit },
  remaining: { type: "Int", resolve: ({ limit, used }: Rate) => Math.max(0, limit - used) },
  used: { type: "Int", resolve: ({ used }: Rate) => used },
  resetAt: { type: "DateTime", resolve: ({ resetAt }: Rate) => new Date(resetAt * 1000).toISOString() },
};

const classifiers = ["SPAM", "ABUSE", "OFF_TOPIC", "OUTDATED", "DUPLICATE", "RESOLVED"];

function setMinimized(args: GraphqlArguments, context: GraphqlContext, isMinimized: boolean): unknown {
  requirePermission(context, "pull_requests", "write");
  const input = (args["input"] ?? {}) as Readonly<Record<string, unknown>>;
  const subject = findNode(input["subjectId"], context);
  if (!("minimizedReason" in subject)) throw new FieldFailure("UNPROCESSABLE", "This cannot be minimized");
  const classifier = String(input["classifier"]);
  if (isMinimized && !classifiers.includes(classifier)) {
    throw new FieldFailure(
      "argumentLiteralsIncompatible",
      `Expected '${classifier}' to be one of: ${classifiers.join(", ")}`,
    );
  }
  (subject as Minimizable).minimizedReason = isMinimized ? classifier.toLowerCase().replace("_", "-") : null;
  return { subject, clientMutationId: input["clientMutationId"] ?? null };
}

const minimizePayload = (name: string) => ({
  fields: {
    clientMutationId: {
      type: "String",
      resolve: ({ clientMutationId }: { readonly clientMutationId: unknown }) => clientMutationId,
    },
    [name]: { type: "Minimizable", resolve: ({ subject }: { readonly subject: unknown }) => subject },
  },
});

const mutation: Readonly<Record<string, Field>> = {
  minimizeComment: {
    type: "MinimizeCommentPayload",
    args: ["input!"],
    resolve: (_source: never, args, context) => setMinimized(args, context, true),
  },
  unminimizeComment: {
    type: "UnminimizeCommentPayload",
    args: ["input!"],
    resolve: (_source: never, args, context) => setMinimized(args, context, false),
  },
  // Resolving asks for the right to write the code itself.
  resolveReviewThread: {
    type: "ResolveReviewThreadPayload",
    args: ["input!"],
    resolve: (_source: never, _args, context) => {
      requirePermission(context, "contents", "write");
      return { clientMutationId: null };
    },
  },
};

const connectionOf = [
  "Label",
  "PullRequest",
  "PullRequestReview",
  "PullRequestReviewComment",
  "PullRequestReviewThread",
  "PullRequestChangedFile",
  "PullRequestCommit",
  "IssueComment",
];

/** The part of GitHub's schema that a reviewer asks; any other field is an error. */
export const graphqlSchema: GraphqlSchema<GraphqlContext> = {
  Query: { fields: query },
  Mutation: { fields: mutation },
  Node: {
    fields: {
      id: {
        type: "ID",
        resolve: (value: NodeValue & { readonly id: number }) => nodeId(foundAs.get(value) ?? "", value.id),
      },
    },
    resolveType: (value: object) => nodeTypes[foundAs.get(value) ?? ""] ?? "Node",
  },
  RateLimit: { fields: rateLimit },
  Actor: accountInterface,
  RepositoryOwner: accountInterface,
  User: account,
  Bot: account,
  Organization: account,
  MinimizeCommentPayload: minimizePayload("minimizedComment"),
  UnminimizeCommentPayload: minimizePayload("unminimizedComment"),
  ResolveReviewThreadPayload: { fields: { clientMutationId: { type: "String", resolve: () => null } } },
  PageInfo: pageInfoType,
  ...Object.assign({}, ...connectionOf.map(connectionTypes)),
  Repository: repositoryType,
  ...gitObjectTypes,
  ...pullRequestTypes,
  ...commentTypes,
};
