import { presentAccount } from "./present-account.ts";
import { htmlUrl, presentRepository, repositoryUrl } from "./present-repository.ts";
import { readComparison, readPullDiff } from "./read-git-diff.ts";
import {
  type Account,
  type Label,
  nodeId,
  type PullRequest,
  type Repository,
  roleOf,
  type World,
} from "./world.ts";

/** What GitHub calls people in a repository. Private members show as `CONTRIBUTOR`, as on GitHub. */
export function associationOf(repository: Repository, account: Account): string {
  if (account.id === repository.owner.id) return "OWNER";
  if (account.type === "Bot") return "NONE";
  return roleOf(repository, account) === "none" ? "NONE" : "CONTRIBUTOR";
}

export function presentLabel(api: string, repository: Repository, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    url: `${repositoryUrl(api, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: "",
    color: "ededed",
    default: false,
  };
}

export function pullUrl(api: string, pull: PullRequest): string {
  return `${repositoryUrl(api, pull.repository)}/pulls/${pull.number}`;
}

export function pullHtmlUrl(pull: PullRequest): string {
  return `${htmlUrl(pull.repository)}/pull/${pull.number}`;
}

/** A pull request as it stands in lists: without counts and mergeability. */
export function presentPullInList(api: string, pull: PullRequest): Record<string, unknown> {
  const { repository, headRepository } = pull;
  const url = pullUrl(api, pull);
  const issue = `${repositoryUrl(api, repository)}/issues/${pull.number}`;
  const statuses = `${repositoryUrl(api, repository)}/statuses/${pull.headSha}`;
  const web = pullHtmlUrl(pull);
  const link = (href: string) => ({ href });
  const owner = repository.owner.login;
  return {
    url,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(api, repository)}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: pull.isLocked,
    active_lock_reason: null,
    title: pull.title,
    user: presentAccount(api, pull.author),
    body: pull.body,
    labels: pull.labels.map((label) => presentLabel(api, repository, label)),
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergedAt === null ? null : pull.headSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: {
      label: `${pull.headOwnerLogin}:${pull.headBranch}`,
      ref: pull.headBranch,
      sha: pull.headSha,
      user: presentAccount(api, headRepository?.owner ?? pull.author),
      repo: headRepository === null ? null : presentRepository(api, headRepository),
    },
    base: {
      label: `${owner}:${pull.baseBranch}`,
      ref: pull.baseBranch,
      sha: pull.baseSha,
      user: presentAccount(api, repository.owner),
      repo: presentRepository(api, repository),
    },
    _links: {
      self: link(url),
      html: link(web),
      issue: link(issue),
      comments: link(`${issue}/comments`),
      review_comments: link(`${url}/comments`),
      review_comment: link(`${repositoryUrl(api, repository)}/pulls/comments{/number}`),
      commits: link(`${url}/commits`),
      statuses: link(statuses),
    },
    author_association: associationOf(repository, pull.author),
    auto_merge: null,
    draft: pull.isDraft,
  };
}

export interface PullCounts {
  readonly changedFiles: number;
  readonly additions: number;
  readonly deletions: number;
  readonly commits: number;
}

export async function countPull(pull: PullRequest): Promise<PullCounts> {
  const { git } = pull.repository;
  const [files, comparison] = await Promise.all([
    readPullDiff(git, pull.baseSha, pull.headSha),
    readComparison(git, pull.baseSha, pull.headSha),
  ]);
  return {
    changedFiles: files.length,
    additions: files.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
    commits: comparison.aheadBy,
  };
}

export async function presentPullRequest(
  api: string,
  world: World,
  pull: PullRequest,
): Promise<Record<string, unknown>> {
  const counts = await countPull(pull);
  const ofPull = (item: { readonly pull: PullRequest }) => item.pull === pull;
  return {
    ...presentPullInList(api, pull),
    merged: pull.mergedAt !== null,
    mergeable: pull.mergeable,
    rebaseable: pull.mergeable,
    mergeable_state: pull.mergeable === false ? "dirty" : "clean",
    merged_by: null,
    comments: [...world.issueComments.values()].filter(ofPull).length,
    review_comments: [...world.reviewComments.values()].filter(ofPull).length,
    maintainer_can_modify: false,
    commits: counts.commits,
    additions: counts.additions,
    deletions: counts.deletions,
    changed_files: counts.changedFiles,
  };
}
