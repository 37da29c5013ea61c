import { z } from "zod";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { InlineComment } from "../../domain/review-draft.ts";
import type { GitHubClient } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";

/** What GitHub's own patches say of comments: inside a hunk, outside of all, or no patch to tell by. */
export interface SortedComments {
  readonly inside: readonly InlineComment[];
  readonly outside: readonly InlineComment[];
  readonly unknown: readonly InlineComment[];
}

/** First and last line on either side. */
interface HunkLines {
  readonly LEFT: readonly [number, number];
  readonly RIGHT: readonly [number, number];
}

const pageSize = 50;
/** GitHub lists at most 3,000 files. */
const mostPages = 60;

const Files = z.array(z.object({ filename: z.string(), patch: z.string().optional() }));

/** Holds the anchors of comments against the patches of the pull request as GitHub gives them. */
export async function sortByPatch(
  client: GitHubClient,
  ref: PullRequestRef,
  comments: readonly InlineComment[],
): Promise<SortedComments> {
  const wanted = new Set<string>(comments.map(({ path }) => path));
  const patches = await fetchPatches(client, ref, wanted);
  const groups = { inside: [], outside: [], unknown: [] } as Record<keyof SortedComments, InlineComment[]>;
  for (const comment of comments) groups[judge(comment, patches.get(comment.path))].push(comment);
  return groups;
}

/** Hunks by path; null where GitHub gives no patch. */
async function fetchPatches(
  client: GitHubClient,
  ref: PullRequestRef,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly HunkLines[] | null>> {
  const found = new Map<string, readonly HunkLines[] | null>();
  const route = "GET /repositories/{repository_id}/pulls/{pull_number}/files";
  const at = { repository_id: ref.repository.repositoryId, pull_number: ref.number, per_page: pageSize };
  for (let page = 1; page <= mostPages && found.size < wanted.size; page += 1) {
    const { body } = await client.request(route, { ...at, page });
    const files = readAnswer(Files, body, "the files of a pull request");
    for (const { filename, patch } of files.filter((file) => wanted.has(file.filename))) {
      found.set(filename, patch === undefined ? null : readHunkLines(patch));
    }
    if (files.length < pageSize) break;
  }
  return found;
}

// Lines of content begin with a sign or a space, so that a header is one wherever a line begins like it.
const hunkHeader = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/gm;

function readHunkLines(patch: string): readonly HunkLines[] {
  return [...patch.matchAll(hunkHeader)].map(([, left, leftCount = "1", right, rightCount = "1"]) => ({
    LEFT: range(Number(left), Number(leftCount)),
    RIGHT: range(Number(right), Number(rightCount)),
  }));
}

const range = (start: number, count: number): readonly [number, number] => [start, start + count - 1];

function judge(comment: InlineComment, hunks: readonly HunkLines[] | null | undefined): keyof SortedComments {
  if (hunks === undefined) return "outside";
  if (hunks === null) return "unknown";
  const first = comment.startLine ?? comment.line;
  const isOrdered = comment.startLine === null || comment.startLine < comment.line;
  const holds = hunks.some((hunk) => {
    const [from, to] = hunk[comment.side];
    return from <= first && comment.line <= to;
  });
  return isOrdered && holds ? "inside" : "outside";
}
