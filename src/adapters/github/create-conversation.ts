import { z } from "zod";
import type { CommentRef } from "../../domain/intent.ts";
import type { Permission, PullRequestRef } from "../../domain/pull-request.ts";
import type { Conversation, Reaction } from "../../pipeline/ports-code-host.ts";
import type { GitHubClient, GitHubClients } from "./github-client.ts";
import { type PostReplyOptions, postReply } from "./post-reply.ts";
import { readAnswer } from "./read-answer.ts";
import { createTurns } from "./take-turns.ts";
import { repeatWrite } from "./write-once.ts";

export interface ConversationOptions extends PostReplyOptions {
  readonly clients: Pick<GitHubClients, "forRepository">;
}

const permissionRoute = "GET /repositories/{repository_id}/collaborators/{username}/permission";
const routes = {
  conversation: {
    read: "GET /repositories/{repository_id}/issues/comments/{comment_id}",
    react: "POST /repositories/{repository_id}/issues/comments/{comment_id}/reactions",
  },
  thread: {
    read: "GET /repositories/{repository_id}/pulls/comments/{comment_id}",
    react: "POST /repositories/{repository_id}/pulls/comments/{comment_id}/reactions",
  },
} as const;
const gone = [404, 410];

/** GitHub folds maintain into write and triage into read; the finer names are taken as well. */
const permissions: Readonly<Record<string, Permission>> = {
  admin: "admin",
  maintain: "write",
  write: "write",
  triage: "read",
  read: "read",
  none: "none",
};

const Granted = z.object({
  permission: z.string().refine((name) => Object.hasOwn(permissions, name)),
});
const Comment = z.object({
  body: z.string().nullish(),
  user: z.object({ id: z.number() }).nullable(),
});

/** Comments of people and the answers to them. Replies carry a marker, so that each command gets one. */
export function createConversation(options: ConversationOptions): Conversation {
  const takeTurns = createTurns();
  return {
    fetchPermission: async (repository, login) => {
      const client = options.clients.forRepository(repository);
      return fetchPermission(client, repository.repositoryId, login);
    },
    fetchComment: (pullRequest, comment) => fetchComment(open(options, pullRequest), pullRequest, comment),
    react: (pullRequest, comment, reaction) =>
      react(open(options, pullRequest), { pullRequest, comment, reaction }),
    reply: (pullRequest, comment, markdown) => {
      const key = `${pullRequest.repository.repositoryId} ${comment.place} ${comment.commentId}`;
      const client = open(options, pullRequest);
      return takeTurns(key, () => postReply(options, { client, pullRequest, comment, markdown }));
    },
  };
}

const open = ({ clients }: ConversationOptions, { repository }: PullRequestRef) =>
  clients.forRepository(repository);

/** What a person may do. Whom GitHub does not know as a collaborator may do nothing; any failure throws. */
async function fetchPermission(
  client: GitHubClient,
  repositoryId: number,
  login: string,
): Promise<Permission> {
  const parameters = { repository_id: repositoryId, username: login };
  const { status, body } = await client.request(permissionRoute, parameters, { expect: [404] });
  if (status === 404) return "none";
  return permissions[readAnswer(Granted, body, "a permission").permission] ?? "none";
}

/** A comment whose author's account is gone counts as gone: nobody answers for it. */
async function fetchComment(
  client: GitHubClient,
  pullRequest: PullRequestRef,
  { place, commentId }: CommentRef,
): Promise<{ readonly body: string; readonly authorId: number } | null> {
  const parameters = { repository_id: pullRequest.repository.repositoryId, comment_id: commentId };
  const response = await client.request(routes[place].read, parameters, { expect: gone });
  if (gone.includes(response.status)) return null;
  const { body, user } = readAnswer(Comment, response.body, "a comment");
  return user === null ? null : { body: body ?? "", authorId: user.id };
}

/** A reaction that is there already changes nothing, and a comment that is gone needs none. */
async function react(
  client: GitHubClient,
  wanted: {
    readonly pullRequest: PullRequestRef;
    readonly comment: CommentRef;
    readonly reaction: Reaction;
  },
): Promise<void> {
  const { place, commentId } = wanted.comment;
  const parameters = {
    repository_id: wanted.pullRequest.repository.repositoryId,
    comment_id: commentId,
    content: wanted.reaction,
  };
  await repeatWrite(() => client.request(routes[place].react, parameters, { expect: gone }));
}
