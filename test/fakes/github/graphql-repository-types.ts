import { grants } from "./authenticate.ts";
import { type FieldDefinition, FieldFailure, type TypeDefinition } from "./execute-graphql.ts";
import { connection } from "./graphql-connection.ts";
import type { GraphqlContext } from "./graphql-schema.ts";
import { htmlUrl } from "./present-repository.ts";
import type { GitObject } from "./read-git-objects.ts";
import { fullName, nodeId, type PullRequest, type Repository } from "./world.ts";

type Field = FieldDefinition<GraphqlContext>;

/** A git object together with where it was read. */
export interface PlacedObject {
  readonly repository: Repository;
  readonly object: GitObject;
  readonly limit: number;
}

async function readObject(
  repository: Repository,
  expression: string,
  context: GraphqlContext,
): Promise<PlacedObject | null> {
  if (!grants(context.token.permissions, { contents: "read" })) {
    throw new FieldFailure("FORBIDDEN", "Resource not accessible by integration");
  }
  const head = repository.git.tip(repository.defaultBranch) ?? "HEAD";
  const object = await repository.git.objects.read(expression.replace(/^HEAD(?=:|$)/, head));
  return object === null ? null : { repository, object, limit: context.world.limits.inlineBytes };
}

function findPull(repository: Repository, number: unknown, context: GraphqlContext): PullRequest {
  if (!grants(context.token.permissions, { pull_requests: "read" })) {
    throw new FieldFailure("FORBIDDEN", "Resource not accessible by integration");
  }
  const pull = repository.pulls.get(Number(number));
  if (pull === undefined) {
    throw new FieldFailure(
      "NOT_FOUND",
      `Could not resolve to a PullRequest with the number of ${String(number)}.`,
    );
  }
  return pull;
}

function listPulls(repository: Repository, states: unknown): readonly PullRequest[] {
  const wanted = Array.isArray(states) ? states : typeof states === "string" ? [states] : null;
  const stateOf = (pull: PullRequest) => (pull.mergedAt !== null ? "MERGED" : pull.state.toUpperCase());
  return [...repository.pulls.values()].filter((pull) => wanted === null || wanted.includes(stateOf(pull)));
}

const scalar = <Source>(type: string, resolve: (source: Source) => unknown): Field => ({ type, resolve });

export const repositoryType: TypeDefinition<GraphqlContext> = {
  fields: {
    id: scalar("ID", ({ id }: Repository) => nodeId("R", id)),
    databaseId: scalar("Int", ({ id }: Repository) => id),
    name: scalar("String", ({ name }: Repository) => name),
    nameWithOwner: scalar("String", fullName),
    url: scalar("URI", htmlUrl),
    isPrivate: scalar("Boolean", ({ isPrivate }: Repository) => isPrivate),
    isFork: scalar("Boolean", ({ parent }: Repository) => parent !== null),
    isArchived: scalar("Boolean", () => false),
    owner: scalar("RepositoryOwner", ({ owner }: Repository) => owner),
    parent: scalar("Repository", ({ parent }: Repository) => parent),
    defaultBranchRef: scalar("Ref", (repository: Repository) => repository),
    object: {
      type: "GitObject",
      args: ["expression", "oid"],
      resolve: (repository: Repository, args, context) =>
        readObject(repository, String(args["expression"] ?? args["oid"] ?? ""), context),
    },
    pullRequest: {
      type: "PullRequest",
      args: ["number!"],
      resolve: (repository: Repository, args, context) => findPull(repository, args["number"], context),
    },
    pullRequests: connection(
      "PullRequest",
      (repository: Repository, args) => listPulls(repository, args["states"]),
      ["states", "orderBy"],
    ),
  },
};

const objectId = ({ object, repository }: PlacedObject) => `${nodeId("B", repository.id)}_${object.sha}`;
const isBinary = ({ object }: PlacedObject) => object.bytes.subarray(0, 8_000).includes(0);

const objectFields: Readonly<Record<string, Field>> = {
  id: scalar("ID", objectId),
  oid: scalar("GitObjectID", ({ object }: PlacedObject) => object.sha),
};

interface Entry {
  readonly repository: Repository;
  readonly mode: number;
  readonly name: string;
  readonly oid: string;
  readonly type: string;
}

/** Reads a tree object: `mode name NUL` and twenty bytes of object name, again and again. */
function readEntries({ object, repository }: PlacedObject): readonly Entry[] {
  const entries: Entry[] = [];
  const { bytes } = object;
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    const mode = Number.parseInt(bytes.toString("latin1", at, space), 8);
    const type = mode === 0o40000 ? "tree" : mode === 0o160000 ? "commit" : "blob";
    const oid = bytes.toString("hex", end + 1, end + 21);
    entries.push({ repository, mode, name: bytes.toString("utf8", space + 1, end), oid, type });
    at = end + 21;
  }
  return entries;
}

/** Bytes of a blob; GitHub says 0 of everything else. */
async function readSize({ repository, oid, type }: Entry): Promise<number> {
  return type === "blob" ? ((await repository.git.objects.read(oid))?.bytes.length ?? 0) : 0;
}

export const gitObjectTypes: Readonly<Record<string, TypeDefinition<GraphqlContext>>> = {
  Ref: {
    fields: {
      name: scalar("String", ({ defaultBranch }: Repository) => defaultBranch),
      target: {
        type: "GitObject",
        resolve: (repository: Repository, _args, context) =>
          readObject(repository, repository.defaultBranch, context),
      },
    },
  },
  GitObject: {
    fields: objectFields,
    resolveType: ({ object }: PlacedObject) =>
      ({ blob: "Blob", tree: "Tree", commit: "Commit", tag: "Tag" })[object.type],
  },
  Blob: {
    fields: {
      ...objectFields,
      byteSize: scalar("Int", ({ object }: PlacedObject) => object.bytes.length),
      isBinary: scalar("Boolean", isBinary),
      isTruncated: scalar("Boolean", ({ object, limit }: PlacedObject) => object.bytes.length > limit),
      text: scalar("String", (placed: PlacedObject) =>
        isBinary(placed) ? null : placed.object.bytes.subarray(0, placed.limit).toString("utf8"),
      ),
    },
  },
  Tree: { fields: { ...objectFields, entries: scalar("TreeEntry", readEntries) } },
  TreeEntry: {
    fields: {
      mode: scalar("Int", ({ mode }: Entry) => mode),
      name: scalar("String", ({ name }: Entry) => name),
      oid: scalar("GitObjectID", ({ oid }: Entry) => oid),
      size: scalar("Int", readSize),
      type: scalar("String", ({ type }: Entry) => type),
    },
  },
  Tag: { fields: objectFields },
  Commit: {
    fields: {
      oid: scalar("GitObjectID", (source: PlacedObject | { readonly oid: string }) =>
        "oid" in source ? source.oid : source.object.sha,
      ),
    },
  },
};
