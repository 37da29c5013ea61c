import { presentAccount } from "./present-account.ts";
import { presentCheckRun, presentCheckSuite } from "./present-check.ts";
import {
  associationOf,
  presentLabel,
  presentPullInList,
  presentPullRequest,
  pullHtmlUrl,
} from "./present-pull-request.ts";
import {
  htmlUrl,
  presentInstallation,
  presentRepository,
  presentRepositoryName,
  repositoryUrl,
} from "./present-repository.ts";
import { presentIssueComment, presentReactions, presentReviewComment } from "./present-review.ts";
import type { WebhookEvent } from "./webhook-sender.ts";
import {
  type Account,
  type CheckRun,
  type CheckSuite,
  type Installation,
  type IssueComment,
  installationOf,
  type Label,
  nodeId,
  type PullRequest,
  type Repository,
  type ReviewComment,
  type World,
} from "./world.ts";

type Extra = Readonly<Record<string, unknown>>;

/** Composes webhook payloads from the state of the world. */
export interface EventComposer {
  pullRequest(pull: PullRequest, action: string, sender: Account, extra?: Extra): Promise<WebhookEvent>;
  issueComment(comment: IssueComment, action: string, sender: Account, extra?: Extra): WebhookEvent;
  reviewComment(comment: ReviewComment, sender: Account): WebhookEvent;
  checkRun(run: CheckRun, sender: Account): WebhookEvent;
  checkSuite(suite: CheckSuite, sender: Account): WebhookEvent;
  mergeGroup(repository: Repository, group: MergeGroup, sender: Account): WebhookEvent;
  installation(installation: Installation, action: string, sender: Account): WebhookEvent;
  installationRepositories(
    installation: Installation,
    change: { readonly added: readonly Repository[]; readonly removed: readonly Repository[] },
    sender: Account,
  ): WebhookEvent;
  push(repository: Repository, push: Push, sender: Account): WebhookEvent;
  ping(): WebhookEvent;
}

export interface MergeGroup {
  readonly headSha: string;
  readonly headRef: string;
  readonly baseSha: string;
  readonly baseRef: string;
}

export interface Push {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly isForced: boolean;
}

const treeOfNothing = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

export function createEventComposer(world: World, api: string): EventComposer {
  const around = (repository: Repository, sender: Account): Extra => {
    const installation = installationOf(world, repository);
    return {
      repository: presentRepository(api, repository),
      sender: presentAccount(api, sender),
      ...(installation === null
        ? {}
        : { installation: { id: installation.id, node_id: nodeId("IN", installation.id) } }),
    };
  };
  const compose = (event: string, repository: Repository, payload: Extra): WebhookEvent => ({
    event,
    payload,
    installationId: installationOf(world, repository)?.id ?? null,
    repositoryId: repository.id,
  });
  const ofInstallation = (event: string, installation: Installation, payload: Extra): WebhookEvent => ({
    event,
    payload: { ...payload, installation: presentInstallation(api, world, installation) },
    installationId: installation.id,
    repositoryId: null,
  });
  const commit = (repository: Repository, sha: string) => presentSimpleCommit(repository, sha);

  return {
    pullRequest: async (pull, action, sender, extra = {}) =>
      compose("pull_request", pull.repository, {
        action,
        number: pull.number,
        pull_request: { ...(await presentPullRequest(api, world, pull)), ...repositorySettings(pull) },
        ...extra,
        ...around(pull.repository, sender),
      }),
    issueComment: (comment, action, sender, extra = {}) =>
      compose("issue_comment", comment.pull.repository, {
        action,
        issue: presentIssue(api, world, comment.pull),
        comment: presentIssueComment(api, comment),
        ...extra,
        ...around(comment.pull.repository, sender),
      }),
    reviewComment: (comment, sender) =>
      compose("pull_request_review_comment", comment.pull.repository, {
        action: "created",
        comment: presentReviewComment(api, comment),
        pull_request: presentPullInList(api, comment.pull),
        ...around(comment.pull.repository, sender),
      }),
    checkRun: (run, sender) =>
      compose("check_run", run.repository, {
        action: "rerequested",
        check_run: {
          ...presentCheckRun(api, world, run),
          check_suite: presentCheckSuite(api, world, run.suite, null),
        },
        ...around(run.repository, sender),
      }),
    checkSuite: (suite, sender) =>
      compose("check_suite", suite.repository, {
        action: "rerequested",
        check_suite: {
          ...presentCheckSuite(api, world, suite, null),
          head_commit: commit(suite.repository, suite.headSha),
        },
        ...around(suite.repository, sender),
      }),
    mergeGroup: (repository, group, sender) =>
      compose("merge_group", repository, {
        action: "checks_requested",
        merge_group: {
          head_sha: group.headSha,
          head_ref: group.headRef,
          base_sha: group.baseSha,
          base_ref: group.baseRef,
          head_commit: commit(repository, group.headSha),
        },
        ...around(repository, sender),
      }),
    installation: (installation, action, sender) =>
      ofInstallation("installation", installation, {
        action,
        repositories: [...world.repositories.values()]
          .filter((repository) => installation.repositories.has(repository.id) && !repository.isDeleted)
          .map(presentRepositoryName),
        ...(action === "created" ? { requester: null } : {}),
        sender: presentAccount(api, sender),
      }),
    installationRepositories: (installation, { added, removed }, sender) =>
      ofInstallation("installation_repositories", installation, {
        action: added.length > 0 ? "added" : "removed",
        repository_selection: installation.selection,
        repositories_added: added.map(presentRepositoryName),
        repositories_removed: removed.map(presentRepositoryName),
        requester: null,
        sender: presentAccount(api, sender),
      }),
    push: (repository, push, sender) =>
      compose("push", repository, { ...presentPush(repository, push), ...around(repository, sender) }),
    ping: () => ({
      event: "ping",
      payload: { zen: "Design for failure.", hook_id: 1 },
      installationId: null,
      repositoryId: null,
    }),
  };
}

/** Members of the repository's settings that only webhooks carry. */
function repositorySettings(_pull: PullRequest): Extra {
  return {
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: false,
    merge_commit_message: "PR_TITLE",
    merge_commit_title: "MERGE_MESSAGE",
    squash_merge_commit_message: "COMMIT_MESSAGES",
    squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
    use_squash_pr_title_as_default: false,
  };
}

function presentIssue(api: string, world: World, pull: PullRequest): Extra {
  const url = `${repositoryUrl(api, pull.repository)}/issues/${pull.number}`;
  const pullUrl = `${repositoryUrl(api, pull.repository)}/pulls/${pull.number}`;
  const web = pullHtmlUrl(pull);
  const comments = [...world.issueComments.values()].filter((comment) => comment.pull === pull);
  return {
    url,
    repository_url: repositoryUrl(api, pull.repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: web,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    number: pull.number,
    title: pull.title,
    user: presentAccount(api, pull.author),
    labels: pull.labels.map((label: Label) => presentLabel(api, pull.repository, label)),
    state: pull.state,
    locked: pull.isLocked,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: comments.length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    author_association: associationOf(pull.repository, pull.author),
    active_lock_reason: null,
    draft: pull.isDraft,
    pull_request: {
      url: pullUrl,
      html_url: web,
      diff_url: `${web}.diff`,
      patch_url: `${web}.patch`,
      merged_at: pull.mergedAt,
    },
    body: pull.body,
    reactions: presentReactions(url, []),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  };
}

function presentSimpleCommit(_repository: Repository, sha: string): Extra {
  const who = { name: "Octo Cat", email: "octocat@example.com" };
  return {
    id: sha,
    tree_id: treeOfNothing,
    message: "Change files",
    timestamp: "2026-01-01T00:00:00Z",
    author: who,
    committer: who,
  };
}

function presentPush(repository: Repository, push: Push): Extra {
  const zero = "0".repeat(40);
  return {
    ref: push.ref,
    before: push.before,
    after: push.after,
    created: push.before === zero,
    deleted: push.after === zero,
    forced: push.isForced,
    base_ref: null,
    compare: `${htmlUrl(repository)}/compare/${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`,
    commits: [],
    head_commit: null,
    pusher: { name: repository.owner.login, email: "octocat@example.com" },
  };
}
