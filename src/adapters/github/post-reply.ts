import { z } from "zod";
import type { CommentRef } from "../../domain/intent.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import { composePullPath } from "./compose-review.ts";
import { cutBody } from "./cut-body.ts";
import type { GitHubClient } from "./github-client.ts";
import { queryPullRequest } from "./query-pull-request.ts";
import { readAnswer } from "./read-answer.ts";
import { type Pace, writeOnce } from "./write-once.ts";

export interface PostReplyOptions {
  readonly pace: Pace;
  /** The hidden marker of the reply to one comment: always the same, and nobody else can make it. */
  readonly composeReplyMarker: (pullRequest: PullRequestRef, comment: CommentRef) => string;
}

interface Reply {
  readonly client: GitHubClient;
  readonly pullRequest: PullRequestRef;
  readonly comment: CommentRef;
  readonly markdown: string;
}

const conversationRoute = "POST /repositories/{repository_id}/issues/{issue_number}/comments";
const threadRoute = "POST /repositories/{repository_id}/pulls/{pull_number}/comments/{comment_id}/replies";
const threadCommentsRoute = "GET /repositories/{repository_id}/pulls/{pull_number}/comments";
const threadCommentRoute = "GET /repositories/{repository_id}/pulls/comments/{comment_id}";

const query = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequest(number: $number) { comments(last: 100) { nodes { body } } }
  }
}`;

const PullRequest = z.object({
  comments: z.object({ nodes: z.array(z.object({ body: z.string() }).nullable()) }),
});
const ThreadComment = z.object({
  id: z.number(),
  in_reply_to_id: z.number().optional(),
  body: z.string().nullish(),
});

/** Answers a comment where it was written, once: the newest hundred comments are searched for the marker first. */
export async function postReply(options: PostReplyOptions, reply: Reply): Promise<void> {
  const { pullRequest, comment, markdown } = reply;
  const marker = options.composeReplyMarker(pullRequest, comment);
  const place = comment.place === "thread" ? openThread(reply) : openConversation(reply);
  const find = async () => ((await place.fetchBodies()).some((body) => body.includes(marker)) ? true : null);
  const write = async () => {
    await place.send(cutBody(markdown, marker));
    return true;
  };
  if ((await find()) === null) await writeOnce({ write, find, pace: options.pace });
}

interface Place {
  fetchBodies(): Promise<readonly string[]>;
  send(body: string): Promise<void>;
}

function openConversation({ client, pullRequest }: Reply): Place {
  return {
    fetchBodies: async () => {
      const found = await queryPullRequest(client, pullRequest, { query, variables: {} });
      const { nodes } = readAnswer(PullRequest, found, "the comments of a pull request").comments;
      return nodes.map((comment) => comment?.body ?? "");
    },
    send: async (body) => {
      const { repository, number } = pullRequest;
      const at = { repository_id: repository.repositoryId, issue_number: number };
      await client.request(conversationRoute, { ...at, body });
    },
  };
}

function openThread({ client, pullRequest, comment }: Reply): Place {
  let seen: readonly z.output<typeof ThreadComment>[] = [];
  const at = composePullPath(pullRequest);
  return {
    fetchBodies: async () => {
      const newest = { sort: "created", direction: "desc", per_page: 100 };
      const response = await client.request(threadCommentsRoute, { ...at, ...newest });
      seen = readAnswer(z.array(ThreadComment), response.body, "the comments of a pull request");
      return seen.map(({ body }) => body ?? "");
    },
    send: async (body) => {
      const asked =
        seen.find(({ id }) => id === comment.commentId) ??
        (await fetchThreadComment(client, pullRequest, comment));
      if (asked === null) return;
      // GitHub takes replies to the first comment of a thread only.
      const parameters = { ...at, comment_id: asked.in_reply_to_id ?? asked.id, body };
      // 404: the thread is gone, and with it the place for an answer.
      await client.request(threadRoute, parameters, { expect: [404] });
    },
  };
}

async function fetchThreadComment(
  client: GitHubClient,
  { repository }: PullRequestRef,
  { commentId }: CommentRef,
): Promise<z.output<typeof ThreadComment> | null> {
  const parameters = { repository_id: repository.repositoryId, comment_id: commentId };
  const { status, body } = await client.request(threadCommentRoute, parameters, { expect: [404] });
  return status === 404 ? null : readAnswer(ThreadComment, body, "a comment");
}
