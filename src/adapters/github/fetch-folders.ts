import { z } from "zod";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { GitHubClient } from "./github-client.ts";
import { mapInParallel } from "./map-in-parallel.ts";
import { queryRepository } from "./query-repository.ts";
import { readAnswer } from "./read-answer.ts";

/** A regular file as its folder lists it. */
export interface FolderFile {
  readonly oid: string;
  /** Bytes. */
  readonly size: number;
}

/** Files of a folder by name; links, submodules and folders are left out. */
export type Folder = ReadonlyMap<string, FolderFile>;

export interface FolderRequest {
  readonly repository: RepositoryRef;
  readonly commit: string;
  /** Paths without a slash at the end; the top is empty. */
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

const Entry = z.object({ name: z.string(), mode: z.number(), oid: z.string(), size: z.number().nullish() });
const Tree = z.object({ entries: z.array(Entry).nullish() });

const batchSize = 40;
const parallelBatches = 2;
const kindOfMode = 0o170000;
const regularFile = 0o100000;

/** The folders at a commit, each with its files; absent where there is none. Forty cost one call. */
export async function fetchFolders(
  client: GitHubClient,
  request: FolderRequest,
): Promise<ReadonlyMap<string, Folder>> {
  const { folders } = request;
  const batches = Array.from({ length: Math.ceil(folders.length / batchSize) }, (_, index) =>
    folders.slice(index * batchSize, (index + 1) * batchSize),
  );
  const found = await mapInParallel(batches, parallelBatches, (batch) =>
    queryFolders(client, { ...request, folders: batch }),
  );
  return new Map(found.flat());
}

async function queryFolders(
  client: GitHubClient,
  { repository, commit, folders, signal }: FolderRequest,
): Promise<readonly (readonly [string, Folder])[]> {
  const { fields } = await queryRepository(client, repository, {
    declarations: folders.map((_, index) => `$e${index}: String!`),
    fields: folders.map((_, index) => composeField(index)).join("\n"),
    variables: Object.fromEntries(folders.map((folder, index) => [`e${index}`, `${commit}:${folder}`])),
    signal,
  });
  return folders.flatMap((folder, index) => {
    const entries = readAnswer(Tree.nullable(), fields[`o${index}`] ?? null, "a folder")?.entries ?? null;
    return entries === null ? [] : [[folder, selectFiles(entries)] as const];
  });
}

function composeField(index: number): string {
  return `o${index}: object(expression: $e${index}) { ... on Tree { entries { name mode oid size } } }`;
}

function selectFiles(entries: readonly z.infer<typeof Entry>[]): Folder {
  const files = entries.filter(({ mode }) => (mode & kindOfMode) === regularFile);
  return new Map(files.map(({ name, oid, size }) => [name, { oid, size: size ?? 0 }]));
}
