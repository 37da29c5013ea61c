import type { FieldDefinition, TypeDefinition } from "./execute-graphql.ts";
import { connection } from "./graphql-connection.ts";
import type { GraphqlContext } from "./graphql-schema.ts";
import { associationOf, pullHtmlUrl } from "./present-pull-request.ts";
import {
  type Account,
  type IssueComment,
  nodeId,
  type PullRequest,
  type Review,
  type ReviewComment,
} from "./world.ts";

type Field = FieldDefinition<GraphqlContext>;
type Fields = Readonly<Record<string, Field>>;

export interface Minimizable {
  minimizedReason: string | null;
}

interface Written extends Minimizable {
  readonly id: number;
  readonly author: Account;
  readonly body: string;
  readonly createdAt: string;
  readonly pull: PullRequest;
}

const scalar = <Source>(type: string, resolve: (source: Source) => unknown): Field => ({ type, resolve });

const minimizedFields: Fields = {
  isMinimized: scalar("Boolean", ({ minimizedReason }: Minimizable) => minimizedReason !== null),
  minimizedReason: scalar("String", ({ minimizedReason }: Minimizable) => minimizedReason),
  viewerCanMinimize: scalar("Boolean", () => true),
};

const writtenFields = (prefix: string): Fields => ({
  ...minimizedFields,
  id: scalar("ID", ({ id }: Written) => nodeId(prefix, id)),
  databaseId: scalar("Int", ({ id }: Written) => id),
  fullDatabaseId: scalar("BigInt", ({ id }: Written) => String(id)),
  body: scalar("String", ({ body }: Written) => body),
  author: scalar("Actor", ({ author }: Written) => author),
  authorAssociation: scalar("String", ({ author, pull }: Written) => associationOf(pull.repository, author)),
  createdAt: scalar("DateTime", ({ createdAt }: Written) => createdAt),
  pullRequest: scalar("PullRequest", ({ pull }: Written) => pull),
  viewerDidAuthor: {
    type: "Boolean",
    resolve: ({ author }: Written, _args, { world }) => author === world.app.bot,
  },
});

interface Thread {
  readonly first: ReviewComment;
  readonly comments: readonly ReviewComment[];
}

/** Threads of a pull request: each first comment with its replies. */
export function listThreads(pull: PullRequest, context: GraphqlContext): readonly Thread[] {
  const comments = [...context.world.reviewComments.values()].filter(
    (comment) => comment.pull === pull && comment.review.state !== "PENDING",
  );
  return comments
    .filter(({ inReplyTo }) => inReplyTo === null)
    .map((first) => ({
      first,
      comments: comments.filter(({ id, inReplyTo }) => id === first.id || inReplyTo === first.id),
    }));
}

const review: Fields = {
  ...writtenFields("PRR"),
  state: scalar("PullRequestReviewState", ({ state }: Review) => state),
  submittedAt: scalar("DateTime", ({ submittedAt }: Review) => submittedAt),
  updatedAt: scalar("DateTime", ({ createdAt }: Review) => createdAt),
  commit: scalar("Commit", ({ commitId }: Review) => ({ oid: commitId })),
  url: scalar("URI", ({ pull, id }: Review) => `${pullHtmlUrl(pull)}#pullrequestreview-${id}`),
  comments: connection("PullRequestReviewComment", (source: Review, _args, { world }: GraphqlContext) =>
    [...world.reviewComments.values()].filter((comment) => comment.review === source),
  ),
};

const reviewComment: Fields = {
  ...writtenFields("PRRC"),
  path: scalar("String", ({ path }: ReviewComment) => path),
  line: scalar("Int", ({ line }: ReviewComment) => line),
  startLine: scalar("Int", ({ startLine }: ReviewComment) => startLine),
  originalLine: scalar("Int", ({ line }: ReviewComment) => line),
  diffHunk: scalar("String", ({ diffHunk }: ReviewComment) => diffHunk),
  outdated: scalar("Boolean", ({ commitId, pull }: ReviewComment) => commitId !== pull.headSha),
  commit: scalar("Commit", ({ review: { commitId } }: ReviewComment) => ({ oid: commitId })),
  originalCommit: scalar("Commit", ({ commitId }: ReviewComment) => ({ oid: commitId })),
  pullRequestReview: scalar("PullRequestReview", (comment: ReviewComment) => comment.review),
  url: scalar("URI", ({ pull, id }: ReviewComment) => `${pullHtmlUrl(pull)}#discussion_r${id}`),
  replyTo: {
    type: "PullRequestReviewComment",
    resolve: ({ inReplyTo }: ReviewComment, _args, { world }) =>
      inReplyTo === null ? null : world.reviewComments.get(inReplyTo),
  },
};

const issueComment: Fields = {
  ...writtenFields("IC"),
  updatedAt: scalar("DateTime", ({ updatedAt }: IssueComment) => updatedAt),
  url: scalar("URI", ({ pull, id }: IssueComment) => `${pullHtmlUrl(pull)}#issuecomment-${id}`),
};

const thread: Fields = {
  id: scalar("ID", ({ first }: Thread) => nodeId("PRRT", first.id)),
  isResolved: scalar("Boolean", () => false),
  isOutdated: scalar("Boolean", ({ first }: Thread) => first.commitId !== first.pull.headSha),
  path: scalar("String", ({ first }: Thread) => first.path),
  line: scalar("Int", ({ first }: Thread) => first.line),
  diffSide: scalar("DiffSide", ({ first }: Thread) => first.side),
  comments: connection("PullRequestReviewComment", ({ comments }: Thread) => comments),
};

export const commentTypes: Readonly<Record<string, TypeDefinition<GraphqlContext>>> = {
  PullRequestReview: { fields: review },
  PullRequestReviewComment: { fields: reviewComment },
  PullRequestReviewThread: { fields: thread },
  IssueComment: { fields: issueComment },
  Minimizable: {
    fields: minimizedFields,
    resolveType: (value: object) => {
      if ("submittedAt" in value) return "PullRequestReview";
      return "diffHunk" in value ? "PullRequestReviewComment" : "IssueComment";
    },
  },
};
