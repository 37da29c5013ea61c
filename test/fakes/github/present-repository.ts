import { presentAccount } from "./present-account.ts";
import { fullName, type Installation, nodeId, type Repository, type World } from "./world.ts";

const urlSuffixes: Readonly<Record<string, string>> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

const createdAt = "2026-01-01T00:00:00Z";

export function repositoryUrl(api: string, repository: Repository): string {
  return `${api}/repos/${fullName(repository)}`;
}

export function htmlUrl(repository: Repository): string {
  return `https://github.example.com/${fullName(repository)}`;
}

/** A repository with every member that its schema requires. */
export function presentRepository(api: string, repository: Repository): Record<string, unknown> {
  const url = repositoryUrl(api, repository);
  const urls = Object.fromEntries(Object.entries(urlSuffixes).map(([name, suffix]) => [name, url + suffix]));
  const web = htmlUrl(repository);
  const openPulls = [...repository.pulls.values()].filter(({ state }) => state === "open").length;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.isPrivate,
    owner: presentAccount(api, repository.owner),
    html_url: web,
    description: null,
    fork: repository.parent !== null,
    url,
    ...urls,
    clone_url: `${web}.git`,
    git_url: `git://github.example.com/${fullName(repository)}.git`,
    ssh_url: `git@github.example.com:${fullName(repository)}.git`,
    svn_url: web,
    mirror_url: null,
    created_at: createdAt,
    updated_at: createdAt,
    pushed_at: createdAt,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    has_pull_requests: true,
    forks_count: 0,
    archived: false,
    disabled: false,
    open_issues_count: openPulls,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.isPrivate ? "private" : "public",
    forks: 0,
    open_issues: openPulls,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

/** The answer of `GET /repos/{owner}/{repo}`. */
export function presentFullRepository(api: string, repository: Repository): Record<string, unknown> {
  const { parent } = repository;
  const ancestry =
    parent === null || parent.isDeleted
      ? {}
      : { parent: presentRepository(api, parent), source: presentRepository(api, parent) };
  return { ...presentRepository(api, repository), ...ancestry, network_count: 0, subscribers_count: 0 };
}

/** The few members that installation events carry. */
export function presentRepositoryName(repository: Repository): Record<string, unknown> {
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.isPrivate,
  };
}

export function presentInstallation(
  api: string,
  world: World,
  installation: Installation,
): Record<string, unknown> {
  const { id, account } = installation;
  return {
    id,
    client_id: `Iv1.${world.app.id}`,
    account: presentAccount(api, account),
    repository_selection: installation.selection,
    access_tokens_url: `${api}/app/installations/${id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `https://github.example.com/settings/installations/${id}`,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: ["check_run", "issue_comment", "pull_request"],
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : presentAccount(api, account),
    suspended_at: installation.suspendedAt,
  };
}
