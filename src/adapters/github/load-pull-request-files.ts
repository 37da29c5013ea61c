import type { CommitSha } from "../../domain/change-set.ts";
import type { PullRequestState } from "../../domain/pull-request.ts";
import { type FileSides, selectContent } from "./compose-file-diff.ts";
import { type Blob, fetchBlobs, fetchSingleBlobs } from "./fetch-blobs.ts";
import { fetchListedFiles, type ListedFile, refetchLostFiles } from "./fetch-listed-files.ts";
import type { ReadFile } from "./find-shortfalls.ts";
import type { GitHubClient } from "./github-client.ts";

/** The files of a pull request, and the attributes of its base. */
export interface PullRequestFiles {
  readonly files: readonly ReadFile[];
  /** Text of `.gitattributes` at the merge base; empty where there is none. */
  readonly attributes: string;
}

/** What to read: exactly this state, whatever was pushed since. */
export interface FilesRequest {
  readonly state: PullRequestState;
  readonly mergeBase: CommitSha;
  readonly signal: AbortSignal;
}

/** Of more files the hunks are known, and no whole texts. */
const maxTextFiles = 1_000;

/** Lists the files, reads both sides of each, and finds again what the list lost. */
export async function loadPullRequestFiles(
  client: GitHubClient,
  request: FilesRequest,
): Promise<PullRequestFiles> {
  const { state, mergeBase, signal } = request;
  const listed = await fetchListedFiles(client, state, signal);
  const attributesAt = `${mergeBase}:.gitattributes`;
  const blobs = await fetchBlobs(client, {
    repository: state.ref.repository,
    expressions: chooseTextFiles(listed).flatMap((file) => listPlaces(file, request)),
    extras: [attributesAt],
    signal,
  });
  const singles = await fetchMissing(client, request, { listed, blobs });
  const found = listed.map((file) => ({ file, sides: findSides(file, request, { blobs, singles }) }));
  const files = await recover(client, request, found);
  return { files, attributes: blobs.get(attributesAt)?.text ?? "" };
}

/** Files without a patch come first: nothing else is known of them. */
function chooseTextFiles(listed: readonly ListedFile[]): readonly ListedFile[] {
  if (listed.length <= maxTextFiles) return listed;
  const bare = listed.filter(({ patch }) => patch === null);
  const others = listed.filter(({ patch }) => patch !== null);
  return [...bare, ...others].slice(0, maxTextFiles);
}

type Ends = Pick<FilesRequest, "state" | "mergeBase">;

const baseOf = (file: ListedFile, { mergeBase }: Ends): string =>
  `${mergeBase}:${file.previousPath ?? file.path}`;
// The commits of a pull request can be read in its base repository, also those of a fork that is gone.
const headOf = (file: ListedFile, { state }: Ends): string => `${state.headSha}:${file.path}`;

function listPlaces(file: ListedFile, ends: Ends): readonly string[] {
  const base = file.status === "added" ? [] : [baseOf(file, ends)];
  return file.status === "removed" ? base : [...base, headOf(file, ends)];
}

interface Blobs {
  readonly blobs: ReadonlyMap<string, Blob>;
  readonly singles: ReadonlyMap<string, Blob>;
}

function findSides(file: ListedFile, ends: Ends, { blobs, singles }: Blobs): FileSides {
  const base = file.status === "added" ? null : (blobs.get(baseOf(file, ends)) ?? null);
  const head = file.status === "removed" ? null : (blobs.get(headOf(file, ends)) ?? null);
  const named = file.blob === null || !file.isCurrent ? null : (singles.get(file.blob) ?? null);
  return file.status === "removed"
    ? { base: complete(base, named), head }
    : { base: complete(base, singles.get(base?.oid ?? "") ?? null), head: complete(head, named) };
}

function complete(blob: Blob | null, single: Blob | null): Blob | null {
  if (blob === null) return single;
  return blob.text === null && single?.oid === blob.oid ? single : blob;
}

const maxSingleBytes = 1_048_576;

/** Blobs that GraphQL cut, and those at paths that it could not find: by object name they can still be had. */
async function fetchMissing(
  client: GitHubClient,
  request: FilesRequest,
  known: { readonly listed: readonly ListedFile[]; readonly blobs: ReadonlyMap<string, Blob> },
): Promise<ReadonlyMap<string, Blob>> {
  const { listed, blobs } = known;
  const cut = [...blobs.values()].filter(
    ({ text, isBinary, byteSize }) => text === null && !isBinary && byteSize <= maxSingleBytes,
  );
  const unfound = chooseTextFiles(listed).flatMap((file) => {
    const place = file.status === "removed" ? baseOf(file, request) : headOf(file, request);
    const isSubmodule = /\n[-+]Subproject commit /.test(file.patch ?? "");
    return file.blob === null || !file.isCurrent || isSubmodule || blobs.has(place) ? [] : [file.blob];
  });
  const oids = [...new Set([...cut.map(({ oid }) => oid), ...unfound])];
  const { repository } = request.state.ref;
  return fetchSingleBlobs(client, repository, { oids, signal: request.signal });
}

type Found = Pick<ReadFile, "file" | "sides">;

/** Files that changed and have neither patch nor counts were lost on a page that was too long. */
async function recover(
  client: GitHubClient,
  { state, signal }: FilesRequest,
  found: readonly Found[],
): Promise<readonly ReadFile[]> {
  const judged = found.map(({ file, sides }) => ({ file, sides, content: selectContent(file, sides) }));
  const files = judged.filter(isLost).map(({ file }) => file);
  if (files.length === 0) return judged;
  const again = await refetchLostFiles(client, state, { files, signal });
  return judged.map((read) => {
    const file = again.get(read.file.path);
    return file === undefined ? read : { file, sides: read.sides, content: selectContent(file, read.sides) };
  });
}

function isLost({ file, content }: ReadFile): boolean {
  const hasNothing = file.patch === null && file.additions + file.deletions === 0;
  return hasNothing && (content.kind === "composed" || content.kind === "unreadable");
}
