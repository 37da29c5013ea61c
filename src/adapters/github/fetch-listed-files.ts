import { z } from "zod";
import type { PullRequestState } from "../../domain/pull-request.ts";
import type { GitHubClient } from "./github-client.ts";
import { mapInParallel } from "./map-in-parallel.ts";
import { readAnswer } from "./read-answer.ts";

const ListedRow = z.object({
  sha: z.string().nullable(),
  filename: z.string(),
  status: z.enum(["added", "removed", "modified", "renamed", "copied", "changed", "unchanged"]),
  additions: z.int().nonnegative(),
  deletions: z.int().nonnegative(),
  changes: z.int().nonnegative(),
  patch: z.string().optional(),
  previous_filename: z.string().optional(),
  contents_url: z.string(),
});

/** A file of a pull request as GitHub lists it. */
export interface ListedFile {
  /** Position in the whole list, from 0. */
  readonly position: number;
  readonly path: string;
  /** Path at the base where it differs. */
  readonly previousPath: string | null;
  readonly status: z.infer<typeof ListedRow>["status"];
  /** Blob at the head; for a removed file, at the base. */
  readonly blob: string | null;
  readonly additions: number;
  readonly deletions: number;
  /** Hunks without a header; null where GitHub leaves them out, rightly or not. */
  readonly patch: string | null;
  /** False where GitHub listed it for another head than the wanted one: something was pushed meanwhile. */
  readonly isCurrent: boolean;
}

/** Larger pages lose patches. */
const pageSize = 50;
/** GitHub lists at most 3,000 files. */
const maxPages = 60;
const parallelPages = 4;
const route = "GET /repositories/{repository_id}/pulls/{pull_number}/files";

interface Page {
  readonly files: readonly ListedFile[];
  readonly lastPage: number;
}

async function fetchPage(
  client: GitHubClient,
  state: PullRequestState,
  at: { readonly page: number; readonly size: number; readonly signal: AbortSignal },
): Promise<Page> {
  const { page, size, signal } = at;
  const { repository, number } = state.ref;
  const place = { repository_id: repository.repositoryId, pull_number: number };
  const answer = await client.request(route, { ...place, per_page: size, page }, { signal });
  const rows = readAnswer(z.array(ListedRow), answer.body, "the files of a pull request");
  const files = rows.map((row, index) => ({
    ...toListedFile(row, (page - 1) * size + index),
    isCurrent: isListedFor(row.contents_url, state.headSha),
  }));
  return { files, lastPage: readLastPage(answer.headers["link"]) };
}

function toListedFile(row: z.infer<typeof ListedRow>, position: number): Omit<ListedFile, "isCurrent"> {
  const { filename, status, sha, additions, deletions } = row;
  const isMoved = status === "renamed" || status === "copied";
  const previousPath = isMoved ? (row.previous_filename ?? null) : null;
  return {
    position,
    path: filename,
    previousPath,
    status,
    blob: sha,
    additions,
    deletions,
    patch: row.patch ?? null,
  };
}

/** The address of a file's content names the commit for which it was listed. */
function isListedFor(contentsUrl: string, headSha: string): boolean {
  const listedFor = /[?&]ref=([0-9a-f]{40,64})$/.exec(contentsUrl.slice(-80))?.[1];
  return listedFor === undefined || listedFor === headSha;
}

/** Number of the page that `rel="last"` names; 1 where there is no other. */
function readLastPage(link: string | undefined): number {
  const last = (link ?? "").split(",").find((part) => part.includes('rel="last"'));
  const page = /[?&]page=(\d{1,4})(?:[&>]|$)/.exec(last?.slice(0, 2_000) ?? "")?.[1];
  return Math.min(maxPages, Number(page ?? 1));
}

/** All files that GitHub lists, in its order, each path once. */
export async function fetchListedFiles(
  client: GitHubClient,
  state: PullRequestState,
  signal: AbortSignal,
): Promise<readonly ListedFile[]> {
  const load = (page: number) => fetchPage(client, state, { page, size: pageSize, signal });
  const first = await load(1);
  const others = Array.from({ length: first.lastPage - 1 }, (_, index) => index + 2);
  const pages = [first, ...(await mapInParallel(others, parallelPages, load))];
  // A push between two pages can show a file twice.
  const byPath = new Map<string, ListedFile>();
  for (const file of pages.flatMap(({ files }) => files))
    if (!byPath.has(file.path)) byPath.set(file.path, file);
  return [...byPath.values()];
}

/** Page sizes on which patches are looked for again that a page of 50 lost. */
const smallerSizes: readonly number[] = [10, 1];
const maxRefetches = 100;

/**
 * Lists files again on smaller pages: GitHub drops patch and counts of the later files of a page whose patches are
 * long. What is still without a patch then, and what is over a hundred pages, is left out.
 */
export async function refetchLostFiles(
  client: GitHubClient,
  state: PullRequestState,
  lost: { readonly files: readonly ListedFile[]; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, ListedFile>> {
  const { signal } = lost;
  const found = new Map<string, ListedFile>();
  let missing = lost.files;
  let left = maxRefetches;
  for (const size of smallerSizes) {
    const numbers = [...new Set(missing.map(({ position }) => Math.floor(position / size) + 1))].slice(
      0,
      left,
    );
    left -= numbers.length;
    const load = (page: number) => fetchPage(client, state, { page, size, signal });
    const pages = await mapInParallel(numbers, parallelPages, load);
    const wanted = new Set(missing.map(({ path }) => path));
    for (const file of pages.flatMap(({ files }) => files))
      if (wanted.has(file.path) && file.patch !== null) found.set(file.path, file);
    missing = missing.filter(({ path }) => !found.has(path));
  }
  return found;
}
