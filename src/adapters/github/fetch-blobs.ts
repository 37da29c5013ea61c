import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { GitHubClient } from "./github-client.ts";
import { mapInParallel } from "./map-in-parallel.ts";
import { queryRepository } from "./query-repository.ts";
import { readAnswer } from "./read-answer.ts";

/** A blob as it stands at one place. */
export interface Blob {
  readonly oid: string;
  readonly byteSize: number;
  readonly isBinary: boolean;
  /** Null where it is binary, too large, or was not given in full. */
  readonly text: string | null;
}

const GraphqlBlob = z.object({
  oid: z.string().optional(),
  byteSize: z.number().optional(),
  isBinary: z.boolean().nullish(),
  isTruncated: z.boolean().optional(),
  text: z.string().nullish(),
});

const RestBlob = z.object({ size: z.number().nullish(), content: z.string(), encoding: z.string() });

/** A change of fifty files has a hundred blobs. */
const batchSize = 100;
const parallelBatches = 4;
/** Whole texts are kept up to this size; of larger files the hunks are known. */
const maxBlobBytes = 1_048_576;
/** All texts of one change together. */
const maxTotalBytes = 128 * 1_048_576;
/** Blobs that GraphQL does not give whole are asked for one by one, up to so many. */
const maxSingles = 20;
const maxHalvings = 3;

/** What to read: `extras` go with the first batch, which they make larger. */
export interface BlobRequest {
  readonly repository: RepositoryRef;
  /** Such as `<commit>:<path>`. */
  readonly expressions: readonly string[];
  readonly extras: readonly string[];
  readonly signal: AbortSignal;
}

/** The blobs at these places; absent where there is none. A hundred cost one call. */
export async function fetchBlobs(
  client: GitHubClient,
  request: BlobRequest,
): Promise<ReadonlyMap<string, Blob>> {
  const { expressions, extras } = request;
  const found = new Map<string, Blob>();
  let totalBytes = 0;
  const batches = cutBatches(expressions, extras);
  await mapInParallel(batches, parallelBatches, async (batch) => {
    if (totalBytes > maxTotalBytes) return;
    for (const [expression, blob] of await fetchBatch(client, request, { batch, halvings: 0 })) {
      totalBytes += blob.text === null ? 0 : blob.byteSize;
      found.set(expression, totalBytes > maxTotalBytes ? { ...blob, text: null } : blob);
    }
  });
  return found;
}

function cutBatches(
  expressions: readonly string[],
  extras: readonly string[],
): readonly (readonly string[])[] {
  const count = Math.ceil(expressions.length / batchSize);
  const batches = Array.from({ length: count }, (_, index) =>
    expressions.slice(index * batchSize, (index + 1) * batchSize),
  );
  const [first = [], ...rest] = batches;
  return [[...extras, ...first], ...rest].filter((batch) => batch.length > 0);
}

type Found = readonly (readonly [string, Blob])[];

/** One batch; in halves where GitHub cannot answer it as a whole. */
async function fetchBatch(
  client: GitHubClient,
  request: BlobRequest,
  attempt: { readonly batch: readonly string[]; readonly halvings: number },
): Promise<Found> {
  const { batch, halvings } = attempt;
  try {
    return await queryBatch(client, request, batch);
  } catch (error) {
    const isTooMuch = error instanceof ReviewError && mayBeTooMuch.has(error.code);
    if (!isTooMuch || halvings === maxHalvings || batch.length < 2) throw error;
    const middle = Math.ceil(batch.length / 2);
    const first = { batch: batch.slice(0, middle), halvings: halvings + 1 };
    const second = { batch: batch.slice(middle), halvings: halvings + 1 };
    const found = await fetchBatch(client, request, first);
    return [...found, ...(await fetchBatch(client, request, second))];
  }
}

const mayBeTooMuch: ReadonlySet<string> = new Set(["GITHUB_UNAVAILABLE", "GITHUB_BAD_RESPONSE"]);

async function queryBatch(
  client: GitHubClient,
  request: BlobRequest,
  batch: readonly string[],
): Promise<Found> {
  const { fields } = await queryRepository(client, request.repository, {
    declarations: batch.map((_, index) => `$e${index}: String!`),
    fields: batch.map((_, index) => composeBlobField(index)).join("\n"),
    variables: Object.fromEntries(batch.map((expression, index) => [`e${index}`, expression])),
    signal: request.signal,
  });
  return batch.flatMap((expression, index) => {
    const blob = readBlob(fields[`o${index}`]);
    return blob === null ? [] : [[expression, blob] as const];
  });
}

function composeBlobField(index: number): string {
  return `o${index}: object(expression: $e${index}) { ... on Blob { oid byteSize isBinary isTruncated text } }`;
}

function readBlob(value: unknown): Blob | null {
  const answered = readAnswer(GraphqlBlob.nullable(), value ?? null, "a file");
  if (answered?.oid === undefined) return null;
  const { oid, byteSize = 0, isTruncated = false } = answered;
  const isBinary = answered.isBinary === true;
  const isWhole = !isTruncated && !isBinary && byteSize <= maxBlobBytes;
  return { oid, byteSize, isBinary, text: isWhole ? (answered.text ?? null) : null };
}

/** Blobs by object name, one call each and at most twenty; absent where they are binary, too large or not there. */
export async function fetchSingleBlobs(
  client: GitHubClient,
  repository: RepositoryRef,
  wanted: { readonly oids: readonly string[]; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, Blob>> {
  const route = "GET /repositories/{repository_id}/git/blobs/{file_sha}";
  const { oids, signal } = wanted;
  const expect = [403, 404, 422];
  const blobs = await mapInParallel(oids.slice(0, maxSingles), parallelBatches, async (oid) => {
    const place = { repository_id: repository.repositoryId, file_sha: oid };
    const { status, body } = await client.request(route, place, { signal, expect });
    return status === 200 ? decodeBlob(oid, readAnswer(RestBlob, body, "a blob")) : null;
  });
  return new Map(blobs.flatMap((blob) => (blob === null ? [] : [[blob.oid, blob]])));
}

function decodeBlob(oid: string, { content, encoding }: z.infer<typeof RestBlob>): Blob | null {
  if (encoding !== "base64") return null;
  const bytes = Buffer.from(content, "base64");
  const isBinary = bytes.subarray(0, 8_000).includes(0);
  const isWhole = !isBinary && bytes.length <= maxBlobBytes;
  return { oid, byteSize: bytes.length, isBinary, text: isWhole ? bytes.toString("utf8") : null };
}
